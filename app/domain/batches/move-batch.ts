import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { batchMachine } from "./batch.machine";
import { refuseBatch } from "./refusals";
import { batches } from "./tables";

/** One batch, one named transition, an event: what open and start share. Refuses not found and a state that does not allow it. */
export async function moveBatch(
  ctx: Ctx,
  batchId: string,
  how: { action: Action; move: keyof typeof batchMachine.transitions; event: string },
): Promise<void> {
  await mutate(ctx, how.action, {
    load: () => ({ found: q.select().from(batches).where(eq(batches.id, batchId)) }),
    decide: ({ found: [row] }) => {
      assertCan(ctx.actor, how.action);
      if (!row) return refuse("not_found");
      if (target(batchMachine, how.move, row.state) === null) return refuseBatch("batch.state");
      return {
        writes: [transition(batches, batchMachine, row, how.move)],
        events: [{ name: how.event, payload: { batchId } }],
        result: undefined,
      };
    },
  });
}
