import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import type { FaultMode } from "#sandbox/standins/faults";
import { runCron } from "#tests/support/cron";
import type { NewStudent } from "#tests/support/office";
import { smallSchool } from "#tests/support/small-school";
import type { SmallSchool } from "#tests/support/small-school";
import { startVendorProxy } from "#tests/support/vendor-proxy";
import type { VendorProxy } from "#tests/support/vendor-proxy";
import { signInStaff, signInStudent } from "#tests/support/visitor";
import type { Visitor } from "#tests/support/visitor";
import { testWorker } from "#tests/support/worker";
import type { TestWorker } from "#tests/support/worker";

let zoom: VendorProxy;
let worker: TestWorker;
let school: SmallSchool;
let students: NewStudent[];
let browsers: Visitor[];
let ops: Visitor;
beforeAll(async () => {
  zoom = await startVendorProxy();
  worker = await testWorker({ settings: { ZOOM_API_BASE: zoom.url, ZOOM_OAUTH_BASE: zoom.url } });
  zoom.target = worker.standins.url;
  school = await smallSchool(worker);
  const names = ["Asha Rao", "Bela Sen", "Chitra Das", "Devi Iyer", "Esha Pai"];
  students = [];
  for (const name of names) students.push(await school.office.admit(name));
  for (const student of students) await school.office.place(student);
  browsers = await Promise.all(students.map(({ email }) => signInStudent(school.url, worker.standins.url, email)));
  ops = await signInStaff(school.url, school.opsEmail);
});
afterEach(async () => {
  await worker.standins.setMode("zoom", "ok");
  // A vendor in trouble is worth a line of the log each time.
  worker.errors();
});
afterAll(async () => {
  await worker.stop();
  await zoom.stop();
});

const cron = (job: string) => runCron(worker.hub, worker.secrets.cronSecret, job);
let serial = 0;
/** A class that has begun, on a Zoom meeting with registration and with the batch's link to fall back to. */
const newClass = async (): Promise<{ id: string; meetingId: string }> => {
  const meetingId = `81400${String(++serial).padStart(5, "0")}`;
  return { id: await school.office.schedule({ inMinutes: -5, title: `Class ${serial}`, meetingId }), meetingId };
};
type Link = { state: string; attempts: number; error: string | null; waits: number; current: boolean };
const linksOf = async (sessionId: string) =>
  (
    await worker.database.owner.query<Link>(
      `select l.state, l.attempts, l.error, extract(epoch from l.due_at - clock_timestamp())::int as waits, l.generation = m.generation as current
       from registrant_links l join session_meetings m on m.session_id = l.session_id where l.session_id = $1`,
      [sessionId],
    )
  ).rows;
const waitIsOver = () => worker.database.owner.query("update registrant_links set due_at = clock_timestamp()");
const allMade = async (sessionId: string, count = students.length) => {
  const links = await linksOf(sessionId);
  return links.length === count && links.every((link) => link.state === "made" && link.current);
};

/** Everybody presses Join in the same moment: where each is sent, and how long each waited. */
const everybodyJoins = (sessionId: string, who: Visitor[] = browsers) =>
  Promise.all(
    who.map(async (browser) => {
      const pressed = performance.now();
      const answer = await browser.join(sessionId, crypto.randomUUID());
      const { joinUrl } = (await answer.json()) as { joinUrl?: string };
      return { status: answer.status, joinUrl: joinUrl ?? "", ms: performance.now() - pressed };
    }),
  );

describe("while Zoom is", () => {
  const modes: FaultMode[] = ["down", "429", "401", "500", "malformed", "slow", "hang"];
  test.each(modes)("%s every assigned student joins within a second, and the clicks ask Zoom nothing", async (mode) => {
    await worker.standins.setMode("zoom", mode);
    const { id } = await newClass();
    const before = zoom.seen.length;
    for (const joined of await everybodyJoins(id)) {
      expect(joined).toMatchObject({ status: 200, joinUrl: expect.stringContaining("/j/8140001414?pwd=") });
      expect(joined.ms).toBeLessThan(1_000);
    }
    expect(zoom.seen.length - before).toBe(0);
    // And while the jobs wait for Zoom.
    await cron("relay-outbox");
    await expect.poll(() => zoom.seen.length, { timeout: 5_000 }).toBeGreaterThan(before);
    for (const joined of await everybodyJoins(id)) {
      expect(joined.status).toBe(200);
      expect(joined.ms).toBeLessThan(1_000);
    }
    // Ends what is under way before the next mode: reading the meeting and one round of links, 5 s each at most.
    if (mode !== "slow")
      await expect
        .poll(async () => (await linksOf(id)).filter((link) => link.error !== null).length, { timeout: 15_000 })
        .toBeGreaterThan(0);
    else await expect.poll(() => allMade(id), { timeout: 30_000, interval: 250 }).toBe(true);
  });
});

test("provisioning waits before it asks a failing Zoom again, and makes every link once Zoom is back", async () => {
  await worker.standins.setMode("zoom", "500");
  const { id, meetingId } = await newClass();
  await cron("relay-outbox");
  const failed = async () => (await linksOf(id)).filter((link) => link.error !== null);
  await expect.poll(async () => (await failed()).length, { timeout: 10_000 }).toBeGreaterThan(0);
  for (const link of await failed()) {
    expect(link).toMatchObject({ state: "wanted", attempts: 1 });
    expect(link.waits).toBeGreaterThan(20);
  }
  await worker.standins.setMode("zoom", "ok");
  await waitIsOver();
  await cron("provision-links");
  expect(await allMade(id)).toBe(true);
  const joined = await everybodyJoins(id);
  expect(joined.map(({ joinUrl }) => joinUrl.includes(`/j/${meetingId}?tk=`))).toEqual(students.map(() => true));
  expect(new Set(joined.map(({ joinUrl }) => joinUrl)).size).toBe(students.length);
});

test("a student assigned while class is on has a link of their own within seconds", async () => {
  const { id, meetingId } = await newClass();
  await cron("relay-outbox");
  await expect.poll(() => allMade(id), { timeout: 10_000 }).toBe(true);
  const late = await school.office.admit(`Latecomer ${serial}`);
  await school.office.place(late);
  await cron("relay-outbox");
  await expect.poll(() => allMade(id, students.length + 1), { timeout: 5_000 }).toBe(true);
  const browser = await signInStudent(school.url, worker.standins.url, late.email);
  expect((await everybodyJoins(id, [browser]))[0]?.joinUrl).toContain(`/j/${meetingId}?tk=`);
  students.push(late);
  browsers.push(browser);
});

test("a replaced meeting counts at once, and links are made again for it", async () => {
  const { id, meetingId } = await newClass();
  await cron("relay-outbox");
  await expect.poll(() => allMade(id), { timeout: 10_000 }).toBe(true);
  const other = `${meetingId.slice(0, -1)}${(Number(meetingId.at(-1)) + 5) % 10}`;
  const form = { intent: "replace_link", link: other, reason: "the first meeting was locked" };
  expect((await ops.post(`/admin/ops/sessions/${id}`, form)).status).toBe(303);
  for (const { joinUrl } of await everybodyJoins(id)) expect(joinUrl).not.toContain(meetingId);
  await expect.poll(() => allMade(id), { timeout: 5_000 }).toBe(true);
  for (const { joinUrl } of await everybodyJoins(id)) expect(joinUrl).toContain(`/j/${other}?tk=`);
});

describe("start class", () => {
  test("leads to a fresh host link", async () => {
    const { id } = await newClass();
    const answer = await ops.post(`/admin/ops/sessions/${id}/start`, {});
    expect([answer.status, answer.headers.get("location")]).toEqual([303, expect.stringContaining("zak=")]);
  });

  test("shows the host key within 6 seconds when Zoom hangs", async () => {
    const meetingId = "8149990001";
    const { hostAccountId, hostKey } = school;
    const id = await school.office.schedule({ inMinutes: -5, title: "By hand", meetingId, hostAccountId });
    await worker.standins.setMode("zoom", "hang");
    const pressed = performance.now();
    const answer = await ops.post(`/admin/ops/sessions/${id}/start`, {});
    const page = await answer.text();
    expect(performance.now() - pressed).toBeLessThan(6_000);
    expect([answer.status, page.includes(hostKey)]).toEqual([200, true]);
    // Opening the address by a link shows the button and no key.
    const opened = await ops.get(`/admin/ops/sessions/${id}/start`);
    expect([opened.status, (await opened.text()).includes(hostKey)]).toEqual([200, false]);
  });
});
