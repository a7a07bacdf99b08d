import { and, eq, sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { batchAssignments } from "./tables";

/** On a first allowed join: the place is in use. */
export const activateAssignmentOnJoin = (ctx: Ctx, event: ReceivedEvent<{ sessionId: string; enrollmentId: string }>) =>
  handle(ctx, "batches.activate-assignment-on-join", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "activate",
          and(
            eq(batchAssignments.enrollmentId, event.payload.enrollmentId),
            sql`${batchAssignments.batchId} = (select batch_id from sessions where id = ${event.payload.sessionId})`,
          )!,
        ),
      ],
      result: undefined,
    }),
  });
