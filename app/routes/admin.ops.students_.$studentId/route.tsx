import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { parseCursor } from "#domain/audit/cursor";
import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import { replayDeadLetter } from "#domain/notifications/replay-dead-letters";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { attendanceText, markLine } from "../../attendance-words";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { AttendanceCard } from "../../ui/attendance-card";
import { StudentScreen } from "./screen";
import { studentView } from "./view";

// Not the name: titles stand in histories and shared screens.
export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.view.code} · ${data.tenant.name}` : "Student" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const search = new URL(request.url).searchParams;
    const page = await getStudentPage(ctx, { studentId, older: parseCursor(search.get("older")) });
    if (page.student.merged_into) throw redirect(paths.student(page.student.merged_into));
    const tenant = ctx.tenant!;
    const view = studentView(page, { now: ctx.now, tenant, actor: ctx.actor, done: search.get("done") });
    const attendance =
      page.attendance || page.marks
        ? {
            lines: page.attendance?.map(attendanceText) ?? [],
            marks: page.marks?.map((one) => markLine(one, tenant.zone)) ?? [],
          }
        : null;
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "students", page.personName), view, attendance };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const studentId = params["studentId"] ?? "";
    if (!isUuid(studentId)) throw refuse("not_found");
    const fields = await formFields(request);
    const id = fields["deadLetterId"] ?? "";
    if (fields["intent"] !== "replay") throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    if (!isUuid(id)) throw refuse("not_found");
    await replayDeadLetter(ctx, { id, reason: "Sent again from the student's page" });
    return redirect(`${paths.student(studentId)}?done=replay`, 303);
  });

export default function Student() {
  const { tenant, places, person, view, attendance } = useLoaderData<typeof loader>();
  return (
    <StudentScreen
      tenant={tenant}
      places={places}
      person={person}
      view={view}
      attendance={attendance ? <AttendanceCard title="Attendance" {...attendance} /> : undefined}
    />
  );
}
