import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { addClass, previewAddedClass } from "#domain/sessions/schedule/add-class";
import { getAddClassPage } from "#domain/sessions/schedule/get-add-class-page";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { formAnswer, lookedFirst } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { AddClassScreen } from "./screen";
import { addClassView, addedView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Add a class to ${data.view.code} · ${data.tenant.name}` : "Add a class" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    const page = isUuid(batchId) ? await getAddClassPage(ctx, batchId) : null;
    if (!page) throw refuse("not_found");
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "batches", page.personName),
      view: addClassView(page, ctx.now, wordsOf(ctx)),
    };
  });

/** Every field the form has; one that did not arrive is empty, and is told like one left empty. */
const missing = { title: "", on: "", time: "", minutes: "", trainerId: "", hostAccountId: "" };

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const fields = await formFields(request);
    const input = { ...missing, ...fields, batchId };
    return formAnswer(ctx, fields, async () => {
      if (await lookedFirst(addClass(ctx, input))) return redirect(`${paths.batch(batchId)}?done=add_class`, 303);
      const preview = await previewAddedClass(ctx, input);
      return { ...addedView(preview, ctx.tenant!.zone), typed: { ...fields } };
    });
  });

export default function AddClass() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const looked = answered && "reach" in answered ? answered : null;
  return (
    <AddClassScreen
      tenant={tenant}
      places={places}
      person={person}
      view={view}
      reach={looked?.reach ?? null}
      notes={looked?.notes ?? []}
      typed={answered?.typed ?? null}
      errors={answered && "errors" in answered ? answered.errors : []}
    />
  );
}
