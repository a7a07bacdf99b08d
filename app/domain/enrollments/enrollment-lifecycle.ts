import { and, eq, gte, lt, lte, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
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
 * over. Level-triggered by local days, so missed nights are caught up at once and a second run does nothing. A pause whose
 * nights were all missed is begun and ended here: its student was kept out all the same, and gets the days back.
 */
export async function enrollmentLifecycle(ctx: Ctx): Promise<LifecycleCounts> {
  return mutate(ctx, "job.enrollment-lifecycle", {
    load: () => ({}),
    decide: () => {
      // The school's own day, whose zone the entrance has told by now.
      if (!ctx.tenant) return refuse("not_found");
      return { writes: nightOf(localDay(ctx.now, ctx.tenant.zone)), result: fromWrites(counted) };
    },
  });
}

const nightOf = (today: string): Query[] => [
  ...endOver(today),
  ...begin(today, lt(enrollmentPauses.untilOn, today), sql`p.until_on < ${today}::date`),
  ...endOver(today),
  ...begin(today, gte(enrollmentPauses.untilOn, today), sql`p.until_on >= ${today}::date`),
  rows<{ missed: number }>(missedDays(today)),
  transitionAll(enrollments, enrollmentMachine, "expire", dueToExpire(today)),
];

/** What the statements of `nightOf` say they did, in their order. */
function counted(done: unknown[]): LifecycleCounts {
  const count = (...at: number[]) => at.reduce((n, i) => n + (done[i] as unknown[]).length, 0);
  return {
    pausesEnded: count(1, 5),
    pausesActivated: count(3, 7),
    daysCaughtUp: Number((done[8] as { missed: number }[])[0]?.missed ?? 0),
    expired: count(9),
    transferTimeouts: 0,
  };
}

/** Ended pauses give their days back to the validity, then the enrollment goes back where it came from. */
const endOver = (today: string): Query[] => [
  rows<{ id: string }>(endDuePauses(today)),
  transitionAll(
    enrollmentPauses,
    pauseMachine,
    "end",
    and(eq(enrollmentPauses.state, "active"), lt(enrollmentPauses.untilOn, today))!,
  ),
];
const begin = (today: string, which: SQL, whichOfP: SQL): Query[] => [
  rows<{ id: string }>(beginDuePauses(today, whichOfP)),
  transitionAll(
    enrollmentPauses,
    pauseMachine,
    "begin",
    and(eq(enrollmentPauses.state, "approved"), lte(enrollmentPauses.fromOn, today), which)!,
  ),
];

const dueToExpire = (today: string) =>
  and(
    lt(enrollments.validUntilOn, today),
    sql`${enrollments.state} in ('PRE_ONBOARDING', 'BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE', 'SUSPENDED')`,
  )!;

/** Days before yesterday on which something ended and no night wrote it down. */
const missedDays = (today: string) => sql`
  select count(distinct ${enrollments.validUntilOn})::int as missed from ${enrollments} where ${dueToExpire(today)} and ${enrollments.validUntilOn} < ${today}::date - 1`;

// Both move a state column with the pause's own row at hand; the trigger holds them to the machine like every other write.
// A suspension may begin or end within a pause: the days count all the same, and what it goes back to is no longer the pause.
const endDuePauses = (today: string) => sql`
  update enrollments e set
    state = case e.state when 'PAUSED' then ${backTo} else e.state end,
    resume_to = case when e.state = 'PAUSED' then null when e.state = 'SUSPENDED' and e.resume_to = 'PAUSED' then ${seatOrWait} else e.resume_to end,
    state_reason = case e.state when 'SUSPENDED' then e.state_reason end,
    valid_until_on = e.valid_until_on + p.days
  from (select x.organization_id, x.enrollment_id, sum(x.until_on - x.from_on + 1)::int as days from enrollment_pauses x
        where x.state = 'active' and x.until_on < ${today}::date group by 1, 2) p
  where p.organization_id = e.organization_id and p.enrollment_id = e.id and e.state in ('BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE', 'PAUSED', 'SUSPENDED')
  returning e.id`;
const beginDuePauses = (today: string, which: SQL) => sql`
  update enrollments e set resume_to = e.state, state = 'PAUSED', state_reason = p.reason
  from enrollment_pauses p
  where p.organization_id = e.organization_id and p.enrollment_id = e.id and p.state in ('approved', 'active') and p.from_on <= ${today}::date and ${which}
    and e.state in ('BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE')
  returning e.id`;

/** Where a plan stands whose own note of it is gone (a suspension was kept in its place): in class, or waiting for one. */
const seatOrWait = sql`(case when exists (
  select from batch_assignments a where a.organization_id = e.organization_id and a.enrollment_id = e.id and a.state in ('assigned', 'active')) then 'ACTIVE' else 'BATCH_PENDING' end)`;
const backTo = sql`coalesce(e.resume_to, ${seatOrWait})`;
