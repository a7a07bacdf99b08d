import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { pagesOf } from "#kernel/list.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";

import { paymentPage } from "./payment-list";
import type { AskedPayments, ListedPayment } from "./payment-list";

/** So many at once: a round trip of some hundred kilobytes. */
const pieceSize = 1000;

/**
 * Every entry of a filter, piece by piece. It names students, so it asks for `student.export` beside the ledger's own
 * `payment.read`; who exported what is noted before the first row leaves.
 */
export async function exportPayments(
  ctx: Ctx,
  asked: AskedPayments,
): Promise<AsyncGenerator<ListedPayment[], void, void>> {
  await mutate(ctx, "student.export", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "student.export");
      assertCan(ctx.actor, "payment.read");
      const used = Object.fromEntries(Object.entries(asked.filters).filter(([, value]) => value !== null));
      const note = sql`select app.note('export', 'payments', null, 'student.export', ${JSON.stringify({ filter: used })}::jsonb)`;
      return { writes: [rows(note)], result: undefined };
    },
  });
  return pagesOf(asked, pieceSize, async (piece) => {
    const { found } = await read(ctx, () => ({ found: rows<ListedPayment>(paymentPage(piece)) }));
    return found;
  });
}
