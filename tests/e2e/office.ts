import path from "node:path";

import type { Page } from "playwright-core";
import { expect } from "vitest";

import { cancelSession } from "#domain/sessions/cancel-session";
import { localDay } from "#kernel/time";
import { withClient } from "#sandbox/database";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { emailOf, schools } from "#sandbox/demo/schools";
import { loadSecrets } from "#sandbox/secrets";
import { passcodeOf } from "#sandbox/standins/zoom/account";
import { openOffice, type Office } from "#tests/support/office";

import type { School, Stage } from "./stage";

/** The stage, and where the product keeps its secrets. */
export type Backstage = Stage & { hubDir: string };

/** A question to the database of the product that runs, asked of Raga. `$1` is the school. */
export async function askRaga<Row extends object>(
  { demo }: Stage,
  sql: string,
  params: unknown[] = [],
): Promise<Row[]> {
  return withClient(demo.database.ownerUrl, async (client) => {
    const school = await client.query<{ id: string }>("select id from organizations where slug = 'raga'");
    return (await client.query<Row>(sql, [school.rows[0]!.id, ...params])).rows;
  });
}

/** A batch of Raga's own, made by the product's commands before somebody walks in. */
export async function withOffice<Done>(
  stage: Backstage,
  batch: Parameters<typeof openOffice>[1],
  work: (office: Office) => Promise<Done>,
): Promise<Done> {
  const { ownerUrl, appUrl } = stage.demo.database;
  const secrets = loadSecrets(path.join(stage.hubDir, "secrets.json"));
  const [school] = await askRaga<{ id: string }>(stage, "select $1::uuid as id");
  const proxy = await startNeonProxy();
  try {
    const settings = { SEAL_KEYS: secrets.sealKeys, AUTH_PEPPER: secrets.authPepper };
    const options = {
      ownerUrl,
      appUrl,
      neonProxy: proxy.host,
      settings,
      hub: stage.demo.hub,
      organizationId: school!.id,
    };
    return await work(await openOffice(options, batch));
  } finally {
    await proxy.stop();
  }
}

/** The common link of a meeting at the stand-in, with the passcode it gives every meeting. */
export function meetingLink({ demo }: Stage, id: string): string {
  return `${demo.sandbox}/j/${id}?pwd=${passcodeOf(id)}`;
}

/** Waits until the form on a page has done its work; where it never does, what the page says instead is what fails. */
export async function isDone(page: Page): Promise<void> {
  const told = async () =>
    /[?&]done=/.test(page.url()) ? "done" : (await page.locator("body").innerText()).slice(0, 400);
  await expect.poll(told, { timeout: 20_000 }).toBe("done");
}

/** The mails somebody has, newest first. */
export async function mailsTo({ demo }: Stage, email: string): Promise<{ subject: string; text: string }[]> {
  const answer = await fetch(`${demo.sandbox}/mailbox/messages?to=${encodeURIComponent(email)}`);
  return (await answer.json()) as { subject: string; text: string }[];
}

/** Runs a job now, as its cron would. */
export async function runJob({ demo }: Stage, job: string): Promise<void> {
  const answer = await fetch(`${demo.hub}/api/cron/${job}`, {
    method: "POST",
    headers: { authorization: `Bearer ${demo.cronSecret}` },
  });
  if (!answer.ok) throw new Error(`The job ${job} answered ${answer.status}.`);
}

/** The board of the day on which something begins in Berlin: late in the evening it is not today's any more. */
export const boardOf = (raga: School, at: Date): string =>
  `${raga.url}/admin/ops/today?day=${localDay(at, "Europe/Berlin")}`;

/** Moves the clock of the hub on, for as long as `work` takes. */
export async function later<Done>({ demo }: Stage, minutes: number, work: () => Promise<Done>): Promise<Done> {
  const turn = async (offsetSeconds: number) => {
    const body = JSON.stringify({ offsetSeconds });
    const answer = await fetch(`${demo.sandbox}/control/clock`, { method: "POST", body });
    if (!answer.ok) throw new Error(`The clock answered ${answer.status}.`);
  };
  await turn(minutes * 60);
  try {
    return await work();
  } finally {
    await turn(0);
  }
}

/**
 * A trainer of Raga by name, who has nothing to do today: a journey that is walked again finds the classes of its first
 * attempt called off.
 */
export async function freeTrainer(stage: Stage, { as }: Office, name: string): Promise<{ id: string; email: string }> {
  const [found] = await askRaga<{ id: string }>(
    stage,
    "select id from staff_profiles where organization_id = $1 and full_name = $2",
    [name],
  );
  const taken = await askRaga<{ id: string }>(
    stage,
    `select id from sessions where organization_id = $1 and trainer_id = $2 and state = 'scheduled' and starts_at < now() + interval '8 hours'`,
    [found!.id],
  );
  for (const { id } of taken) await cancelSession(as(), { sessionId: id, reason: "Left from before" });
  return {
    id: found!.id,
    email: emailOf(
      schools.find(({ slug }) => slug === "raga")!,
      name,
    ),
  };
}
