import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { cancelSession } from "#domain/sessions/cancel-session";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { runCron } from "#tests/support/cron";
import type { NewStudent, Office } from "#tests/support/office";
import { smallSchool } from "#tests/support/small-school";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let office: Office;
let students: NewStudent[];
beforeAll(async () => {
  worker = await testWorker();
  ({ office } = await smallSchool(worker));
  students = [await office.admit("Asha Rao"), await office.admit("Bela Sen"), await office.admit("Chitra Das")];
  for (const student of students) await office.place(student);
  await cron("relay-outbox");
});
afterAll(() => worker.stop());
beforeEach(() => worker.standins.setMode("resend", "ok"));

const cron = (job: string) => runCron(worker.hub, worker.secrets.cronSecret, job);
/** Two triggers at the same moment, and one more a little later: a cron may fire twice and late. */
const remind = async () => {
  await Promise.all([cron("remind-due-sessions"), cron("remind-due-sessions")]);
  await cron("remind-due-sessions");
};
type Row = { email: string; state: string; error: string | null };
const deliveries = async (sessionId: string, template: string) =>
  (
    await worker.database.owner.query<Row>(
      `select e.email, d.state, d.error from deliveries d join notifications n on n.id = d.notification_id
       join user_emails e on e.user_id = d.user_id where n.subject_id = $1 and n.template = $2 order by e.email`,
      [sessionId, template],
    )
  ).rows;
const mailsAbout = async (title: string) =>
  (await worker.standins.ledger<ResendEntry>("resend"))
    .filter((mail) => mail.text?.includes(title))
    .map((mail) => mail.to[0]!)
    .toSorted();
const everybody = () => students.map((student) => student.email).toSorted();
/** Until nothing is on its way: each delivery has reached a state that is no longer due. */
const arrived = (sessionId: string, template: string) =>
  expect
    .poll(async () => (await deliveries(sessionId, template)).map((row) => row.state), { timeout: 15_000 })
    .toEqual(students.map(() => "sent"));
const move = async (sessionId: string) => {
  const client = await worker.database.owner.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.action', 'session.update', true)");
    await client.query(
      "update sessions set sequence = sequence + 1, starts_at = starts_at + interval '1 minute' where id = $1",
      [sessionId],
    );
    await client.query("commit");
  } finally {
    client.release();
  }
};

test("24 hours and 15 minutes before class every student is reminded once, however often the cron fires", async () => {
  const day = await office.schedule({ inMinutes: 20 * 60, title: "Subnets at length" });
  const soon = await office.schedule({ inMinutes: 12, title: "Routing tables" });
  await remind();
  await arrived(day, "class_reminder_day");
  await arrived(soon, "class_reminder_soon");
  await Promise.all([cron("relay-outbox"), cron("process-notifications"), remind()]);
  expect(await mailsAbout("Subnets at length")).toEqual(everybody());
  expect(await mailsAbout("Routing tables")).toEqual(everybody());
  expect(await deliveries(soon, "class_reminder_day")).toEqual([]);
});

test("a class at a new time is a new reminder", async () => {
  const soon = await office.schedule({ inMinutes: 10, title: "Peering" });
  await remind();
  await arrived(soon, "class_reminder_soon");
  await move(soon);
  await remind();
  await expect.poll(async () => (await mailsAbout("Peering")).length, { timeout: 15_000 }).toBe(2 * students.length);
  await remind();
  expect(await deliveries(soon, "class_reminder_soon")).toHaveLength(2 * students.length);
});

test("with fewer than five minutes left nobody is reminded", async () => {
  const late = await office.schedule({ inMinutes: 4, title: "Endpoints" });
  await remind();
  expect(await deliveries(late, "class_reminder_soon")).toEqual([]);
});

test("what is no longer true when the mail's turn comes is dropped, with its reason", async () => {
  await worker.standins.setMode("resend", "500");
  const [cancelled, passed] = [
    await office.schedule({ inMinutes: 13, title: "Called off" }),
    await office.schedule({ inMinutes: 11, title: "Too late" }),
  ];
  await remind();
  const waiting = async (id: string) =>
    (await deliveries(id, "class_reminder_soon")).map((row) => [row.state, row.error]);
  for (const id of [cancelled, passed])
    await expect
      .poll(() => waiting(id), { timeout: 15_000 })
      .toEqual(students.map(() => ["queued", "application_error"]));

  await cancelSession(office.as(), { sessionId: cancelled, reason: "The trainer is ill" });
  await worker.standins.setMode("resend", "ok");
  // Seven minutes on, the second class begins in four.
  await worker.setClock(7 * 60);
  await worker.database.owner.query(
    "update deliveries set due_at = clock_timestamp(), queued_until = null where state = 'queued'",
  );
  await cron("process-notifications");
  await worker.setClock(0);
  expect(await waiting(cancelled)).toEqual(students.map(() => ["stale", "class.not_scheduled"]));
  expect(await waiting(passed)).toEqual(students.map(() => ["stale", "reminder.too_late"]));
  expect(await mailsAbout("Too late")).toEqual([]);
});
