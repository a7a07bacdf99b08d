import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { excuseAbsence } from "#domain/attendance/excuse-absence";
import { getAttendanceDesk } from "#domain/attendance/get-attendance-desk";
import { getAttendancePage } from "#domain/attendance/get-attendance-page";
import { getClassesPage } from "#domain/attendance/get-classes-page";
import { markByHand } from "#domain/attendance/mark-by-hand";
import { markEndedSessions } from "#domain/attendance/mark-ended-sessions";
import { startDueBatches } from "#domain/batches/start-due-batches";
import { getProfilePage } from "#domain/identity/get-profile-page";
import { claimEvent } from "#domain/notifications/event-claims";
import { listDeadLetters } from "#domain/notifications/list-dead-letters";
import { remindDueSessions } from "#domain/notifications/remind-due-sessions";
import { endDueSessions } from "#domain/sessions/end-due-sessions";
import { getHomePage } from "#domain/sessions/get-home-page";
import { getSessionPage, getTodayPage } from "#domain/sessions/get-today-page";
import { joinSession } from "#domain/sessions/join/join-session";
import { settleJoins } from "#domain/sessions/join/settle-joins";
import { wantLinks } from "#domain/sessions/links/want-links";
import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows as query } from "#kernel/database.server";
import { Refusal } from "#kernel/refusal";
import { relay } from "#workers/relay";

import { growSchool, growingTables } from "./big-school";
import { explaining } from "./plans";
import type { Scan } from "./plans";
import { twoSchools } from "./world";
import type { Person, TwoSchools } from "./world";

let w: TwoSchools;
beforeAll(async () => {
  w = await twoSchools();
  await growSchool(w.owner, w.nimbus.organizationId);
}, 120_000);
afterAll(() => w?.drop());

type Ask = (ctx: { student: Ctx; staff: Ctx; job: Ctx }) => Promise<unknown>;
/** A question people or jobs ask all day, and how many rows of growing tables its answer may read at most. */
const questions: [name: string, most: number, ask: Ask][] = [
  ["Home", 200, ({ student }) => getHomePage(student)],
  ["the profile", 200, ({ student }) => getProfilePage(student)],
  ["joining a class", 700, ({ student }) => joinSession(student, { sessionId: w.nimbus.sessionId })],
  ["joining a class that does not exist", 100, ({ student }) => joinSession(student, { sessionId: "nonsense" })],
  ["Today", 60_000, ({ staff }) => getTodayPage(staff, null)],
  ["one class for staff", 2_000, ({ staff }) => getSessionPage(staff, w.nimbus.sessionId)],
  ["the dead letters", 200, ({ staff }) => listDeadLetters(staff)],
  ["the relay", 500, ({ job }) => relay(job.ports)],
  ["the claim of one event", 100, async ({ job }) => claimEvent(job, w.nimbus.organizationId, await somePending())],
  ["deciding left attempts", 500, ({ job }) => settleJoins(job)],
  ["the reminders that are due", 60_000, ({ job }) => remindDueSessions(job)],
  ["the links that are wanted", 60_000, ({ job }) => wantLinks(job)],
  ["the claim of a delivery", 100, async ({ job }) => claimOneDelivery(job)],
  ["the claim of links", 2_000, ({ job }) => claimSomeLinks(job)],
  ["ending classes that are over", 5_000, ({ job }) => endDueSessions(job)],
  ["the attendance of a class", 2_500, async ({ staff }) => getAttendancePage(staff, await aClass(18))],
  ["who is matched to nobody", 25_000, ({ staff }) => getAttendanceDesk(staff, { ...desk, tab: "unmatched" })],
  ["contested marks", 3_000, ({ staff }) => getAttendanceDesk(staff, { ...desk, tab: "contests" })],
  [
    "who was absent on a day",
    6_000,
    ({ staff }) => getAttendanceDesk(staff, { ...desk, tab: "absent", day: twoDaysAgo }),
  ],
  ["who has been away", 6_000, ({ staff }) => getAttendanceDesk(staff, { ...desk, tab: "away" })],
  ["a student's classes", 500, ({ student }) => getClassesPage(student)],
  ["marking the classes that ended", 12_000, ({ job }) => markEndedSessions(job)],
  ["marking by hand", 2_500, async ({ job }) => markByHand(job, await someChoice())],
  [
    "excusing oneself",
    300,
    async ({ student }) => excuseAbsence(student, { sessionId: w.nimbus.sessionId, reason: "ill" }),
  ],
  ["starting batches that are due", 5_000, ({ job }) => startDueBatches(job)],
];
const desk = { sessionId: null, day: null, after: null };
const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
/** A class of the big cohorts, by its number. */
const aClass = async (number: number) =>
  (
    await w.owner.query<{ id: string }>(
      "select s.id from sessions s join batches b on b.id = s.batch_id where b.code = 'BIG-7' and s.number = $1",
      [number],
    )
  ).rows[0]!.id;
const someChoice = async () => {
  const sessionId = await aClass(18);
  const { rows } = await w.owner.query<{ student_id: string }>(
    "select student_id from attendance_marks where session_id = $1 and mark = 'absent' limit 1",
    [sessionId],
  );
  return {
    sessionId,
    choices: [{ studentId: rows[0]!.student_id, says: "present" as const, seenVersion: 1 }],
    reason: "Seen",
  };
};
const somePending = async () =>
  (
    await w.owner.query<{ id: string }>(
      "select id from outbox where organization_id = $1 and state = 'pending' limit 1",
      [w.nimbus.organizationId],
    )
  ).rows[0]!.id;

const claimOneDelivery = async (job: Ctx) => {
  const { rows } = await w.owner.query<{ id: string }>(
    "select id from deliveries where organization_id = $1 and state = 'queued' limit 1",
    [w.nimbus.organizationId],
  );
  return inOneTrip(job, "job.process-notifications", [
    query(sql`select * from app.claim_delivery(${rows[0]!.id}::uuid, 0, null, null, null)`),
  ]);
};
const claimSomeLinks = (job: Ctx) =>
  inOneTrip(job, "job.provision-links", [query(sql`select * from app.claim_registrant_links(120, null, null)`)]);

async function scansFor(ask: Ask, generic: boolean): Promise<Scan[]> {
  const { port, scans, end } = await explaining(w.name, { generic });
  const job = w.desk.as(w.nimbus.organizationId);
  const ports = { ...job.ports, database: port };
  const memberCtx = (person: Person, portal: "student" | "staff"): Ctx => ({
    ...job,
    ports,
    entrance: {
      kind: "host",
      host: w.nimbus.host,
      portal,
      tokenDigest: `\\x${createHash("sha256").update(person.token).digest("hex")}`,
    },
    actor: {
      kind: "member",
      userId: person.userId,
      memberId: person.memberId,
      role: portal === "staff" ? "trainer" : "student",
    },
  });
  try {
    const { students, trainer } = w.nimbus;
    await ask({
      student: memberCtx(students[0]!, "student"),
      staff: memberCtx(trainer, "staff"),
      job: { ...job, ports },
    }).catch((error: unknown) => {
      // A refusal is an answer, and its statements ran.
      if (!(error instanceof Refusal)) throw error;
    });
    return scans;
  } finally {
    await end();
  }
}

describe.each([
  ["planned for its parameters", false],
  ["planned for all parameters", true],
])("a statement %s", (_, generic) => {
  it.each(questions)("of %s reads no growing table whole", async (_name, most, ask) => {
    const scans = await scansFor(ask, generic);
    expect(scans.length).toBeGreaterThan(0);
    const growing = scans.filter(({ table }) => growingTables.has(table));
    expect(growing.filter(({ how }) => how === "Seq Scan")).toEqual([]);
    expect(
      growing.filter(({ rows }) => rows > most).map(({ table, how, index, rows }) => ({ table, how, index, rows })),
    ).toEqual([]);
  });
});

it("a statement that does read a table whole is seen", async () => {
  const { port, scans, end } = await explaining(w.name, { generic: false });
  await port.batch(
    [
      {
        sql: "select app.enter_system($1, 'system:test', null, null, null, now())",
        params: [w.nimbus.organizationId],
        arrayMode: false,
      },
      { sql: "select count(*) from enrollments where state_reason is null", params: [], arrayMode: false },
    ],
    { readOnly: true, isolation: "RepeatableRead" },
  );
  await end();
  expect(scans.filter(({ table }) => table === "enrollments").map(({ rows }) => rows > 4_000)).toEqual([true]);
});
