import { eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { batchAssignments } from "./tables";

/** On a batch's start: every place in it is in use. */
export const activateAssignmentsOnStart = (ctx: Ctx, event: ReceivedEvent<{ batchId: string }>) =>
  handle(ctx, "batches.activate-assignments-on-start", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "activate",
          eq(batchAssignments.batchId, event.payload.batchId),
        ),
      ],
      result: undefined,
    }),
  });
