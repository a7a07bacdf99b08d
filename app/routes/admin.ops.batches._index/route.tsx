import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { batchList, listBatches } from "#domain/batches/list-batches";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { BatchesScreen } from "./screen";
import { batchesView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.tenant.words.Batches} · ${data.tenant.name}` : "Hub" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const asked = batchList.parse(new URL(request.url).searchParams);
    const page = await listBatches(ctx, asked);
    const tenant = ctx.tenant!;
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "batches", page.personName),
      view: batchesView(page, asked, { now: ctx.now, tenant, actor: ctx.actor }),
    };
  });

export default function Batches() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <BatchesScreen tenant={tenant} places={places} person={person} view={view} />;
}
