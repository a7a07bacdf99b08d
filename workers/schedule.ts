import { markEndedSessions } from "#domain/attendance/mark-ended-sessions";
import { sealAudit } from "#domain/audit/seal-audit";
import { expireDueHolds } from "#domain/batches/expire-due-holds";
import { startDueBatches } from "#domain/batches/start-due-batches";
import { enrollmentLifecycle } from "#domain/enrollments/enrollment-lifecycle";
import { processNotifications } from "#domain/notifications/process-notifications";
import { remindDueSessions } from "#domain/notifications/remind-due-sessions";
import { endDueSessions } from "#domain/sessions/end-due-sessions";
import { settleJoins } from "#domain/sessions/join/settle-joins";
import { provisionLinks } from "#domain/sessions/links/provision-links";
import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { QueueMessage } from "#kernel/ports";

import { now } from "./clock";
import type { Env } from "./env";
import { createLog } from "./log";
import { renderMail } from "./mails";
import { hourHasPassed, organizationsInService } from "./organizations-in-service";
import { withPacedMail } from "./pace";
import { createPorts } from "./ports";
import type { WaitUntil } from "./ports";
import { relay } from "./relay";

export type Counts = Record<string, number>;
export type Job = {
  name: string;
  /** UTC, one of wrangler.toml's. */
  cron: string;
  /** What it answers, all nought where nothing was due. */
  counts: readonly string[];
  /** Nightly: not before this hour of the organization's day, and once a day. */
  localHour?: number;
  run(ctx: Ctx): Promise<Counts>;
};

const eachMinute = "* * * * *";
const eachFive = "*/5 * * * *";
const eachTen = "*/10 * * * *";
const eachHour = "30 * * * *";

/** Moves what every organization has due to the queues, so it runs by itself and not as one message for each of them. */
export const relayJob = {
  name: "relay-outbox",
  cron: eachMinute,
  counts: ["claimed", "sent", "dead"],
  run: relay,
} as const;

/** Cron -> jobs. Each is a sweep of everything due in one organization: safe twice, and late. */
export const jobs: readonly Job[] = [
  { name: "remind-due-sessions", cron: eachMinute, counts: ["due", "written"], run: remindDueSessions },
  { name: "settle-joins", cron: eachMinute, counts: ["decided"], run: settleJoins },
  { name: "provision-links", cron: eachFive, counts: ["wanted", "made", "failed", "missing"], run: provisionLinks },
  { name: "start-due-batches", cron: eachFive, counts: ["started"], run: startDueBatches },
  { name: "end-due-sessions", cron: eachFive, counts: ["ended"], run: endDueSessions },
  { name: "mark-attendance", cron: eachFive, counts: ["sessions", "marks"], run: markEndedSessions },
  { name: "expire-holds", cron: eachFive, counts: ["released", "timedOut"], run: expireDueHolds },
  {
    name: "process-notifications",
    cron: eachTen,
    counts: ["retried", "sent", "dead"],
    run: (ctx) => processNotifications(withPacedMail(ctx), renderMail),
  },
  {
    name: "enrollment-lifecycle",
    cron: eachHour,
    localHour: 3,
    counts: ["expired", "pausesActivated", "pausesEnded", "transferTimeouts", "daysCaughtUp"],
    run: enrollmentLifecycle,
  },
  { name: "seal-audit", cron: eachHour, localHour: 4, counts: ["sealed"], run: (ctx) => sealAudit(ctx) },
];

export const jobNamed = (name: string): Job | undefined => jobs.find((job) => job.name === name);

/** A cron trigger: one message for each organization and job, so that one school's trouble is not another's. */
export async function runScheduled(cron: string, env: Env, waitUntil: WaitUntil): Promise<void> {
  const at = now();
  const log = createLog(uuidv7(at.getTime()));
  const ports = createPorts(env, log, waitUntil, relay);
  const due = jobs.filter((job) => job.cron === cron);
  const organizations = due.length > 0 ? await organizationsInService(ports.database) : [];
  const messages: QueueMessage[] = organizations.flatMap((organization) =>
    due
      .filter((job) => hourHasPassed(job.localHour, organization.zone, at))
      .map((job) => ({ organizationId: organization.id, id: job.name, kind: "job" })),
  );
  await Promise.all([cron === relayJob.cron ? relayJob.run(ports) : null, ports.queue.send("jobs", messages)]);
  log.info("cron", { cron, jobs: due.length, organizations: organizations.length, messages: messages.length });
}
