import type { ActionFunctionArgs } from "@remix-run/cloudflare";
import { redirect } from "@remix-run/cloudflare";

import { exportAudit } from "#domain/audit/export-audit";
import { auditList } from "#domain/audit/list-audit";
import { csvStream } from "#kernel/csv-stream";
import { localDay } from "#kernel/time";

import { auditCells, auditHeader } from "../audit-csv";
import { placeOf } from "../audit-phrases";
import { paths } from "../paths";
import { download, formFields, respond } from "../respond";

/** Nothing to look at here: an address that was typed leads to the list. */
export const loader = () => redirect(paths.audit(), 302);

/** The record as filtered, as a file; taking it along is itself recorded. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const fields = await formFields(request);
    const asked = auditList.parse(new URLSearchParams(fields["filter"] ?? ""));
    const portions = await exportAudit(ctx, asked);
    const tenant = ctx.tenant!;
    const place = placeOf(tenant, ctx.now);
    const cells = (async function* () {
      for await (const records of portions) yield records.map((record) => auditCells(record, place));
    })();
    return download(
      `who-did-what-${tenant.slug}-${localDay(ctx.now, tenant.zone)}.csv`,
      csvStream(auditHeader(place.words), cells),
    );
  });
