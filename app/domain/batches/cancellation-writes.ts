import { and, eq, isNull } from "drizzle-orm";

import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { transition, transitionEach } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import type { AssignmentState } from "./assignment.machine";
import { batchMachine } from "./batch.machine";
import type { BatchState } from "./batch.machine";
import { batchAssignments, batches, seatHolds } from "./tables";

type Leaving = {
  id: string;
  version: number;
  state: AssignmentState;
  studentId: string;
  enrollmentId: string;
  courseId: string;
};
export type Placed = Leaving & { newId: string; toBatchId: string };

/**
 * What cancelling a batch writes of batches and places: the batch ends with its reason, held seats are given up, every
 * student leaves it, and who has a new place is in it in the same moment. New places are taken in the order of their
 * batches, so that two plans never wait for each other. Composed into the command that applies the plan.
 */
export function cancellationWrites(given: {
  batch: { id: string; version: number; state: BatchState };
  placed: Placed[];
  unplaced: Leaving[];
  reason: string;
  now: Date;
}): Query[] {
  const { batch, placed, unplaced, reason, now } = given;
  const set = { endedAt: now, reason };
  const byBatch = placed.toSorted((a, b) => (a.toBatchId < b.toBatchId ? -1 : 1));
  return [
    transition(batches, batchMachine, batch, "cancel", { set: { cancelReason: reason } }),
    q
      .update(seatHolds)
      .set({ releasedAt: now })
      .where(and(eq(seatHolds.batchId, batch.id), isNull(seatHolds.releasedAt))),
    ...(placed.length > 0
      ? [transitionEach(batchAssignments, assignmentMachine, placed, "transfer_out", { set })]
      : []),
    ...(unplaced.length > 0
      ? [transitionEach(batchAssignments, assignmentMachine, unplaced, "withdraw", { set })]
      : []),
    ...(byBatch.length > 0
      ? [
          q.insert(batchAssignments).values(
            byBatch.map(({ newId, toBatchId, studentId, enrollmentId, courseId }) => ({
              id: newId,
              batchId: toBatchId,
              studentId,
              enrollmentId,
              courseId,
              reason,
            })),
          ),
        ]
      : []),
  ];
}
