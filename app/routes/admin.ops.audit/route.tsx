import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { auditList, listAudit } from "#domain/audit/list-audit";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { AuditScreen } from "./screen";
import { auditView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `Who did what · ${data.tenant.name}` : "Who did what" },
];

export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx.requestId, async () => {
    const asked = auditList.parse(new URL(request.url).searchParams);
    const page = await listAudit(ctx, asked);
    const tenant = ctx.tenant!;
    const shown = tenantView(tenant);
    const place = { zone: tenant.zone, locale: tenant.locale, now: ctx.now };
    return {
      tenant: shown,
      ...staffFrame(ctx, "audit", page.personName),
      view: auditView(page, asked, place, shown.words.batch),
    };
  });

export default function Audit() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <AuditScreen tenant={tenant} places={places} person={person} view={view} />;
}
