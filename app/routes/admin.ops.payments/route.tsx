import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { listPayments } from "#domain/payments/list-payments";
import { paymentList } from "#domain/payments/payment-list";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { PaymentsScreen } from "./screen";
import { paymentsView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Payments · ${data.tenant.name}` : "Payments" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const search = new URL(request.url).searchParams;
    const asked = paymentList.parse(search);
    const page = await listPayments(ctx, asked);
    const tenant = ctx.tenant!;
    const view = paymentsView(page, asked, { tenant, actor: ctx.actor, done: search.get("done") });
    return { tenant: tenantView(tenant), ...staffFrame(ctx, "payments", page.personName), view };
  });

export default function Payments() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <PaymentsScreen tenant={tenant} places={places} person={person} view={view} />;
}
