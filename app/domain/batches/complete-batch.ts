import { eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { completeUnavailable } from "./life-facts";
import { moveBatch } from "./move-batch";
import type { LifeInput } from "./move-batch";
import { refuseBatch } from "./refusals";
import { batchAssignments } from "./tables";

/**
 * The cohort is through, and its students' places with it, also of one who never came. Refuses while a class has not
 * ended.
 */
export const completeBatch = (ctx: Ctx, input: LifeInput) =>
  moveBatch(ctx, input, {
    action: "batch.complete",
    move: "complete",
    event: "batch.completed",
    refuses: (batch, facts) => {
      const why = completeUnavailable(batch, facts);
      return why ? refuseBatch("batch.classes_left", { fields: { state: [why] } }) : null;
    },
    set: { completedAt: ctx.now },
    writes: ({ id }) => [
      transitionAll(batchAssignments, assignmentMachine, "activate", eq(batchAssignments.batchId, id)),
      transitionAll(batchAssignments, assignmentMachine, "complete", eq(batchAssignments.batchId, id), {
        set: { endedAt: ctx.now },
      }),
    ],
  });
