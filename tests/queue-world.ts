import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { QueueMessage } from "#kernel/ports";
import { standinCredentials } from "#sandbox/standins/credentials";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { temporaryStandins } from "#sandbox/standins/temporary";
import { testDatabase } from "#tests/support/database";
import { systemContext } from "#workers/context";
import type { Env } from "#workers/env";
import { consume } from "#workers/queue";

type Queued = { queue: string; body: unknown; attempts: number };
export type Settled = Queued & { outcome: "ack" | "retry"; delaySeconds: number | null };

/**
 * A database, Resend's stand-in, and queues that hold their messages until a test delivers them: what the worker has
 * around it when it moves events and mails, without the worker's HTTP side.
 */
export async function queueWorld() {
  const hub = await testDatabase();
  const standins = await temporaryStandins();
  const waiting: Queued[] = [];
  const afterwards: Promise<unknown>[] = [];
  const later = (work: Promise<unknown>) => void afterwards.push(work);
  const queue = (name: string) =>
    ({
      sendBatch: async (messages: Iterable<MessageSendRequest>) => {
        for (const { body } of messages) waiting.push({ queue: name, body, attempts: 1 });
      },
    }) as unknown as Queue;
  const env: Env = {
    ...settings(standins.url),
    DATABASE_URL: hub.appUrl,
    NEON_LOCAL_PROXY: hub.proxy,
    EVENTS: queue("hub-events"),
    DELIVERIES: queue("hub-deliveries"),
    URGENT: queue("hub-urgent"),
    JOBS: queue("hub-jobs"),
  } as Env;

  const rest = async () => {
    while (afterwards.length > 0) await Promise.all(afterwards.splice(0));
  };
  /** One batch of one queue, as the platform hands it over. */
  const deliverBatch = async (name: string, messages: Queued[]): Promise<Settled[]> => {
    const settled: Settled[] = [];
    const batch = messages.map((one, i) => ({
      id: `message-${i}`,
      timestamp: new Date(),
      body: one.body,
      attempts: one.attempts,
      ack: () => void settled.push({ ...one, outcome: "ack", delaySeconds: null }),
      retry: (how?: QueueRetryOptions) =>
        void settled.push({ ...one, outcome: "retry", delaySeconds: how?.delaySeconds ?? null }),
    }));
    await consume({ queue: name, messages: batch } as Partial<MessageBatch> as MessageBatch, env, later);
    await rest();
    return settled;
  };
  /** Delivers all that waits, and what that brings; a message to be retried later is dropped, as a killed queue would. */
  const drain = async (): Promise<Settled[]> => {
    const settled: Settled[] = [];
    await rest();
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      for (const name of new Set(batch.map((one) => one.queue)))
        settled.push(
          ...(await deliverBatch(
            name,
            batch.filter((one) => one.queue === name),
          )),
        );
    }
    return settled;
  };
  const forget = async (): Promise<void> => {
    await rest();
    waiting.length = 0;
  };
  const ctxOf = (organizationId: string): Ctx => systemContext(env, organizationId, "system:test", later);
  const message = (kind: QueueMessage["kind"], organizationId: string, id: string): Queued => ({
    queue: "hub-events",
    body: { kind, organizationId, id },
    attempts: 1,
  });
  /** Time passes for leases and back-offs: what waits is due. */
  const makeDue = async (table: "outbox" | "deliveries"): Promise<void> => {
    await hub.owner.query(`update ${table} set due_at = clock_timestamp(), queued_until = null`);
  };
  const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await hub.owner.query(text, values)).rows as T[];
  return {
    env,
    standins,
    later,
    drain,
    forget,
    deliverBatch,
    message,
    ctxOf,
    makeDue,
    rows,
    owner: hub.owner,
    mails: () => standins.ledger<ResendEntry>("resend"),
    async dispose() {
      await rest();
      await standins.dispose();
      await hub.drop();
    },
  };
}
export type QueueWorld = Awaited<ReturnType<typeof queueWorld>>;

const settings = (vendors: string) => ({
  BASE_URL: "http://localhost:8787",
  CRON_SECRET: "c".repeat(32),
  AUTH_PEPPER: "p".repeat(32),
  SEAL_KEYS: `1:${btoa("k".repeat(32))}`,
  RESEND_API_BASE: vendors,
  RESEND_API_KEY: standinCredentials.resend.apiKey,
  RESEND_FROM_EMAIL: "hub@hub.example",
  ZOOM_API_BASE: vendors,
  ZOOM_OAUTH_BASE: vendors,
  ZOOM_ACCOUNT_ID: standinCredentials.zoom.accountId,
  ZOOM_CLIENT_ID: standinCredentials.zoom.clientId,
  ZOOM_CLIENT_SECRET: standinCredentials.zoom.clientSecret,
  GOOGLE_CLIENT_ID: "unused",
  GOOGLE_CLIENT_SECRET: "unused",
  GOOGLE_AUTH_BASE: vendors,
  GOOGLE_TOKEN_BASE: vendors,
});

export type ClassOf = {
  organizationId: string;
  sessionId: string;
  batchId: string;
  students: { userId: string; enrollmentId: string; assignmentId: string; email: string }[];
};

/** A school with one class at `startsAt` and its students, as hub_owner writes them: every row by its named transitions. */
export async function classOf(world: QueueWorld, slug: string, startsAt: Date, count: number): Promise<ClassOf> {
  const id = () => uuidv7(Date.now());
  const [organizationId, planId, courseId, batchId, sessionId] = [id(), id(), id(), id(), id()];
  const students = Array.from({ length: count }, (_, i) => ({
    userId: id(),
    memberId: id(),
    enrollmentId: id(),
    formId: id(),
    assignmentId: id(),
    code: `N-${1001 + i}`,
    email: `student${i}@${slug}.example`,
  }));
  const client = await world.owner.connect();
  const run = (text: string, values: unknown[] = []) => client.query(text, values);
  try {
    await run("begin");
    await run("select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true)", [
      organizationId,
    ]);
    await run(
      "insert into organizations (id, slug, name, zone, letter, support_email) values ($1, $2, 'Nimbus', 'Asia/Kolkata', 'N', 'help@nimbus.example')",
      [organizationId, slug],
    );
    await run("insert into organization_hosts (host) values ($1)", [`${slug}.localhost`]);
    await run("insert into plans (id, code, name, price_paisa, currency) values ($1, 'AWS', 'AWS', 0, 'INR')", [
      planId,
    ]);
    await run("insert into courses (id, code, name, sessions_planned) values ($1, 'AWS', 'AWS', 36)", [courseId]);
    await run(
      "insert into batches (id, code, name, course_id, state, capacity, zone) values ($1, 'AWS-1', 'AWS 1', $2, 'planning', 1000, 'Asia/Kolkata')",
      [batchId, courseId],
    );
    await run(
      `insert into sessions (id, batch_id, number, title, starts_at, ends_at, local_date, local_time, zone)
       select $1, $2, 14, 'VPC', at, at + interval '2 hours', (at at time zone 'Asia/Kolkata')::date, (at at time zone 'Asia/Kolkata')::time, 'Asia/Kolkata' from (select $3::timestamptz as at) x`,
      [sessionId, batchId, startsAt.toISOString()],
    );
    for (const { userId, memberId, enrollmentId, formId, assignmentId, code, email } of students) {
      await run("insert into users (id) values ($1)", [userId]);
      await run("insert into user_emails (user_id, email) values ($1, $2)", [userId, email]);
      await run(
        "insert into memberships (id, user_id, kind, role, invited_at) values ($1, $2, 'student', 'student', now())",
        [memberId, userId],
      );
      await run("insert into student_profiles (id, code, full_name) values ($1, $2, 'Asha R')", [memberId, code]);
      await run(
        "insert into admission_forms (id, state, source, full_name, email, plan_id, agreed_paisa, currency) values ($1, 'verified', 'legacy', 'Asha R', $2, $3, 0, 'INR')",
        [formId, email, planId],
      );
      await run(
        "insert into enrollments (id, student_id, plan_id, admission_form_id, state, valid_from_on, agreed_paisa, currency) values ($1, $2, $3, $4, 'PAYMENT_VERIFIED', '2026-01-01', 0, 'INR')",
        [enrollmentId, memberId, planId, formId],
      );
      for (const state of ["PRE_ONBOARDING", "BATCH_ASSIGNED", "ACTIVE"])
        await run("update enrollments set state = $2 where id = $1", [enrollmentId, state]);
      await run(
        "insert into batch_assignments (id, enrollment_id, student_id, course_id, batch_id) values ($1, $2, $3, $4, $5)",
        [assignmentId, enrollmentId, memberId, courseId, batchId],
      );
    }
    await run("commit");
  } finally {
    client.release();
  }
  return { organizationId, sessionId, batchId, students };
}

/** A change of a row by a person of the office, outside any command; audited like every other. */
export async function change(world: QueueWorld, text: string, values: unknown[] = []): Promise<void> {
  const client = await world.owner.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.action', 'session.update', true)");
    await client.query(text, values);
    await client.query("commit");
  } finally {
    client.release();
  }
}
