import { data } from "@remix-run/cloudflare";
import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { paths } from "#app/paths";
import { respond } from "#app/respond";
import { tenantView } from "#app/shell";
import { openDeniedAddress } from "#domain/identity/denied-address";
import { getSignInPage } from "#domain/identity/get-sign-in-page";

import { DeniedScreen } from "./screen";

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page ? `Not on the staff list · ${page.tenant.name}` : "Not possible" },
];

export const loader = ({ request, context: { ctx, cookies } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const [tenant, address] = await Promise.all([
      getSignInPage(ctx),
      openDeniedAddress(ctx.ports.vault, cookies.get("flow")),
    ]);
    return data({ tenant: tenantView(tenant), address }, { status: 403 });
  });

export default function Denied() {
  const { tenant, address } = useLoaderData<typeof loader>();
  return (
    <DeniedScreen
      tenant={tenant}
      view={{ address, anotherAccountHref: paths.google(), studentSignInHref: paths.login() }}
    />
  );
}
