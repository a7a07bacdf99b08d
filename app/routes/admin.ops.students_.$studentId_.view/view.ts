import type { StudentNotice } from "#domain/notifications/student-notices";
import type { HomeAs } from "#domain/sessions/get-home-as";
import type { Tenant } from "#kernel/ctx";

import type { HomeView } from "../app._index/screen";
import { homeView } from "../app._index/view";

/** Home as the student reads it at this moment; the one button that would do something says whose it is. */
export function viewAs(
  { page, student }: HomeAs,
  notices: StudentNotice[],
  now: Date,
  tenant: Pick<Tenant, "zone" | "words">,
): { student: string; view: HomeView } {
  const home = homeView(page, notices, now, tenant, "");
  // The student's own pages are closed to whoever looks on.
  const view = { ...home, noticesHref: null, notices: home.notices.map((one) => ({ ...one, href: null })) };
  const notYours = `${student.name} can press this now. You look on: only they can join with it.`;
  return {
    student: `${student.name} (${student.code})`,
    view: view.primary.kind === "live" ? { ...view, primary: { ...view.primary, joinForm: none, notYours } } : view,
  };
}

/** Nothing to send, and nowhere. */
const none = { action: "", hidden: {} };
