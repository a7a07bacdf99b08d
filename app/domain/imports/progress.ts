import { sql } from "drizzle-orm";

import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import type { DomainEvent } from "#kernel/events";
import { expecting } from "#kernel/write.server";

import { importPlans } from "./tables";
import type { Phase, RowResult } from "./tables";

/** Work is queued: the consumer goes on where the plan stands. Lost or there twice, it changes nothing. */
export const workQueued = (planId: string): DomainEvent => ({ name: "import.work_queued", payload: { planId } });

/**
 * A plan begins. Raises where the same form made it at the same moment: asked again, the command answers with that one. Any
 * key may say so: Postgres breaks a race by the key that is named, and refuses it by every other of the same row.
 */
export const newPlanWrite = (plan: typeof importPlans.$inferInsert): Query =>
  expecting(
    1,
    "import",
    q
      .insert(importPlans)
      .values(plan)
      .onConflictDoNothing()
      .returning({ one: sql`1` })
      .getSQL(),
  );

/** A phase begins at the first row. */
export const phaseWrite = (planId: string, phase: Phase): Query =>
  rows(sql`
    update import_progress set phase = ${phase}, cursor = 0, moved_at = clock_timestamp(),
      highest_code = case when ${phase} = 'plan' then 0 else highest_code end
    where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid`);

/**
 * A chunk is computed, in the transaction of its rows. Raises where another consumer moved the cursor meanwhile: its chunk
 * stands, and this one is not written.
 */
export const moveCursor = (planId: string, step: { from: number; to: number; highest: number }): Query =>
  rows(sql`
    with u as (
      update import_progress set cursor = ${step.to}::int, highest_code = greatest(highest_code, ${step.highest}::int), moved_at = clock_timestamp()
      where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid and phase = 'plan' and cursor = ${step.from}::int returning 1)
    select app.expect(1, (select count(*) from u)::int, 'import')`);

export type Settled = { number: number; result: RowResult; note: string | null; made: Record<string, unknown> | null };

/**
 * First of a chunk's writes: its rows become what they are now, from what they were. Raises where another consumer has
 * settled one of them, so that no row is written twice.
 */
export const settleRows = (planId: string, was: "applied" | null, all: readonly Settled[]): Query =>
  rows(sql`
    with u as (
      update import_rows r set result = x.result, note = x.note, made = coalesce(x.made, r.made)
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(number int, result text, note text, made jsonb)
      where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.number = x.number
        and r.result is not distinct from ${was}::text
      returning 1)
    select app.expect(${all.length}::int, (select count(*) from u)::int, 'import')`);

/** Lets the planner know of what was written in bulk. */
export const refreshStatistics = (): Query => rows(sql`select app.refresh_statistics()`);
