import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { auditList, listAudit } from "#domain/audit/list-audit";

import { placeOf } from "../../audit-phrases";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { AuditScreen } from "./screen";
import { auditView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Who did what · ${data.tenant.name}` : "Who did what" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const asked = auditList.parse(new URL(request.url).searchParams);
    const page = await listAudit(ctx, asked);
    const tenant = ctx.tenant!;
    const place = placeOf(tenant, ctx.now);
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "audit", page.personName),
      view: auditView(page, asked, place),
    };
  });

export default function Audit() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <AuditScreen tenant={tenant} places={places} person={person} view={view} />;
}
