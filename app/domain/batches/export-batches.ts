import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { AskedOf } from "#kernel/list";
import { pagesOf } from "#kernel/list.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";

import { batchPage, batchRow } from "./list-batches";
import type { batchList, BatchRow } from "./list-batches";

/** So many at once: a round trip of some hundred kilobytes. */
const pieceSize = 1000;

/**
 * Every batch of a filter, piece by piece, the same that the list shows. Refuses who may not take a roster along; who took
 * the list is noted before its first row leaves.
 */
export async function exportBatches(
  ctx: Ctx,
  asked: AskedOf<typeof batchList>,
): Promise<AsyncGenerator<BatchRow[], void, void>> {
  await mutate(ctx, "roster.export", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "roster.export");
      assertCan(ctx.actor, "batch.read");
      const used = Object.fromEntries(Object.entries(asked.filters).filter(([, value]) => value !== null));
      const note = sql`select app.note('export', 'batches', null, 'roster.export', ${JSON.stringify({ filter: used })}::jsonb)`;
      return { writes: [rows(note)], result: undefined };
    },
  });
  return pieces(ctx, asked);
}

async function* pieces(ctx: Ctx, asked: AskedOf<typeof batchList>) {
  const all = pagesOf(asked, pieceSize, async (piece) => {
    const { found } = await read(ctx, (_, me) => ({ found: batchPage(piece, me, ctx.now) }));
    return found;
  });
  for await (const found of all) yield found.map(batchRow);
}
