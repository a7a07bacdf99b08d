import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { getRosterPage } from "#domain/batches/get-roster-page";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";
import { clockTime, shortDay, whenText } from "#kernel/time";

import { paths } from "../../paths";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { seated } from "../admin.ops.batches.$batchId/view";
import { RosterScreen } from "./screen";
import type { RosterView } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Roster ${data.view.code} · ${data.tenant.name}` : "Roster" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    const page = isUuid(batchId) ? await getRosterPage(ctx, batchId) : null;
    if (!page) throw refuse("not_found");
    const { batch } = page;
    const view: RosterView = {
      code: batch.code,
      about: [batch.name, batch.courseName, batch.trainer ? `with ${batch.trainer}` : null].filter(Boolean).join(" · "),
      printedAt: whenText(ctx.now, batch.zone),
      roster: page.roster.map((seat) => seated(seat, batch, ctx.now)),
      days: page.next.map(({ number, startsAt }) => ({
        key: String(number),
        day: shortDay(startsAt, batch.zone),
        time: clockTime(startsAt, batch.zone),
      })),
      back: paths.batch(batchId),
    };
    return { tenant: tenantView(ctx.tenant!), ...staffFrame(ctx, "batches", page.personName), view };
  });

export default function Roster() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <RosterScreen tenant={tenant} places={places} person={person} view={view} />;
}
