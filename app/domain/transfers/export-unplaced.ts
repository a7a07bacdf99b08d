import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { AskedOf } from "#kernel/list";
import { pagesOf } from "#kernel/list.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";

import { unplacedPage } from "./list-unplaced";
import type { Unplaced, unplacedList } from "./list-unplaced";

const pieceSize = 1000;

/**
 * Everybody who has no place since their batch was cancelled, piece by piece, without contact details. Refuses who may not
 * take a roster along; who took the list is noted before its first row leaves.
 */
export async function exportUnplaced(
  ctx: Ctx,
  asked: AskedOf<typeof unplacedList>,
): Promise<AsyncGenerator<Omit<Unplaced, "open">[], void, void>> {
  await mutate(ctx, "roster.export", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "roster.export");
      assertCan(ctx.actor, "assignment.create");
      const note = sql`select app.note('export', 'cancellation_moves', null, 'roster.export', ${JSON.stringify({ filter: asked.filters.owner ? asked.filters : {} })}::jsonb)`;
      return { writes: [rows(note)], result: undefined };
    },
  });
  return pagesOf(asked, pieceSize, async (piece) => {
    const { found } = await read(ctx, (_, me) => ({ found: unplacedPage(piece, me) }));
    return found;
  });
}
