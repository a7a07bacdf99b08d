import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { batchMachine } from "./batch.machine";
import { changedMeanwhile, lastChangeOf } from "./last-change";
import { lifeFacts } from "./life-facts";
import type { LifeFacts } from "./life-facts";
import { refuseBatch } from "./refusals";
import { batches } from "./tables";

export type Batch = typeof batches.$inferSelect;
export type LifeInput = {
  batchId: string;
  /** Mandatory for people; a job has its own name to stand in the record. */
  reason?: string;
  /** Of the batch the form was made from; left out by who has no form. */
  version?: number;
};
type Move = {
  action: Action;
  move: "open" | "start" | "undo_start" | "complete" | "reopen";
  event: string;
  /** What besides the state stands in the way. */
  refuses?: (batch: Batch, facts: LifeFacts) => Refusal | null;
  set?: { startedAt?: Date | null; completedAt?: Date | null };
  writes?: (batch: Batch) => Query[];
};

/**
 * One batch, one named transition, a reason, an event: what open, start, undo, complete and reopen share. Refuses a form
 * older than somebody's change, a state that does not allow it, and what the move itself refuses.
 */
export async function moveBatch(ctx: Ctx, input: LifeInput, how: Move): Promise<void> {
  const { batchId } = input;
  const reason = input.reason?.trim() ?? "";
  await mutate(ctx, how.action, {
    load: () => ({
      found: q.select().from(batches).where(eq(batches.id, batchId)),
      facts: lifeFacts(batchId, ctx.now),
      last: lastChangeOf("batches", [batchId]),
    }),
    decide: ({ found: [row], facts: [facts], last }) => {
      assertCan(ctx.actor, how.action);
      if (!row || !facts || !ctx.tenant) return refuse("not_found");
      if (ctx.actor.kind === "member" && (!reason || reason.length > 400))
        return refuse("input.invalid", { fields: { reason: ["Say why, in at most 400 characters."] } });
      if (input.version !== undefined && input.version !== row.version)
        return changedMeanwhile(last, ctx.now, ctx.tenant.zone);
      if (target(batchMachine, how.move, row.state) === null) return refuseBatch("batch.state");
      const refusal = how.refuses?.(row, facts);
      if (refusal) return refusal;
      return {
        writes: [
          transition(batches, batchMachine, row, how.move, how.set ? { set: how.set } : {}),
          ...(how.writes?.(row) ?? []),
        ],
        events: [{ name: how.event, payload: { batchId } }],
        result: undefined,
      };
    },
    reason: reason || null,
  });
}
