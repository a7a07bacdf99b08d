import { and, eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { batchAssignments } from "./tables";

/** On a completed enrollment: its places are completed with it, and one never used is given back. */
export const completeAssignmentsOnCompletion = (ctx: Ctx, event: ReceivedEvent<{ enrollmentId: string }>) =>
  handle(ctx, "batches.complete-assignments-on-completion", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "complete",
          eq(batchAssignments.enrollmentId, event.payload.enrollmentId),
          { set: { endedAt: ctx.now } },
        ),
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "withdraw",
          and(eq(batchAssignments.enrollmentId, event.payload.enrollmentId), eq(batchAssignments.state, "assigned"))!,
          { set: { endedAt: ctx.now, reason: "enrollment completed" } },
        ),
      ],
      result: undefined,
    }),
  });
