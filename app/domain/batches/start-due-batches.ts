import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { transition } from "#kernel/write.server";

import { batchMachine } from "./batch.machine";
import type { BatchState } from "./batch.machine";
import { batches } from "./tables";

/** Starts every batch of which a class has opened its join window: the minutes of the school's policy before it begins, or "open now". */
export async function startDueBatches(ctx: Ctx): Promise<{ started: number }> {
  return mutate(ctx, "job.start-due-batches", {
    load: () => ({
      due: rows<{ id: string; version: number; state: BatchState }>(sql`
        with rule as (select coalesce((select (p.value ->> 'opensMinutes')::int from policies p where p.organization_id = (select app.organization_id())
          and p.key = 'join_window' and p.plan_id is null and p.valid_from <= ${ctx.now.toISOString()}::timestamptz order by p.version desc limit 1), 15) as minutes)
        select b.id, b.version, b.state from batches b, rule
        where b.state in ('planning', 'forming') and exists (
          select from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled'
            and coalesce(s.opens_at_override, s.starts_at - make_interval(mins => rule.minutes)) <= ${ctx.now.toISOString()}::timestamptz)
        order by b.id limit 100`),
    }),
    decide: ({ due }) => ({
      writes: due.map((row) => transition(batches, batchMachine, row, "start", { set: { startedAt: ctx.now } })),
      events: due.map((row) => ({ name: "batch.started", payload: { batchId: row.id } })),
      result: { started: due.length },
    }),
  });
}
