import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { transition } from "#kernel/write.server";

import { batchMachine } from "./batch.machine";
import type { BatchState } from "./batch.machine";
import { batches } from "./tables";

/** Starts every batch whose first class has opened its join window (15 min before the start, or "open now"). */
export async function startDueBatches(ctx: Ctx): Promise<{ started: number }> {
  return mutate(ctx, "job.start-due-batches", {
    load: () => ({
      due: rows<{ id: string; version: number; state: BatchState }>(sql`
        select b.id, b.version, b.state from batches b
        where b.state in ('planning', 'forming') and exists (
          select from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled'
            and coalesce(s.opens_at_override, s.starts_at - interval '15 minutes') <= ${ctx.now.toISOString()}::timestamptz)
        order by b.id limit 100`),
    }),
    decide: ({ due }) => ({
      writes: due.map((row) => transition(batches, batchMachine, row, "start")),
      events: due.map((row) => ({ name: "batch.started", payload: { batchId: row.id } })),
      result: { started: due.length },
    }),
  });
}
