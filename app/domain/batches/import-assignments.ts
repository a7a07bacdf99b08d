import { and, inArray, sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import type { DomainEvent } from "#kernel/events";
import { among, expecting, transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { batchAssignments, batches } from "./tables";

export type ImportedAssignment = {
  id: string;
  enrollmentId: string;
  studentId: string;
  courseId: string;
  batchId: string;
  /** Where the batch has started already, or is over for this student. */
  moves: readonly ("activate" | "complete")[];
};

/** Many places at once; capacity and one live place a course are kept by the database as for every other. Composed into imports. */
export function assignmentWrites(all: readonly ImportedAssignment[], reason: string): Query[] {
  if (all.length === 0) return [];
  const open = [...new Set(all.filter(({ moves }) => !moves.includes("complete")).map(({ batchId }) => batchId))];
  const moved = (move: "activate" | "complete") => all.filter(({ moves }) => moves.includes(move)).map(({ id }) => id);
  return [
    // In the order of batches, so that two imports at once take the batches' rows in the same order.
    rows(sql`
      insert into batch_assignments (id, enrollment_id, student_id, course_id, batch_id, reason)
      select id, "enrollmentId", "studentId", "courseId", "batchId", ${reason}
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, "enrollmentId" uuid, "studentId" uuid, "courseId" uuid, "batchId" uuid) order by "batchId"`),
    // After the insert, whose trigger takes the batches' rows: one that was cancelled or completed meanwhile is seen here.
    ...(open.length === 0
      ? []
      : [
          expecting(
            open.length,
            "batch",
            sql`select 1 from ${batches} where ${among(batches.id, open)} and ${batches.state} in ('planning', 'forming', 'active')`,
          ),
        ]),
    ...(["activate", "complete"] as const).flatMap((move) => {
      const ids = moved(move);
      return ids.length === 0
        ? []
        : [transitionAll(batchAssignments, assignmentMachine, move, among(batchAssignments.id, ids))];
    }),
  ];
}

/**
 * One event for all places of a chunk that are not over: thousands of events would hold up the outbox for minutes, and
 * whoever acts on places can do so set-wise.
 */
export function assignedEvents(all: readonly ImportedAssignment[]): DomainEvent[] {
  const assignmentIds = all.filter(({ moves }) => !moves.includes("complete")).map(({ id }) => id);
  return assignmentIds.length === 0 ? [] : [{ name: "batch.students_assigned", payload: { assignmentIds } }];
}

/** Places that an import gave are given back. */
export const withdrawnWrites = (ids: readonly string[], run: { reason: string; now: Date }): Query[] =>
  ids.length === 0
    ? []
    : [
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "withdraw",
          and(among(batchAssignments.id, ids), inArray(batchAssignments.state, ["assigned", "active"]))!,
          { set: { endedAt: run.now, reason: run.reason } },
        ),
      ];
