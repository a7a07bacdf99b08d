import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { inWords, wordsOf } from "#kernel/school-words";

import type { FactsOf, Kind, MadeRow, PlannedRow, Queries, ReadRow } from "./kind";
import { onBehalfOf } from "./on-behalf-of";
import { settleRows } from "./progress";
import { placeTaken } from "./refusals";

/** Takes some rows back and settles them, in one transaction. What somebody touched since is left and listed. */
export async function undoChunk<Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries>(
  ctx: Ctx,
  kind: Kind<Row, Q, P, U>,
  chunk: {
    planId: string;
    made: readonly MadeRow[];
    plan: { reason: string; undoneBy: string | null };
  },
): Promise<void> {
  const { planId, made, plan } = chunk;
  await mutate(ctx, "import.undo", {
    load: () => kind.loadUndo(made, planId) as Queries,
    decide: (facts) => {
      const undone = kind.undo(made, facts as unknown as FactsOf<U>, { ...plan, now: ctx.now });
      const results = made.map(({ number }) => {
        const kept = undone.kept.get(number);
        const note = kept === undefined ? null : inWords(kept, wordsOf(ctx));
        return { number, result: note === null ? ("undone" as const) : ("kept" as const), note, made: null };
      });
      return {
        writes: [onBehalfOf(plan.undoneBy), settleRows(planId, "applied", results), ...undone.writes],
        events: undone.events ?? [],
        result: undefined,
      };
    },
    reason: plan.reason,
    onConstraint: placeTaken,
  });
}
