import { data, redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import type { Ctx } from "#kernel/ctx";
import { isUuid } from "#kernel/ids";
import { Refusal, refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import type { StudentAction } from "../admin.ops.students_.$studentId/actions";
import type { Facts, Fields, StudentForm } from "./form";
import { moneyForms } from "./money-forms";
import { personForms } from "./person-forms";
import { placeForms } from "./place-forms";
import { pausingIn, planForms } from "./plan-forms";
import { ActionScreen } from "./screen";
import type { ActionAnswer } from "./screen";
import { actionView, factsOf } from "./view";
import { saidTo } from "../../form-errors";

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: shown ? `${shown.view.verb} · ${shown.view.code} · ${shown.tenant.name}` : "Student" },
];

/** Every action of the student page by its name in the address, which is its button's intent too: one form, one command. */
const commands: Readonly<Record<StudentAction, StudentForm>> = {
  name: personForms.name,
  email: personForms.email,
  assign: placeForms.assign,
  withdraw: placeForms.withdraw,
  extend: planForms.extend,
  pause: planForms.pause,
  resume: planForms.resume,
  onboarding: planForms.onboarding,
  suspend: planForms.suspend,
  reinstate: planForms.reinstate,
  complete: planForms.complete,
  reopen: planForms.reopen,
  cancel: planForms.cancel,
  payment: moneyForms.payment,
  refund: moneyForms.refund,
  verify: moneyForms.verify,
  reverse: moneyForms.reverse,
};
const isAction = (name: string): name is StudentAction => Object.hasOwn(commands, name);

type Params = Partial<Record<string, string>>;
function addressed(params: Params): { studentId: string; name: StudentAction } {
  const { studentId = "", action: name = "" } = params;
  if (!isUuid(studentId) || !isAction(name)) throw refuse("not_found");
  return { studentId, name };
}

/** The facts of the row the address names, as they stand now. */
async function factsNow(
  ctx: Ctx,
  request: Request,
  { studentId, name, typed }: { studentId: string; name: StudentAction; typed?: Fields },
): Promise<Facts> {
  const search = new URL(request.url).searchParams;
  const id = (key: string) => (isUuid(search.get(key) ?? "") ? search.get(key) : null);
  const named = { enrollment: id("enrollment"), place: id("place"), payment: id("payment") };
  const page = await getStudentPage(ctx, {
    studentId,
    assigning: name === "assign" ? named.enrollment : null,
    pausing: name === "pause" && typed ? pausingIn(typed) : null,
  });
  const { zone, locale } = ctx.tenant!;
  const facts = factsOf(commands[name], page, named, {
    now: ctx.now,
    zone,
    locale,
    words: wordsOf(ctx),
    actor: ctx.actor,
  });
  if (!facts) throw refuse("not_found");
  return facts;
}

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const { studentId, name } = addressed(params);
    const facts = await factsNow(ctx, request, { studentId, name });
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "students", facts.page.personName),
      view: actionView(name, commands[name], facts),
    };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const { studentId, name } = addressed(params);
    const form = commands[name];
    const { intent = "", ...fields } = await formFields(request);
    const answered = (answer: Partial<ActionAnswer>, status = 200) =>
      data({ values: fields, errors: [], changed: false, says: null, ...answer } satisfies ActionAnswer, { status });
    if (intent === "edit") return answered({});
    if (intent === "check" && form.preview) {
      const facts = await factsNow(ctx, request, { studentId, name, typed: fields });
      const why = form.unavailable(facts);
      // The page itself says why it cannot be done.
      if (why !== null) return answered({ changed: true }, 409);
      const checked = form.preview(facts, fields);
      if ("errors" in checked) return answered({ errors: checked.errors }, 422);
      return answered({ says: checked.says, values: { ...fields, ...checked.values } });
    }
    if (!isAction(intent) || intent !== name)
      throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    try {
      await commands[intent].run(ctx, fields, studentId);
    } catch (error) {
      const said = saidTo(ctx, error);
      if (!(said instanceof Refusal) || !shownHere.has(said.kind)) throw error;
      return answered({ errors: errorsOf(said, fields), changed: said.kind === "conflict" }, said.status);
    }
    // Who goes through a list goes on there.
    const listed = new URL(request.url).searchParams.get("from") === "payments";
    return redirect(`${listed ? paths.payments() : paths.student(studentId)}?done=${name}`, 303);
  });

const shownHere = new Set(["invalid", "conflict", "refused"]);

/** Beside the field the command means: it speaks of paisa where the form has an amount. What is no field stands on top. */
function errorsOf(said: Refusal, fields: Fields): ActionAnswer["errors"] {
  const list = Object.entries(said.details.fields ?? {}).flatMap(([name, messages]) => {
    const field = name.replace(/Paisa$/, "");
    // An unchecked radio group sends nothing.
    const shown = Object.hasOwn(fields, field) || field === "batchId" ? field : null;
    return messages.map((message) => ({ field: shown, message }));
  });
  return list.length > 0 ? list : [{ field: null, message: said.message }];
}

export default function ActOnStudent() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return <ActionScreen tenant={tenant} places={places} person={person} view={view} answer={answer ?? null} />;
}
