import type { StudentNotice } from "#domain/notifications/student-notices";
import type { HomeAs } from "#domain/sessions/get-home-as";
import type { Tenant } from "#kernel/ctx";

import { viewedHref, viewedName } from "../../viewed";
import type { HomeView } from "../app._index/screen";
import { homeView } from "../app._index/view";

/** Home as the student reads it at this moment; the one button that would do something says whose it is. */
export function viewAs(
  { page, student }: HomeAs,
  notices: StudentNotice[],
  { studentId, now, tenant }: { studentId: string; now: Date; tenant: Pick<Tenant, "zone" | "words"> },
): { student: string; view: HomeView } {
  const home = homeView(page, notices, now, tenant, "");
  const view = {
    ...home,
    noticesHref: home.noticesHref && viewedHref(home.noticesHref, studentId),
    notices: home.notices.map((one) => ({ ...one, href: one.href && viewedHref(one.href, studentId) })),
  };
  const notYours = `${student.name} can press this now. You look on: only they can join with it.`;
  return {
    student: viewedName(student),
    view: view.primary.kind === "live" ? { ...view, primary: { ...view.primary, joinForm: none, notYours } } : view,
  };
}

/** Nothing to send, and nowhere. */
const none = { action: "", hidden: {} };
