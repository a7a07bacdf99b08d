import type { Ctx } from "#kernel/ctx";

import { undoStartUnavailable } from "./life-facts";
import { moveBatch } from "./move-batch";
import type { LifeInput } from "./move-batch";
import { refuseBatch } from "./refusals";

/**
 * Puts a batch that was started by mistake back to forming, within 24 hours and while nobody has joined. Refuses also when
 * a class has opened: the sweep would start it again. Its students' places stay in use; they lose nothing by it.
 */
export const undoStartBatch = (ctx: Ctx, input: LifeInput) =>
  moveBatch(ctx, input, {
    action: "batch.start",
    move: "undo_start",
    event: "batch.start_undone",
    refuses: (batch, facts) => {
      const why = undoStartUnavailable(batch, facts, ctx.now);
      return why ? refuseBatch("batch.undo_start", { fields: { state: [why] } }) : null;
    },
    set: { startedAt: null },
  });
