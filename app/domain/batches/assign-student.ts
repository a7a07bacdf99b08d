import { and, eq, inArray, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { rangeText } from "#kernel/time";
import { transition, unchanged } from "#kernel/write.server";

import { planCourses } from "../catalog/tables";
import { enrollmentMachine } from "../enrollments/enrollment.machine";
import { enrollments } from "../enrollments/tables";
import { refuseBatch } from "./refusals";
import { batchAssignments, batches } from "./tables";

export const assignInput = z.object({
  enrollmentId: z.uuid(),
  batchId: z.uuid(),
  reason: z.string().trim().max(400, "A reason has at most 400 characters.").optional(),
  /** The student has a class at the same time in another batch, and whoever assigns knows: then the reason is a must. */
  doubleBookingOk: z.boolean().default(false),
  /** A seat beyond the capacity, given by a manager: then the reason is a must. */
  oversell: z.boolean().default(false),
  version: versionInput,
});

/** The first class of `batchId` still to come that overlaps one the student already has. Advice and no lock: timetables move. */
export const firstClash = (enrollmentId: string, batchId: string, now: Date): Query<Clash[]> =>
  rows<Clash>(sql`
    select b.code, to_json(mine.starts_at) #>> '{}' as starts_at, to_json(mine.ends_at) #>> '{}' as ends_at
    from enrollments e
    join batch_assignments a on a.organization_id = e.organization_id and a.student_id = e.student_id and a.state in ('assigned', 'active') and a.batch_id <> ${batchId}::uuid
    join sessions mine on mine.organization_id = a.organization_id and mine.batch_id = a.batch_id and mine.state = 'scheduled' and mine.starts_at > ${now.toISOString()}::timestamptz
    join sessions s on s.organization_id = e.organization_id and s.batch_id = ${batchId}::uuid and s.state = 'scheduled'
      and s.starts_at > ${now.toISOString()}::timestamptz - interval '12 hours' and s.starts_at < mine.ends_at and s.ends_at > mine.starts_at
    join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
    where e.organization_id = (select app.organization_id()) and e.id = ${enrollmentId}::uuid
    order by mine.starts_at limit 1`);
export type Clash = { code: string; starts_at: string; ends_at: string };

/**
 * Gives a student a place in a batch of a course of their plan. An enrollment that waited moves to BATCH_ASSIGNED (from
 * unfinished onboarding too: it never blocks class); one that already studies keeps its state. Capacity and "one live
 * place per course" are kept by the database under concurrency. Refuses a full, completed or cancelled batch, a course
 * outside the plan, an enrollment that is paused, suspended or closed, a double booking that nobody gave a reason for, and a
 * seat beyond the capacity from who may not oversell.
 */
export async function assignStudent(ctx: Ctx, raw: z.input<typeof assignInput>): Promise<{ assignmentId: string }> {
  const input = parseInput(assignInput, raw);
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
      clashes: firstClash(input.enrollmentId, input.batchId, ctx.now),
    }),
    decide: ({ enrollment: [enrollment], batch: [batch], inPlan, live, clashes: [clash] }) => {
      assertCan(ctx.actor, "assignment.create");
      if (input.oversell) assertCan(ctx.actor, "batch.oversell");
      if (!enrollment || !batch || !ctx.tenant) return refuse("not_found");
      if (isStale(input.version, enrollment)) return refuse("conflict");
      if (batch.state === "completed" || batch.state === "cancelled") return refuseBatch("batch.not_open");
      if (inPlan.length === 0) return refuseBatch("assignment.course_not_in_plan");
      if (live.some((a) => a.courseId === batch.courseId)) return refuseBatch("assignment.exists");
      const waits = enrollment.state === "PRE_ONBOARDING" || enrollment.state === "BATCH_PENDING";
      if (!waits && enrollment.state !== "BATCH_ASSIGNED" && enrollment.state !== "ACTIVE")
        return refuseBatch("assignment.enrollment_state");
      if (clash && !input.doubleBookingOk) {
        const when = rangeText(new Date(clash.starts_at), new Date(clash.ends_at), ctx.tenant.zone);
        return refuseBatch("assignment.double_booked", {
          fields: { batchId: [`${clash.code} has a class at that time: ${when}.`] },
        });
      }
      if (clash && !input.reason)
        return refuse("input.invalid", { fields: { reason: ["Say why the student may be booked twice."] } });
      if (input.oversell && !input.reason)
        return refuse("input.invalid", { fields: { reason: ["Say why this {batch} may hold more than its seats."] } });
      const { studentId } = enrollment;
      return {
        writes: [
          ...(input.oversell ? [rows(sql`select set_config('app.oversell', 'yes', true)`)] : []),
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
