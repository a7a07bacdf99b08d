import type { LoaderFunctionArgs } from "@remix-run/cloudflare";

import { exportRoster } from "#domain/batches/export-roster";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { download, respond } from "../respond";

/** The roster as a file. */
export const loader = ({ request, context: { ctx }, params }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const { name, body } = await exportRoster(ctx, batchId);
    return download(name, body);
  });
