import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { createBatch } from "#domain/batches/create-batch";
import { getNewBatchPage } from "#domain/batches/get-new-batch-page";
import { newBatchForm } from "#domain/batches/inputs";
import { parseInput } from "#kernel/parse-input";

import { formAnswer } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { NewBatchScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `New ${data.tenant.words.batch} · ${data.tenant.name}` : "Hub" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const { personName, ...choices } = await getNewBatchPage(ctx);
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "batches", personName), choices };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    return formAnswer(ctx, fields, async () => {
      const { batchId } = await createBatch(ctx, parseInput(newBatchForm, fields));
      return redirect(`${paths.batch(batchId)}?done=create`, 303);
    });
  });

export default function NewBatch() {
  const { tenant, places, person, choices } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return (
    <NewBatchScreen tenant={tenant} places={places} person={person} choices={choices} sentBack={answered ?? null} />
  );
}
