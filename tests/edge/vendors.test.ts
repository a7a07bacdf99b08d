import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { cancelSession } from "#domain/sessions/cancel-session";
import type { FaultMode } from "#sandbox/standins/faults";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { runCron } from "#tests/support/cron";
import type { NewStudent } from "#tests/support/office";
import { smallSchool } from "#tests/support/small-school";
import type { SmallSchool } from "#tests/support/small-school";
import { hiddenFields } from "#tests/support/http";
import { atMostPerSecond, startVendorProxy } from "#tests/support/vendor-proxy";
import type { VendorProxy } from "#tests/support/vendor-proxy";
import { mailedCode, visitor } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let resend: VendorProxy;
let worker: TestWorker;
let school: SmallSchool;
beforeAll(async () => {
  resend = await startVendorProxy();
  worker = await testWorker({ settings: { RESEND_API_BASE: resend.url } });
  resend.target = worker.standins.url;
  school = await smallSchool(worker);
  await cron("relay-outbox");
});
afterEach(() => worker.standins.setMode("resend", "ok"));
afterAll(async () => {
  await worker.stop();
  await resend.stop();
});

const cron = (job: string) => runCron(worker.hub, worker.secrets.cronSecret, job);
const mailsTo = async (email: string) =>
  (await worker.standins.ledger<ResendEntry>("resend")).filter((mail) => mail.to.includes(email));
const delivery = async (email: string) =>
  (
    await worker.database.owner.query<{ state: string; attempts: number; error: string | null }>(
      "select d.state, d.attempts, d.error from deliveries d join user_emails e on e.user_id = d.user_id where e.email = $1 and d.urgent order by d.id desc limit 1",
      [email],
    )
  ).rows[0];
/** Time passes for the back-off: what waits is due. */
const waitIsOver = () =>
  worker.database.owner.query(
    "update deliveries set due_at = clock_timestamp(), queued_until = null where state = 'queued'",
  );

async function askForCode(email: string): Promise<Visitor> {
  const who = visitor(school.url);
  const page = await (await who.get("/auth/login")).text();
  expect((await who.post("/auth/login", { ...hiddenFields(page), email })).status).toBe(303);
  return who;
}
async function signInWith(who: Visitor, code: string): Promise<number> {
  const page = await (await who.get("/auth/confirm")).text();
  await who.post("/auth/confirm", { ...hiddenFields(page), code });
  return (await who.get("/app")).status;
}

describe("a code mail, whatever Resend does", () => {
  const failing: [mode: FaultMode, error: string][] = [
    ["down", "resend.network"],
    ["429", "rate_limit_exceeded"],
    ["401", "missing_api_key"],
    ["500", "application_error"],
    ["malformed", "resend.malformed"],
    ["accept_then_reset", "resend.network"],
    ["hang", "resend.timeout"],
  ];
  test.each(failing)("waits while Resend is in %s, and goes out once", async (mode, error) => {
    const student = await school.office.admit(`Asha ${mode.replaceAll(/[^a-z0-9]/g, "")}`);
    await worker.standins.setMode("resend", mode);
    const who = await askForCode(student.email);
    await expect
      .poll(() => delivery(student.email), { timeout: 15_000, interval: 100 })
      .toMatchObject({ state: "queued", error });
    await worker.standins.setMode("resend", "ok");
    await waitIsOver();
    await cron("relay-outbox");
    await expect.poll(() => delivery(student.email), { timeout: 10_000 }).toMatchObject({ state: "sent", error: null });
    await Promise.all([cron("relay-outbox"), cron("process-notifications")]);
    const mails = await mailsTo(student.email);
    expect(mails).toHaveLength(1);
    expect(await signInWith(who, mails[0]!.text!.match(/\b\d{6}\b/)![0])).toBe(200);
  });

  test("goes out at the first try where Resend is only slow", async () => {
    const { email } = await school.office.admit("Bela Slow");
    await worker.standins.setMode("resend", "slow");
    await askForCode(email);
    await expect.poll(() => delivery(email), { timeout: 10_000 }).toMatchObject({ state: "sent", attempts: 1 });
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("comes by itself within seconds once Resend is back: nobody has to ask again", async () => {
    const { email } = await school.office.admit("Chitra Back");
    await worker.standins.setMode("resend", "500");
    await askForCode(email);
    await expect.poll(() => delivery(email), { timeout: 5_000 }).toMatchObject({ state: "queued", attempts: 1 });
    await worker.standins.setMode("resend", "ok");
    await expect.poll(() => mailsTo(email), { timeout: 10_000 }).toHaveLength(1);
  });

  test("is handed over within 3 seconds when all is well", async () => {
    const { email } = await school.office.admit("Devi Quick");
    const asked = performance.now();
    await askForCode(email);
    await mailedCode(worker.standins.url, email, new Date(0), 3);
    expect(performance.now() - asked).toBeLessThan(3_000);
  });
});

describe("many other mails in line", () => {
  let student: NewStudent;
  let cancelled: string;
  beforeAll(async () => {
    student = await school.office.admit("Esha Crowd");
    await school.office.place(student);
    cancelled = await school.office.schedule({ inMinutes: 600, title: "Called off" });
    await cancelSession(school.office.as(), { sessionId: cancelled, reason: "The trainer is ill" });
  });
  const waiting = async () =>
    (
      await worker.database.owner.query<{ n: number }>(
        "select count(*)::int as n from deliveries where state in ('queued', 'sending')",
      )
    ).rows[0]!.n;
  const queueUp = (occurrence: string, count: number) =>
    worker.database.owner.query(
      `with made as (
         insert into notifications (organization_id, user_id, template, subject_id, occurrence, category)
         select $1, $2, 'class_cancelled', $3, $5 || i, 'schedule' from generate_series(1, $4) i returning id)
       insert into deliveries (organization_id, notification_id, channel, user_id) select $1, id, 'email', $2 from made`,
      [school.organizationId, student.userId, cancelled, count, occurrence],
    );

  test("do not hold up a code for 3 seconds, and each goes out once", async () => {
    const { email } = await school.office.admit("Farah Ahead");
    await queueUp("again ", 500);
    await cron("relay-outbox");
    await expect.poll(() => mailsTo(student.email), { timeout: 10_000 }).not.toHaveLength(0);
    const asked = performance.now();
    await askForCode(email);
    await mailedCode(worker.standins.url, email, new Date(0), 3);
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect(await waiting()).toBeGreaterThan(0);
    await expect.poll(waiting, { timeout: 45_000, interval: 250 }).toBe(0);
    const keys = (await mailsTo(student.email)).map((mail) => mail.key);
    expect(new Set(keys).size).toBe(keys.length);
    // Their place and the cancellation told them once each, too.
    expect(keys).toHaveLength(502);
  });

  test("leave room for codes when Resend takes 5 requests a second", async () => {
    const before = (await mailsTo(student.email)).length;
    resend.defect.answer = atMostPerSecond(5);
    await queueUp("slowly ", 60);
    await cron("relay-outbox");
    await expect.poll(async () => (await mailsTo(student.email)).length, { timeout: 10_000 }).toBeGreaterThan(before);
    for (const name of ["Gita One", "Hari Two", "Indu Three"]) {
      const { email } = await school.office.admit(name);
      await askForCode(email);
      await mailedCode(worker.standins.url, email, new Date(0), 20);
    }
    await expect.poll(waiting, { timeout: 45_000, interval: 250 }).toBe(0);
    resend.defect = {};
    const keys = (await mailsTo(student.email)).map((mail) => mail.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(before + 60);
  });
});
