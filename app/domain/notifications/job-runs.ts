import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Action } from "#kernel/actions";
import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { recovered } from "./dead-letter";

export type JobRun = { job: string; milliseconds: number; counts: Record<string, number> | null; error: string | null };

const localToday = (now: Date): SQL =>
  sql`(select (${now.toISOString()}::timestamptz at time zone o.zone)::date from organizations o where o.id = app.organization_id())`;

/** What a job did, how long it took, or why it failed; kept for 30 days. */
export async function recordJobRun(
  ctx: Ctx,
  action: Action,
  { job, milliseconds, counts, error }: JobRun,
): Promise<void> {
  await inOneTrip(ctx, action, [
    rows(sql`
      insert into job_runs (job, local_on, started_at, finished_at, counts, error)
      values (${job}, ${localToday(ctx.now)}, clock_timestamp() - make_interval(secs => ${milliseconds / 1000}), clock_timestamp(),
        ${counts && JSON.stringify(counts)}::jsonb, ${error})`),
    ...(error === null ? [recovered("job", job)] : []),
  ]);
}

/** Whether a nightly job has finished well on the organization's present local day. */
export async function ranToday(ctx: Ctx, job: string): Promise<boolean> {
  const { runs } = await read(ctx, () => ({
    runs: rows(
      sql`select 1 from job_runs where job = ${job} and error is null and finished_at is not null and local_on = ${localToday(ctx.now)} limit 1`,
    ),
  }));
  return runs.length > 0;
}
