import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { listDeadLetters } from "#domain/notifications/list-dead-letters";
import { replayAllDeadLetters, replayDeadLetter } from "#domain/notifications/replay-dead-letters";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../../paths";
import { formFields, respond } from "../../respond";
// A refusal thrown by the action is shown by this route, so that the root's loader still runs and the school is known.
export { ErrorBoundary } from "../../root";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { DeadLettersScreen } from "./screen";
import { deadLettersView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Dead letters · ${data.tenant.name}` : "Dead letters" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const page = await listDeadLetters(ctx);
    const tenant = ctx.tenant!;
    const done = new URL(request.url).searchParams.get("done");
    const view = deadLettersView(page, { now: ctx.now, zone: tenant.zone, actor: ctx.actor, done });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "dead-letters", page.personName), view };
  });

export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    // By characters: half of a pair is nothing a database can keep.
    const reason =
      Array.from(fields["reason"] ?? "")
        .slice(0, 500)
        .join("") || null;
    const told = (done: string) => redirect(`${paths.deadLetters()}?done=${done}`, 303);
    if (fields["intent"] === "replay_all") {
      const { left } = await replayAllDeadLetters(ctx, { reason });
      return told(left > 0 ? "part" : "all");
    }
    const id = fields["deadLetterId"] ?? "";
    if (fields["intent"] !== "replay") throw refuse("input.invalid", { fields: { intent: ["Choose what to do."] } });
    if (!isUuid(id)) throw refuse("not_found");
    await replayDeadLetter(ctx, { id, reason });
    return told("one");
  });

export default function DeadLetters() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <DeadLettersScreen tenant={tenant} places={places} person={person} view={view} />;
}
