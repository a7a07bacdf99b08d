import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { parseCursor } from "#domain/audit/cursor";
import { getSessionTimeline } from "#domain/audit/session-timeline";
import { resendToUnreached } from "#domain/notifications/resend-to-unreached";
import { getSessionNotices } from "#domain/notifications/session-notices";
import { admitStudent } from "#domain/sessions/admit-student";
import { cancelSession } from "#domain/sessions/cancel-session";
import { closeSessionLater } from "#domain/sessions/close-session-later";
import { getSessionPage } from "#domain/sessions/get-today-page";
import { openSessionNow } from "#domain/sessions/open-session-now";
import { replaceLink } from "#domain/sessions/replace-link";
import { restoreSession } from "#domain/sessions/restore-session";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { actionNamed } from "./action-forms";
import type { ActionName } from "./action-forms";
import { ClassScreen } from "./screen";
import type { ClassView } from "./screen";
import { classView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `${shown.view.name} · ${shown.tenant.name}` : "Class" },
];

/** What was just done, told once after the redirect by a word in the address, never by data. */
const done: Record<string, string> = {
  open_now: "The class is open. Students can join now.",
  close_later: "The class stays open longer.",
  replace_link: "The link is replaced. Everybody who joins from now on gets the new one.",
  admit: "The student is admitted. Ask them to press Join class again.",
  change: "The change is saved.",
  cancel: "The class is cancelled. Who has heard of it stands below.",
  restore: "The class takes place after all. Who has heard of it stands below.",
  resend: "It is on its way once more, to those who were not reached.",
};

export const loader = ({ request, context, params }: LoaderFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const { ctx } = context;
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    const search = new URL(request.url).searchParams;
    const [page, notices, timeline] = await Promise.all([
      getSessionPage(ctx, sessionId),
      getSessionNotices(ctx, sessionId),
      getSessionTimeline(ctx, sessionId, parseCursor(search.get("older"))),
    ]);
    if (!page) throw refuse("not_found");
    const tenant = ctx.tenant!;
    const last = search.get("done") ?? "";
    const did = Object.hasOwn(done, last) ? done[last] : undefined;
    const flash: ClassView["flash"] = did ? { tone: "good", title: did, text: null } : null;
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "today", page.personName),
      view: {
        ...classView(
          { ...page, notices, timeline },
          { now: ctx.now, tenant, actor: ctx.actor },
          {
            errors: null,
            typed: {},
            flash,
          },
        ),
        opened: actionNamed(search.get("do")),
      },
    };
  });

export const action = ({ request, context, params }: ActionFunctionArgs) =>
  respond(request, context.ctx, async () => {
    const sessionId = params["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    const fields = await formFields(request);
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    try {
      await command(context.ctx, sessionId, fields);
    } catch (error) {
      const said = asRefusal(error);
      if (
        !(said instanceof Refusal) ||
        said.kind === "unauthenticated" ||
        said.kind === "forbidden" ||
        said.kind === "not_found"
      )
        throw error;
      const list = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field: elsewhere.has(field) ? null : field, message })),
      );
      const errors = {
        form: intent as ActionName,
        list: list.length > 0 ? list : [{ field: null, message: said.message }],
      };
      return data({ errors, typed: { ...fields } }, { status: said.status });
    }
    return redirect(`${paths.session(sessionId)}?done=${intent}`, 303);
  });

/** What no form of this page has a field for: who or what is taken is changed on the other class's page. */
const elsewhere = new Set(["version", "trainerId", "hostAccountId"]);
const minutesIn = (text: string) => (/^[0-9]{1,4}$/.test(text) ? Number(text) : NaN);

/** The version a form was made from; one without it is held against nothing. */
const versionIn = ({ version }: Record<string, string>) =>
  version && /^\d{1,9}$/.test(version) ? Number(version) : undefined;

type Run = (ctx: Ctx, sessionId: string, fields: Record<string, string>) => Promise<unknown>;
const commands: Record<string, Run> = {
  open_now: (ctx, sessionId, fields) => openSessionNow(ctx, { sessionId, reason: fields["reason"] ?? "" }),
  close_later: (ctx, sessionId, fields) =>
    closeSessionLater(ctx, { sessionId, reason: fields["reason"] ?? "", minutes: minutesIn(fields["until"] ?? "") }),
  replace_link: (ctx, sessionId, fields) =>
    replaceLink(ctx, {
      sessionId,
      reason: fields["reason"] ?? "",
      link: fields["link"] ?? "",
      version: versionIn(fields),
    }),
  cancel: (ctx, sessionId, fields) =>
    cancelSession(ctx, { sessionId, reason: fields["reason"] ?? "", version: versionIn(fields) }),
  restore: (ctx, sessionId, fields) =>
    restoreSession(ctx, {
      sessionId,
      reason: fields["reason"] ?? "",
      doubleBooking: fields["doubleBooking"] ?? "",
      version: versionIn(fields),
    }),
  resend: (ctx, sessionId, fields) => resendToUnreached(ctx, { sessionId, reason: fields["reason"] ?? "" }),
  admit: (ctx, sessionId, fields) =>
    admitStudent(ctx, {
      sessionId,
      reason: fields["reason"] ?? "",
      student: fields["studentId"] || (fields["studentCode"] ?? ""),
    }),
};

export default function SessionPage() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <ClassScreen
      tenant={tenant}
      places={places}
      person={person}
      view={answered ? { ...view, errors: answered.errors, typed: answered.typed, flash: null } : view}
    />
  );
}
