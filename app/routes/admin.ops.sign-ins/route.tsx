import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { listUnmatchedSignIns, signInList } from "#domain/identity/unmatched/list-unmatched-sign-ins";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { SignInsScreen } from "./screen";
import { signInsView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Sign-ins that matched nobody · ${data.tenant.name}` : "Sign-ins that matched nobody" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const search = new URL(request.url).searchParams;
    const asked = signInList.parse(search);
    const page = await listUnmatchedSignIns(ctx, asked);
    const tenant = ctx.tenant!;
    const view = signInsView(page, { asked, zone: tenant.zone, done: search.get("done") });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "sign-ins", page.personName), view };
  });

export default function SignIns() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <SignInsScreen tenant={tenant} places={places} person={person} view={view} />;
}
