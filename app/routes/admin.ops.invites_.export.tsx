import type { LoaderFunctionArgs } from "@remix-run/cloudflare";

import { exportNeverSignedIn, neverSignedInHeader } from "#domain/notifications/invites/export-never-signed-in";
import { csvStream } from "#kernel/csv-stream";
import { localDay } from "#kernel/time";
import { wordsOf } from "#kernel/school-words";

import { download, respond } from "../respond";

/** The list of who never signed in, as a file. */
export const loader = ({ request, context: { ctx } }: LoaderFunctionArgs) =>
  respond(request, ctx, async () => {
    const chunks = await exportNeverSignedIn(ctx);
    const { slug, zone } = ctx.tenant!;
    return download(
      `${slug}-never-signed-in-${localDay(ctx.now, zone)}.csv`,
      csvStream(neverSignedInHeader(wordsOf(ctx)), chunks),
    );
  });
