import { and, eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { batchAssignments } from "./tables";

/** On a cancelled or refunded enrollment: its live places are given back. */
export const withdrawAssignmentsOnClose = (ctx: Ctx, event: ReceivedEvent<{ enrollmentId: string }>) =>
  handle(ctx, "batches.withdraw-assignments-on-close", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "withdraw",
          and(eq(batchAssignments.enrollmentId, event.payload.enrollmentId))!,
          {
            set: { endedAt: ctx.now, reason: "enrollment closed" },
          },
        ),
      ],
      result: undefined,
    }),
  });
