import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { getAuditRecord } from "#domain/audit/get-audit-record";
import { noteRead } from "#domain/audit/note-read";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { RecordScreen } from "./screen";
import { recordView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `One record · ${data.tenant.name}` : "One record" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx.requestId, async () => {
    const id = params["recordId"] ?? "";
    const page = isUuid(id) ? await getAuditRecord(ctx, id) : null;
    if (!page) throw refuse("not_found");
    const { record, personal } = page;
    if (personal && record.memberId && record.subjectCode)
      noteRead(ctx, { studentId: record.memberId, screen: "audit", action: "audit.read" });
    const tenant = ctx.tenant!;
    const shown = tenantView(tenant);
    const place = { zone: tenant.zone, locale: tenant.locale, now: ctx.now };
    return {
      tenant: shown,
      ...staffFrame(ctx, "audit", page.personName),
      view: recordView(page, place, shown.words.batch),
    };
  });

export default function AuditRecord() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <RecordScreen tenant={tenant} places={places} person={person} view={view} />;
}
