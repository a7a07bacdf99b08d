import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import type { DomainEvent } from "#kernel/events";

import type { Phase } from "./tables";

/** Work is due: the queue's consumer goes on where the cursor stands. Lost or there twice, it changes nothing. */
export const due = (planId: string, phase: Exclude<Phase, "rest">): DomainEvent => ({
  name: "import.due",
  payload: { planId, phase },
});

/** A phase begins at the first row. */
export const phaseWrite = (planId: string, phase: Phase): Query =>
  rows(sql`
    update import_progress set phase = ${phase}, cursor = 0, next_code = null, moved_at = clock_timestamp(),
      highest_code = case when ${phase} = 'plan' then 0 else highest_code end
    where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid`);

/**
 * A chunk is done, in the transaction of its writes. Raises where another consumer moved the cursor meanwhile: its chunk
 * stands, and this one is not written.
 */
export const moveCursor = (
  planId: string,
  phase: Phase,
  step: { from: number; to: number; codes?: number; highest?: number },
): Query =>
  rows(sql`
    with u as (
      update import_progress set cursor = ${step.to}::int, next_code = next_code + ${step.codes ?? 0}::int,
        highest_code = greatest(highest_code, ${step.highest ?? 0}::int), moved_at = clock_timestamp()
      where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid and phase = ${phase} and cursor = ${step.from}::int returning 1)
    select app.expect(1, (select count(*) from u)::int, 'import')`);
