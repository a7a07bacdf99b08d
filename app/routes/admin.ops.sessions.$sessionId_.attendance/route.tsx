import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getAttendancePage } from "#domain/attendance/get-attendance-page";
import { markByHand } from "#domain/attendance/mark-by-hand";
import type { ChangedMark } from "#domain/attendance/mark-by-hand";
import { decodeText } from "#domain/attendance/reports/decode-text";
import { takeBackReport } from "#domain/attendance/reports/take-back-report";
import { takeInReport } from "#domain/attendance/reports/take-in-report";
import { unlockAttendance } from "#domain/attendance/unlock-attendance";
import { addSessionNote } from "#domain/sessions/add-session-note";
import { moveRecording } from "#domain/sessions/move-recording";
import { placeRecording } from "#domain/sessions/place-recording";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formWithFile, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { choicesOf } from "./choices";
import { AttendanceScreen } from "./screen";
import type { AttendanceView, FormName, Sent } from "./screen";
import { attendanceView, changedText } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Attendance: ${shown.view.name} · ${shown.tenant.name}` : "Attendance" },
];

/** What was just done, told once after the redirect by a word in the address, never by data. */
const done: Record<string, string> = {
  mark: "The marks are saved.",
  unlock: "The marks can be changed for a day.",
  report: "The report is taken in, and the marks follow it.",
  report_same: "Every line of this report was here already. Nothing changed.",
  take_back: "The report counts no longer.",
  note: "The note is kept.",
  place: "The recording is there for the students.",
  recording_hide: "Students do not see the recording any more.",
  recording_show: "Students see the recording again.",
  recording_remove: "The recording is removed.",
};

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    const page = isUuid(sessionId) ? await getAttendancePage(ctx, sessionId) : null;
    if (!page) throw refuse("not_found");
    const { zone } = ctx.tenant!;
    const last = new URL(request.url).searchParams.get("done") ?? "";
    const title = Object.hasOwn(done, last) ? done[last] : undefined;
    const flash: AttendanceView["flash"] = title ? { tone: "good", title, text: null } : null;
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "today", page.personName),
      view: attendanceView(page, { now: ctx.now, zone, actor: ctx.actor }, flash),
    };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    const { fields, file } = await formWithFile(request, "report");
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent as FormName] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    let told: string | void;
    try {
      told = await command(ctx, sessionId, fields, file && file.bytes);
    } catch (error) {
      const said = refusalOf(error, ctx, (code) => !["auth.required", "forbidden", "not_found"].includes(code));
      const sent: Sent = { form: intent as FormName, errors: errorsOf(said), typed: { ...fields } };
      return data({ sent }, { status: said.status });
    }
    return redirect(`${paths.attendance(sessionId)}?done=${told ?? intent}`, 303);
  });

/** Each mistake beside its field; what somebody else changed, a sentence for each student. */
function errorsOf(said: Refusal): NonNullable<Sent>["errors"] {
  const fields = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
    messages.map((message) => ({ field, message })),
  );
  if (fields.length > 0) return fields;
  const changed = changedText((said.details.data?.["changed"] ?? []) as ChangedMark[]);
  return [said.message, ...changed].map((message) => ({ field: null, message }));
}

type Run = (
  ctx: Ctx,
  sessionId: string,
  fields: Record<string, string>,
  file: Uint8Array | null,
) => Promise<string | void>;
const moves =
  (move: "hide" | "show" | "remove"): Run =>
  (ctx, _, fields) =>
    moveRecording(ctx, { recordingId: idIn(fields, "recordingId"), move, reason: fields["reason"] ?? "" });
const commands: Record<FormName, Run> = {
  mark: async (ctx, sessionId, fields) => {
    await markByHand(ctx, { sessionId, choices: choicesOf(fields), reason: fields["reason"] ?? "" });
  },
  unlock: (ctx, sessionId, fields) => unlockAttendance(ctx, { sessionId, reason: fields["reason"] ?? "" }),
  report: async (ctx, sessionId, fields, file) => {
    const text = decodeText(file ?? new Uint8Array());
    const { zone = "", reason = "" } = fields;
    return (await takeInReport(ctx, { sessionId, text, zone, reason })).fresh === 0 ? "report_same" : undefined;
  },
  take_back: async (ctx, sessionId, fields) => {
    await takeBackReport(ctx, { sessionId, sourceId: idIn(fields, "sourceId"), reason: fields["reason"] ?? "" });
  },
  note: (ctx, sessionId, fields) => addSessionNote(ctx, { sessionId, body: fields["body"] ?? "" }),
  place: (ctx, sessionId, fields) => {
    const { link = "", title, reason = "" } = fields;
    return placeRecording(ctx, { sessionId, link, title, reason });
  },
  recording_hide: moves("hide"),
  recording_show: moves("show"),
  recording_remove: moves("remove"),
};

/** An id in a hidden field; one that is none is nothing's. */
function idIn(fields: Record<string, string>, name: string): string {
  const id = fields[name] ?? "";
  if (!isUuid(id)) throw refuse("not_found");
  return id;
}

export default function Attendance() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <AttendanceScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, flash: null } : view}
      sent={answered?.sent ?? null}
    />
  );
}
