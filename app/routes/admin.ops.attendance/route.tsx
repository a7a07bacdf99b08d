import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { decideContest } from "#domain/attendance/decide-contest";
import { deskTabs, getAttendanceDesk } from "#domain/attendance/get-attendance-desk";
import type { DeskFilter, DeskTab } from "#domain/attendance/get-attendance-desk";
import { marks } from "#domain/attendance/inputs";
import type { Mark } from "#domain/attendance/inputs";
import { matchParticipant } from "#domain/attendance/match-participant";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { DeskScreen } from "./screen";
import type { DeskForm, DeskSent, DeskView } from "./screen";
import { deskView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Attendance · ${shown.tenant.name}` : "Attendance" },
];

/** What was just done, told once after the redirect by a word in the address, never by data. */
const done: Record<string, string> = {
  match: "Matched. The time in class counts for the student now.",
  dismiss: "Set aside. This participant counts for nobody.",
  decide: "Answered. The student reads it with the class.",
};

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const search = new URL(request.url).searchParams;
    const filter = filterOf(search);
    const desk = await getAttendanceDesk(ctx, filter);
    const { zone } = ctx.tenant!;
    const last = search.get("done") ?? "";
    const title = Object.hasOwn(done, last) ? done[last] : undefined;
    const flash: DeskView["flash"] = title ? { tone: "good", title } : null;
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "attendance", desk.personName),
      view: deskView(desk, filter, { now: ctx.now, zone, actor: ctx.actor, words: wordsOf(ctx) }, flash),
    };
  });

function filterOf(search: URLSearchParams): DeskFilter {
  const tab = search.get("tab") ?? deskTabs[0];
  const session = search.get("session") ?? "";
  if (!(deskTabs as readonly string[]).includes(tab))
    throw refuse("input.invalid", { fields: { tab: ["Choose one of the lists of this page."] } });
  return {
    tab: tab as DeskTab,
    sessionId: isUuid(session) ? session : null,
    day: dayOf(search.get("day")),
    batch: search.get("batch")?.trim().toUpperCase().slice(0, 40) || null,
    after: search.get("after"),
  };
}

/** A day in the address, or null for today; anything else is refused by name. */
function dayOf(text: string | null): string | null {
  if (text === null || text === "") return null;
  const real =
    /^20\d{2}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
  if (!real) throw refuse("input.invalid", { fields: { day: ["Write the day like 2026-11-23."] } });
  return text;
}

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent as DeskForm] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    const id = (intent === "decide" ? fields["contestId"] : fields["entryId"]) ?? "";
    const sessionId = fields["sessionId"] ?? "";
    if (!isUuid(id) || !isUuid(sessionId)) throw refuse("not_found");
    try {
      await command(ctx, { id, sessionId }, fields);
    } catch (error) {
      const said = refusalOf(error, ctx, (code) => !["auth.required", "forbidden", "not_found"].includes(code));
      const told = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      const errors = told.length > 0 ? told : [{ field: null, message: said.message }];
      const sent: DeskSent = { form: intent as DeskForm, id, errors, typed: { ...fields } };
      return data({ sent }, { status: said.status });
    }
    // Whoever came for one class stays with it.
    const ofOneClass = new URL(request.url).searchParams.has("session") ? `&session=${sessionId}` : "";
    const list = paths.attendanceDesk(intent === "decide" ? "contests" : "unmatched");
    return redirect(`${list}${ofOneClass}&done=${intent}`, 303);
  });

type Run = (ctx: Ctx, about: { id: string; sessionId: string }, fields: Record<string, string>) => Promise<unknown>;
const commands: Record<DeskForm, Run> = {
  match: (ctx, { id, sessionId }, fields) =>
    matchParticipant(ctx, {
      entryId: id,
      sessionId,
      student: fields["student"]?.trim() || (fields["likely"] ?? ""),
      reason: fields["reason"] ?? "",
    }),
  dismiss: (ctx, { id, sessionId }, fields) =>
    matchParticipant(ctx, { entryId: id, sessionId, student: null, reason: fields["reason"] ?? "" }),
  decide: (ctx, { id, sessionId }, fields) =>
    decideContest(ctx, {
      contestId: id,
      sessionId,
      version: /^\d{1,9}$/.test(fields["version"] ?? "") ? Number(fields["version"]) : undefined,
      mark: markIn(fields["mark"] ?? ""),
      reason: fields["reason"] ?? "",
    }),
};

/** The mark that was chosen; nothing chosen leaves it as it is. */
function markIn(text: string): Mark | null {
  if (text === "") return null;
  if (!(marks as readonly string[]).includes(text))
    throw refuse("input.invalid", { fields: { mark: ["Choose one of the marks."] } });
  return text as Mark;
}

export default function AttendanceDeskPage() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <DeskScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, flash: null } : view}
      sent={answered?.sent ?? null}
    />
  );
}
