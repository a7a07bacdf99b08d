import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { batchAssignments } from "../batches/tables";
import { enrollmentMachine } from "./enrollment.machine";
import { enrollments } from "./tables";

/** On a batch's start: everybody who sits in it is active. */
export const activateOnBatchStart = (ctx: Ctx, event: ReceivedEvent<{ batchId: string }>) =>
  handle(ctx, "enrollments.activate-on-batch-start", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        transitionAll(
          enrollments,
          enrollmentMachine,
          "activate",
          sql`${enrollments.id} in (select ${batchAssignments.enrollmentId} from ${batchAssignments} where ${batchAssignments.batchId} = ${event.payload.batchId} and ${batchAssignments.state} in ('assigned', 'active'))`,
        ),
      ],
      result: undefined,
    }),
  });
