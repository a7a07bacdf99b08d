import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs } from "@remix-run/cloudflare";

import { exportUnplaced } from "#domain/transfers/export-unplaced";
import { unplacedList } from "#domain/transfers/list-unplaced";
import { csvStream } from "#kernel/csv-stream";
import { localDay } from "#kernel/time";

import { paths } from "../paths";
import { download, respond } from "../respond";

/** Opened as a page there is nothing to see: the list has the button. */
export const loader = () => redirect(paths.unplaced(), 302);

/** Everybody on the list as a file, streamed. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const pieces = await exportUnplaced(ctx, unplacedList.parse(new URL(request.url).searchParams));
    const { zone, slug } = ctx.tenant!;
    const lines = async function* () {
      for await (const piece of pieces)
        yield piece.map((row) => [row.code, row.name, row.courseName, row.batchCode, row.reason, row.owner, row.dueOn]);
    };
    return download(`${slug}-without-a-place-${localDay(ctx.now, zone)}.csv`, csvStream(header, lines()));
  });

const header = ["Student code", "Student", "Course", "Was in", "Why cancelled", "Owner", "Due on"];
