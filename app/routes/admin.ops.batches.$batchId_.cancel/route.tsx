import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { applyCancellation } from "#domain/transfers/apply-cancellation";
import { getCancelPage } from "#domain/transfers/get-cancel-page";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { formAnswer } from "../../form-answer";
import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { CancelScreen } from "./screen";
import { cancelView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Cancel ${data.view.code} · ${data.tenant.name}` : "Cancel" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    const page = isUuid(batchId) ? await getCancelPage(ctx, batchId) : null;
    if (!page) throw refuse("not_found");
    return {
      tenant: tenantView(ctx.tenant!),
      ...staffFrame(ctx, "batches", page.personName),
      view: cancelView(page, ctx.now, wordsOf(ctx)),
    };
  });

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const fields = await formFields(request);
    const places = Object.fromEntries(
      Object.entries(fields).flatMap(([name, chosen]) =>
        name.startsWith("place-") ? [[name.slice("place-".length), chosen]] : [],
      ),
    );
    return formAnswer(ctx, fields, async () => {
      await applyCancellation(ctx, {
        batchId,
        places,
        version: fields["version"] ?? "",
        ownerId: fields["ownerId"] ?? "",
        dueOn: fields["dueOn"] ?? "",
        reason: fields["reason"] ?? "",
      });
      return redirect(`${paths.batch(batchId)}?done=cancel`, 303);
    });
  });

export default function CancelBatch() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  return <CancelScreen tenant={tenant} places={places} person={person} view={view} sentBack={answered ?? null} />;
}
