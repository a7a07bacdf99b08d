import { csvLine, csvStart } from "./csv";

type Cells = readonly (string | number | null)[];

/**
 * A CSV as a stream of chunks. The next one is asked for when the reader has taken the last, so an export of any length
 * holds one chunk in memory; a reader who leaves ends the asking. A failure half way breaks the download: a file that
 * looks whole is whole.
 */
export function csvStream(header: Cells, chunks: AsyncGenerator<Cells[], void, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let begun = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!begun) {
          begun = true;
          controller.enqueue(encoder.encode(csvStart + csvLine(header)));
          return;
        }
        const { value, done } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value.map(csvLine).join("")));
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}
