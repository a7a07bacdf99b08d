import { and, eq, isNull, sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { cancellationMoves } from "./tables";

/** On a new place: whoever waited for one in this course since their batch was cancelled waits no longer. */
export const closeUnplacedOnAssignment = (ctx: Ctx, event: ReceivedEvent<{ enrollmentId: string; batchId: string }>) =>
  handle(ctx, "transfers.close-unplaced-on-assignment", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        q
          .update(cancellationMoves)
          .set({
            closedAt: ctx.now,
            closedReason: sql`'Has a place in ' || (select b.code from batches b where b.id = ${event.payload.batchId}::uuid)`,
          })
          .where(
            and(
              eq(cancellationMoves.enrollmentId, event.payload.enrollmentId),
              isNull(cancellationMoves.toBatchId),
              isNull(cancellationMoves.closedAt),
              sql`${cancellationMoves.courseId} = (select b.course_id from batches b where b.id = ${event.payload.batchId}::uuid)`,
            ),
          ),
      ],
      result: undefined,
    }),
  });
