import { redirect } from "@remix-run/cloudflare";
import type { ActionFunctionArgs } from "@remix-run/cloudflare";

import { exportBatches } from "#domain/batches/export-batches";
import { batchList } from "#domain/batches/list-batches";
import type { BatchRow } from "#domain/batches/list-batches";
import { csvStream } from "#kernel/csv-stream";
import { wordsOf } from "#kernel/school-words";
import { localClock, localDay } from "#kernel/time";

import { batchWords } from "../copy";
import { paths } from "../paths";
import { download, respond } from "../respond";

/** Opened as a page there is nothing to see: the list has the button. */
export const loader = () => redirect(paths.batches(), 302);

/** All batches of the list's filter as a file, streamed. */
export const action = ({ request, context: { ctx } }: ActionFunctionArgs) =>
  respond(request, ctx, async () => {
    const pieces = await exportBatches(ctx, batchList.parse(new URL(request.url).searchParams));
    const { zone, slug } = ctx.tenant!;
    const words = wordsOf(ctx);
    const lines = async function* () {
      for await (const piece of pieces) yield piece.map((row) => cells(row, zone));
    };
    const name = `${slug}-${words.batches}-${localDay(ctx.now, zone)}.csv`;
    return download(name, csvStream([`${words.Batch} code`, ...header], lines()));
  });

const header = [
  "Name",
  "Course",
  "State",
  "Owner",
  "Trainer",
  "Starts on",
  "Start",
  "Seats",
  "Taken",
  "Next class on",
  "Next class at",
  "Next class",
];

const cells = (row: BatchRow, zone: string): (string | number | null)[] => [
  row.code,
  row.name,
  row.courseName,
  batchWords[row.state].word,
  row.owner,
  row.trainer,
  row.startsOn,
  row.startsOn && (row.startConfirmed ? "confirmed" : "tentative"),
  row.capacity,
  row.taken,
  row.next && localDay(row.next.startsAt, zone),
  row.next && localClock(row.next.startsAt, zone),
  row.next?.title ?? null,
];
