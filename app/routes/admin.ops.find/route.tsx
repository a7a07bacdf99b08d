import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { findAnything, findList } from "#domain/sessions/find-anything";
import { wordsOf } from "#kernel/school-words";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { FindScreen } from "./screen";
import { findView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Find · ${data.tenant.name}` : "Find" },
];

/** The page without scripts, and what the command palette asks. */
export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const text = findList.parse(new URL(request.url).searchParams).filters.q ?? "";
    const found = await findAnything(ctx, text);
    const tenant = ctx.tenant!;
    const frame = staffFrame(ctx, null, found.personName);
    const view = findView(found, text, { zone: tenant.zone, places: frame.places, words: wordsOf(ctx) });
    return { tenant: tenantView(tenant), ...frame, view };
  });

export default function Find() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <FindScreen tenant={tenant} places={places} person={person} view={view} />;
}
