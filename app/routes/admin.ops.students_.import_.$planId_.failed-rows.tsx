import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { exportFailedRows } from "#domain/imports/export-failed-rows";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../paths";
import { respond } from "../respond";

/** Opened as a page there is nothing to see: the import has the button. */
export const loader = ({ params }: LoaderFunctionArgs) => redirect(paths.importPlan(params["planId"] ?? ""), 302);

/** The rows to fix, as a file. */
export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const planId = params["planId"] ?? "";
    if (!isUuid(planId)) throw refuse("not_found");
    const { name, csv } = await exportFailedRows(ctx, planId);
    return new Response(csv, {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="rows-to-fix.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
        "Cache-Control": "no-store",
      },
    });
  });
