import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { exportAttendance } from "#domain/attendance/export-attendance";
import type { AttendanceExport } from "#domain/attendance/export-attendance";
import { csvStream } from "#kernel/csv-stream";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { localClock, localDay } from "#kernel/time";

import { markWords } from "../copy";
import { paths } from "../paths";
import { download, formFields, respond } from "../respond";

/** Opened by hand, the address leads to the page whose button it is. */
export const loader = ({ params }: LoaderFunctionArgs) => redirect(paths.attendance(params["sessionId"] ?? ""), 302);

/** One class's marks as a file. */
export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    await formFields(request);
    const taken = await exportAttendance(ctx, { sessionId });
    const { zone } = ctx.tenant!;
    const name = `${taken.batchCode}-${taken.number}-attendance-${localDay(taken.startsAt, zone)}.csv`;
    return download(name, csvStream(header, lines(taken, zone)));
  });

const header = ["code", "name", "mark", "minutes", "first seen", "last seen", "set by hand", "excuse"];

async function* lines({ lines: all }: AttendanceExport, zone: string) {
  const clock = (iso: string | null | undefined) => (iso ? localClock(new Date(iso), zone) : null);
  yield all.map(({ student, mark, excuse }) => [
    student.code,
    student.name,
    mark ? markWords[mark.mark].word : null,
    mark?.minutes ?? null,
    clock(mark?.evidence.firstAt),
    clock(mark?.evidence.lastAt),
    mark?.manual_mark ? mark.reason : null,
    excuse,
  ]);
}
