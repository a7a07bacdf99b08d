import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { noteRead } from "#domain/audit/note-read";
import { getNoticesPageAs } from "#domain/notifications/student-notices";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { noticeLines } from "../../notice-words";
import { paths } from "../../paths";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { viewedHref, viewedName, viewedPlaces } from "../../viewed";
import { ViewAsNotificationsScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Viewing a student's notifications · ${data.tenant.name}` : "Viewing a student's notifications" },
];

/** Reading here leaves a notice unread: it is the student's to read. There is no action. */
export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const asked = new URL(request.url).searchParams.get("before");
    const before = asked !== null && isUuid(asked) ? asked : null;
    const { page, student } = await getNoticesPageAs(ctx, studentId, before);
    noteRead(ctx, { studentId, screen: "view_as_notifications", action: "student.view_as" });
    const tenant = ctx.tenant!;
    const here = paths.viewAsNotifications(studentId);
    return {
      tenant: tenantView(tenant),
      backHref: paths.student(studentId),
      places: viewedPlaces(studentId, null),
      student: viewedName(student),
      view: {
        home: paths.viewAs(studentId),
        notices: noticeLines(page.notices, tenant.zone, wordsOf(ctx)).map((one) => ({
          ...one,
          href: one.href && viewedHref(one.href, studentId),
        })),
        newest: before === null ? null : here,
        older: page.older && `${here}?before=${page.older}`,
      },
    };
  });

export default function ViewAsNotifications() {
  return <ViewAsNotificationsScreen {...useLoaderData<typeof loader>()} />;
}
