import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";

import { getSchedulePage } from "#domain/sessions/schedule/get-schedule-page";
import { patternRemedies } from "#domain/sessions/schedule/refuse-reach";
import { previewWeeklyPattern, setWeeklyPattern } from "#domain/sessions/schedule/set-weekly-pattern";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { wordsOf } from "#kernel/school-words";

import { formAnswer, lookedFirst } from "../../form-answer";
import { paths } from "../../paths";
import { reachView } from "../../reach-words";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { ScheduleScreen } from "./screen";
import { scheduleView, skippedText } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Schedule of ${data.view.code} · ${data.tenant.name}` : "Schedule" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    const page = isUuid(batchId) ? await getSchedulePage(ctx, batchId) : null;
    if (!page) throw refuse("not_found");
    const view = scheduleView(page, ctx.now, wordsOf(ctx));
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "batches", page.personName), view };
  });

/** Every field the form has; one that did not arrive is empty, and is told like one left empty. */
const missing = { time: "", minutes: "", from: "", ends: "count" as const };

export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const fields = await formFields(request);
    const input = { ...missing, ...fields, batchId } as Parameters<typeof setWeeklyPattern>[1];
    return formAnswer(ctx, fields, async () => {
      if (await lookedFirst(setWeeklyPattern(ctx, input)))
        return redirect(`${paths.batch(batchId)}?done=schedule`, 303);
      const looked = await previewWeeklyPattern(ctx, input);
      return {
        reach: reachView(looked, patternRemedies, ctx.tenant!.zone),
        skipped: looked.planned.skipped.map(skippedText),
        typed: { ...fields },
      };
    });
  });

export default function Schedule() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const looked = answered && "reach" in answered ? answered : null;
  return (
    <ScheduleScreen
      tenant={tenant}
      places={places}
      person={person}
      view={view}
      reach={looked?.reach ?? null}
      skipped={looked?.skipped ?? []}
      typed={answered?.typed ?? null}
      errors={answered && "errors" in answered ? answered.errors : []}
    />
  );
}
