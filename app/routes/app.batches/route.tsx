import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { contestMark } from "#domain/attendance/contest-mark";
import { excuseAbsence } from "#domain/attendance/excuse-absence";
import { getClassesPage } from "#domain/attendance/get-classes-page";
import { withdrawContest } from "#domain/attendance/withdraw-contest";
import { withdrawExcuse } from "#domain/attendance/withdraw-excuse";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { refusalOf } from "../../form-errors";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { studentPlaces, tenantView } from "../../shell";
import { ClassesScreen } from "./screen";
import type { ClassesSent, ClassesView, ClassForm } from "./screen";
import { classesView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `Classes · ${shown.tenant.name}` : "Classes" },
];

/** What was just done, told once after the redirect by a word in the address, never by data. */
const done: Record<string, string> = {
  excuse: "Your team knows that you will be away.",
  withdraw_excuse: "Good: you are expected in class.",
  contest: "Your question is with the team. The answer appears here.",
  withdraw_contest: "Your question is taken back.",
};

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const page = await getClassesPage(ctx);
    const last = new URL(request.url).searchParams.get("done") ?? "";
    const title = Object.hasOwn(done, last) ? done[last] : undefined;
    const flash: ClassesView["flash"] = title ? { tone: "good", title } : null;
    return {
      tenant: tenantView(ctx.tenant!),
      view: classesView(page, { now: ctx.now, zone: ctx.tenant!.zone }, flash),
    };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const intent = fields["intent"] ?? "";
    const command = Object.hasOwn(commands, intent) ? commands[intent as ClassForm] : undefined;
    if (!command) throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    const sessionId = fields["sessionId"] ?? "";
    if (!isUuid(sessionId)) throw refuse("not_found");
    try {
      await command(ctx, sessionId, fields);
    } catch (error) {
      const said = refusalOf(error, ctx, (code) => !["auth.required", "forbidden", "not_found"].includes(code));
      const told = Object.entries(said.details.fields ?? {}).flatMap(([field, messages]) =>
        messages.map((message) => ({ field, message })),
      );
      const errors = told.length > 0 ? told : [{ field: null, message: said.message }];
      const sent: ClassesSent = { form: intent as ClassForm, sessionId, errors, typed: { ...fields } };
      return data({ sent }, { status: said.status });
    }
    return redirect(`${paths.classes()}?done=${intent}`, 303);
  });

type Run = (ctx: Ctx, sessionId: string, fields: Record<string, string>) => Promise<unknown>;
const commands: Record<ClassForm, Run> = {
  excuse: (ctx, sessionId, fields) => excuseAbsence(ctx, { sessionId, reason: fields["reason"] ?? "" }),
  withdraw_excuse: (ctx, sessionId) => withdrawExcuse(ctx, { sessionId }),
  contest: (ctx, sessionId, fields) =>
    contestMark(ctx, {
      sessionId,
      version: /^\d{1,9}$/.test(fields["version"] ?? "") ? Number(fields["version"]) : undefined,
      message: fields["message"] ?? "",
    }),
  withdraw_contest: (ctx, sessionId) => withdrawContest(ctx, { sessionId }),
};

export default function Classes() {
  const { tenant, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <ClassesScreen
      tenant={tenant}
      places={studentPlaces("classes")}
      view={answered ? { ...view, flash: null } : view}
      sent={answered?.sent ?? null}
    />
  );
}
