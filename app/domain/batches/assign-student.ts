import { and, eq, inArray } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition, unchanged } from "#kernel/write.server";

import { planCourses } from "../catalog/tables";
import { enrollmentMachine } from "../enrollments/enrollment.machine";
import { enrollments } from "../enrollments/tables";
import { refuseBatch } from "./refusals";
import { batchAssignments, batches } from "./tables";

export const assignInput = z.object({
  enrollmentId: z.uuid(),
  batchId: z.uuid(),
  reason: z.string().trim().max(400).optional(),
});

/**
 * Gives a student a place in a batch of a course of their plan. An enrollment that waited moves to BATCH_ASSIGNED (from
 * unfinished onboarding too: it never blocks class); one that already studies keeps its state. Capacity and "one live
 * place per course" are kept by the database under concurrency. Refuses a full, completed or cancelled batch, a course
 * outside the plan, and an enrollment that is paused, suspended or closed.
 */
export async function assignStudent(ctx: Ctx, raw: z.infer<typeof assignInput>): Promise<{ assignmentId: string }> {
  const input = assignInput.parse(raw);
  const assignmentId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "assignment.create", {
    load: () => ({
      enrollment: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)),
      batch: q.select().from(batches).where(eq(batches.id, input.batchId)),
      inPlan: q
        .select({ id: planCourses.id })
        .from(planCourses)
        .innerJoin(enrollments, eq(enrollments.planId, planCourses.planId))
        .innerJoin(batches, eq(batches.courseId, planCourses.courseId))
        .where(and(eq(enrollments.id, input.enrollmentId), eq(batches.id, input.batchId))),
      live: q
        .select({ courseId: batchAssignments.courseId })
        .from(batchAssignments)
        .where(
          and(
            eq(batchAssignments.enrollmentId, input.enrollmentId),
            inArray(batchAssignments.state, ["assigned", "active"]),
          ),
        ),
    }),
    decide: ({ enrollment: [enrollment], batch: [batch], inPlan, live }) => {
      assertCan(ctx.actor, "assignment.create");
      if (!enrollment || !batch) return refuse("not_found");
      if (batch.state === "completed" || batch.state === "cancelled") return refuseBatch("batch.not_open");
      if (inPlan.length === 0) return refuseBatch("assignment.course_not_in_plan");
      if (live.some((a) => a.courseId === batch.courseId)) return refuseBatch("assignment.exists");
      const waits = enrollment.state === "PRE_ONBOARDING" || enrollment.state === "BATCH_PENDING";
      if (!waits && enrollment.state !== "BATCH_ASSIGNED" && enrollment.state !== "ACTIVE")
        return refuseBatch("assignment.enrollment_state");
      const { studentId } = enrollment;
      return {
        writes: [
          waits
            ? transition(enrollments, enrollmentMachine, enrollment, "assign")
            : unchanged(enrollments, enrollment, "enrollment"),
          q.insert(batchAssignments).values({
            id: assignmentId,
            enrollmentId: enrollment.id,
            studentId,
            courseId: batch.courseId,
            batchId: batch.id,
            reason: input.reason,
          }),
          // After the insert, whose trigger takes the batch row for itself: a shared lock taken first by two commands would let
          // neither of them have it, and seats would be refused while there are some.
          unchanged(batches, batch, "batch"),
        ],
        events: [
          {
            name: "batch.student_assigned",
            payload: { assignmentId, batchId: batch.id, studentId, enrollmentId: enrollment.id },
          },
        ],
        result: { assignmentId },
      };
    },
    reason: input.reason ?? null,
    onConstraint: { batch_assignments_live: refuseBatch("assignment.exists") },
  });
}
