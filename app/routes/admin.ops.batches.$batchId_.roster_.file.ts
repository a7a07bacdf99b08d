import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/cloudflare";

import { exportRoster } from "#domain/batches/export-roster";
import { isUuid } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { paths } from "../paths";
import { download, respond } from "../respond";

/** Opened as a page there is nothing to see: the batch has the button. */
export const loader = ({ params }: LoaderFunctionArgs) => redirect(paths.batch(params["batchId"] ?? ""), 302);

/** The roster as a file. */
export const action = ({ request, context: { ctx }, params }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const batchId = params["batchId"] ?? "";
    if (!isUuid(batchId)) throw refuse("not_found");
    const { name, body } = await exportRoster(ctx, batchId);
    return download(name, body);
  });
