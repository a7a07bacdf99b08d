import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";

import { getAuditRecord } from "#domain/audit/get-audit-record";
import { noteRead } from "#domain/audit/note-read";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { placeOf } from "../../audit-phrases";
import { respond } from "../../respond";
import { tenantView } from "../../shell";
import { staffFrame } from "../../staff-frame";
import { RecordScreen } from "./screen";
import { recordView } from "./view";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `One record · ${data.tenant.name}` : "One record" },
];

export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const id = params["recordId"] ?? "";
    const page = isUuid(id) ? await getAuditRecord(ctx, id) : null;
    if (!page) throw refuse("not_found");
    const { record, personal } = page;
    if (personal && record.memberId && record.subjectCode)
      noteRead(ctx, { studentId: record.memberId, screen: "audit", action: "audit.read" });
    const tenant = ctx.tenant!;
    const place = placeOf(tenant, ctx.now);
    return {
      tenant: tenantView(tenant),
      ...staffFrame(ctx, "audit", page.personName),
      view: recordView(page, place),
    };
  });

export default function AuditRecord() {
  const { tenant, places, person, view } = useLoaderData<typeof loader>();
  return <RecordScreen tenant={tenant} places={places} person={person} view={view} />;
}
