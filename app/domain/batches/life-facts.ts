import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { addMinutes } from "#kernel/time";

import type { BatchState } from "./batch.machine";

/** What decides, besides its state, which steps of its life a batch can take now. */
export type LifeFacts = {
  /** Classes still to come, or not ended yet. */
  scheduled: number;
  /** A class has opened its door: the sweep would start the batch. */
  opened: boolean;
  /** Students who were let into a class. */
  joined: boolean;
};

export const lifeFacts = (batchId: string, now: Date): Query<LifeFacts[]> =>
  rows<LifeFacts>(sql`
    select count(*) filter (where s.state = 'scheduled')::int as scheduled,
      coalesce(bool_or(s.state <> 'cancelled' and coalesce(s.opens_at_override, s.starts_at - make_interval(mins => rule.minutes)) <= ${now.toISOString()}::timestamptz), false) as opened,
      coalesce(bool_or(exists (select from join_attempts j where j.organization_id = s.organization_id and j.session_id = s.id and j.outcome = 'allowed')), false) as joined
    from (select coalesce((select (p.value ->> 'opensMinutes')::int from policies p where p.organization_id = (select app.organization_id()) and p.key = 'join_window'
        and p.plan_id is null and p.valid_from <= ${now.toISOString()}::timestamptz order by p.version desc limit 1), 15) as minutes) rule
    left join sessions s on s.organization_id = (select app.organization_id()) and s.batch_id = ${batchId}::uuid`);

type Life = { state: BatchState; startedAt: Date | null; completedAt: Date | null };
const day = 24 * 60;

/** Why a started batch cannot be put back to forming, or null. */
export function undoStartUnavailable(batch: Life, facts: LifeFacts, now: Date): string | null {
  if (batch.state !== "active") return "Only {aBatch} that was started can be put back.";
  if (!batch.startedAt || addMinutes(batch.startedAt, day) < now) return "It was started more than 24 hours ago.";
  if (facts.joined) return "A student has joined a class already.";
  return facts.opened ? "A class has opened already, which starts {aBatch} by itself." : null;
}

/** Why a batch cannot be completed, or null. */
export function completeUnavailable(batch: Life, facts: LifeFacts): string | null {
  if (batch.state !== "active") return "Only an active {batch} can be completed.";
  if (facts.scheduled === 0) return null;
  return `${facts.scheduled === 1 ? "One class has" : `${facts.scheduled} classes have`} not ended. Cancel what will not be held, then complete.`;
}

/** Why a completed batch cannot be taken up again, or null. */
export function reopenUnavailable(batch: Life, now: Date): string | null {
  if (batch.state !== "completed") return "Only a completed {batch} can be reopened.";
  return !batch.completedAt || addMinutes(batch.completedAt, 30 * day) < now
    ? "It was completed more than 30 days ago."
    : null;
}
