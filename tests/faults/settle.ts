import { setTimeout as sleep } from "node:timers/promises";

import { withClient } from "#sandbox/database";
import { runCron } from "#tests/support/cron";

import { serves, setMode } from "./subject";
import type { Subject } from "./subject";

const jobs = ["remind-due-sessions", "relay-outbox", "settle-joins", "process-notifications"];

/**
 * Vendors work again, the runtime is ended once more so that every lease is an orphan's, time passes for those, and the
 * cron triggers fire until nothing is left to do. Whatever is not at rest by then is for the oracles to tell.
 */
export async function settle(subject: Subject, seconds = 40): Promise<void> {
  await setMode(subject.sandbox, "resend", "ok");
  await setMode(subject.sandbox, "zoom", "ok");
  // What follows an answer has its moment first.
  await sleep(400);
  await subject.crash();
  await serves(subject);
  // Longer than any lease and any back-off of a mail; moved, not cleared, so that what never lapses is found waiting.
  for (const table of ["outbox", "deliveries"])
    await withClient(subject.ownerUrl, (client) =>
      client.query(
        `update ${table} set due_at = due_at - interval '31 minutes', queued_until = queued_until - interval '31 minutes'
          where state in ('pending', 'claimed', 'queued', 'sending')`,
      ),
    );
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    for (const job of jobs) await runCron(subject.hub, subject.cronSecret, job);
    if (await atRest(subject)) return;
    await sleep(400);
  }
}

async function atRest({ ownerUrl }: Subject): Promise<boolean> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select ((select count(*) from outbox where state in ('pending', 'claimed')) + (select count(*) from deliveries where state in ('queued', 'sending'))
        + (select count(*) from join_attempts where outcome is null))::int as n`,
    );
    return rows[0]?.n === 0;
  });
}
