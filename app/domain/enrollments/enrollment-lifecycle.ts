import { and, eq, lt, lte, sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";
import { localDay } from "#kernel/time";
import { transitionAll } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { pauseMachine } from "./pause.machine";
import { enrollmentPauses, enrollments } from "./tables";

export type LifecycleCounts = {
  expired: number;
  pausesActivated: number;
  pausesEnded: number;
  transferTimeouts: number;
  daysCaughtUp: number;
};

/**
 * The nightly sweep writes down what `effectiveState` has said all along: pauses that begin or end, validity that is
 * over. Level-triggered by local days, so a missed night is caught up once and a second run does nothing.
 */
export async function enrollmentLifecycle(ctx: Ctx): Promise<LifecycleCounts> {
  const counts = await mutate(ctx, "job.enrollment-lifecycle", {
    load: () => ({}),
    decide: () => ({
      writes: [
        // Ended pauses give their days back to the validity, then the enrollment goes back where it came from.
        rows<{ id: string }>(endDuePauses(todayOf(ctx))),
        transitionAll(
          enrollmentPauses,
          pauseMachine,
          "end",
          and(eq(enrollmentPauses.state, "active"), lt(enrollmentPauses.untilOn, todayOf(ctx)))!,
        ),
        rows<{ id: string }>(beginDuePauses(todayOf(ctx))),
        transitionAll(
          enrollmentPauses,
          pauseMachine,
          "begin",
          and(eq(enrollmentPauses.state, "approved"), lte(enrollmentPauses.fromOn, todayOf(ctx)))!,
        ),
        rows<{ missed: number }>(missedDays(todayOf(ctx))),
        transitionAll(enrollments, enrollmentMachine, "expire", dueToExpire(todayOf(ctx))),
      ],
      result: fromWrites((done) => ({
        pausesEnded: (done[1] as unknown[]).length,
        pausesActivated: (done[3] as unknown[]).length,
        daysCaughtUp: Number((done[4] as { missed: number }[])[0]?.missed ?? 0),
        expired: (done[5] as unknown[]).length,
      })),
    }),
  });
  return { ...counts, transferTimeouts: 0 };
}

const todayOf = (ctx: Ctx) => localDay(ctx.now, ctx.tenant?.zone ?? "Asia/Kolkata");

const dueToExpire = (today: string) =>
  and(
    lt(enrollments.validUntilOn, today),
    sql`${enrollments.state} in ('PRE_ONBOARDING', 'BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE', 'SUSPENDED')`,
  )!;

/** Days before yesterday on which something ended and no night wrote it down. */
const missedDays = (today: string) => sql`
  select count(distinct ${enrollments.validUntilOn})::int as missed from ${enrollments} where ${dueToExpire(today)} and ${enrollments.validUntilOn} < ${today}::date - 1`;

// Both move a state column with the pause's own row at hand; the trigger holds them to the machine like every other write.
const endDuePauses = (today: string) => sql`
  update enrollments e set state = coalesce(e.resume_to, 'ACTIVE'), resume_to = null, state_reason = null,
    valid_until_on = e.valid_until_on + (p.until_on - p.from_on + 1)
  from enrollment_pauses p
  where p.organization_id = e.organization_id and p.enrollment_id = e.id and p.state = 'active' and p.until_on < ${today}::date and e.state = 'PAUSED'
  returning e.id`;
const beginDuePauses = (today: string) => sql`
  update enrollments e set resume_to = e.state, state = 'PAUSED', state_reason = p.reason
  from enrollment_pauses p
  where p.organization_id = e.organization_id and p.enrollment_id = e.id and p.state = 'approved' and p.from_on <= ${today}::date and p.until_on >= ${today}::date
    and e.state in ('BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE')
  returning e.id`;
