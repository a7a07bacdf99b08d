import { hubFetch } from "#tests/support/http";

/** Runs a job now, as the cron triggers do; answers its counts, or fails with what the worker said. */
export async function runCron(hub: string, cronSecret: string, job: string): Promise<Record<string, number>> {
  const answer = await hubFetch(`${hub}/api/cron/${job}`, {
    method: "POST",
    headers: { authorization: `Bearer ${cronSecret}` },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${job} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Record<string, number>;
}
