import { ranToday, recordJobRun } from "#domain/notifications/job-runs";
import type { Action } from "#kernel/actions";

import { systemContext } from "./context";
import type { Env } from "./env";
import { errorCode } from "./error-code";
import type { WaitUntil } from "./ports";
import type { Counts, Job } from "./schedule";

/**
 * One job for one organization, with its run on record. A nightly job that finished on this local day is not run again
 * (null) unless `again`. What fails is recorded and thrown.
 */
export async function runJob(
  env: Env,
  organizationId: string,
  job: Job,
  waitUntil: WaitUntil,
  { again = false } = {},
): Promise<Counts | null> {
  const ctx = systemContext(env, organizationId, `system:${job.name}`, waitUntil);
  if (job.localHour !== undefined && !again && (await ranToday(ctx, job.name))) return null;
  const action = `job.${job.name}` as Action;
  const began = Date.now();
  const record = (counts: Counts | null, error: string | null) =>
    recordJobRun(ctx, action, { job: job.name, milliseconds: Date.now() - began, counts, error });
  try {
    const counts = await job.run(ctx);
    await record(counts, null);
    // Each minute for every school, mostly with nothing due: only what did something is worth a line.
    if (Object.values(counts).some((n) => n > 0))
      ctx.ports.log.info("job", { job: job.name, organizationId, ms: Date.now() - began, ...counts });
    return counts;
  } catch (error) {
    ctx.ports.log.error("job_failed", { job: job.name, organizationId, ms: Date.now() - began }, error);
    // With the database away there is nowhere to write; the failure itself is what the caller has to hear.
    await record(null, errorCode(error)).catch(() => undefined);
    throw error;
  }
}
