import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getBatchPage } from "#domain/audit/batch-page/get-batch-page";
import { getHostsPage } from "#domain/batches/get-hosts-page";
import { getRosterPage } from "#domain/batches/get-roster-page";
import { batchList, listBatches } from "#domain/batches/list-batches";
import { startDueBatches } from "#domain/batches/start-due-batches";
import { getProfilePage } from "#domain/identity/get-profile-page";
import { getAnnouncePage } from "#domain/notifications/announcements/get-announce-page";
import { claimEvent } from "#domain/notifications/event-claims";
import { listDeadLetters } from "#domain/notifications/list-dead-letters";
import { getSessionNotices } from "#domain/notifications/session-notices";
import { remindDueSessions } from "#domain/notifications/remind-due-sessions";
import { endDueSessions } from "#domain/sessions/end-due-sessions";
import { getHomePage } from "#domain/sessions/get-home-page";
import { getSessionPage, getTodayPage } from "#domain/sessions/get-today-page";
import { joinSession } from "#domain/sessions/join/join-session";
import { getChangePage } from "#domain/sessions/schedule/get-change-page";
import { getSchedulePage } from "#domain/sessions/schedule/get-schedule-page";
import { previewWeeklyPattern } from "#domain/sessions/schedule/set-weekly-pattern";
import { settleJoins } from "#domain/sessions/join/settle-joins";
import { listUnplaced, unplacedList } from "#domain/transfers/list-unplaced";
import { cancellationFacts } from "#domain/transfers/cancellation-facts";
import { wantLinks } from "#domain/sessions/links/want-links";
import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows as query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { Refusal } from "#kernel/refusal";
import { addDays, localDay } from "#kernel/time";
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
  ["the batches", 60_000, ({ staff }) => listBatches(staff, batchList.parse(new URLSearchParams("state=every")))],
  ["one batch", 60_000, ({ staff }) => getBatchPage(staff, w.nimbus.batchId)],
  ["the roster of a batch", 20_000, ({ staff }) => getRosterPage(staff, w.nimbus.batchId)],
  ["the form of a pattern", 2_000, ({ staff }) => getSchedulePage(staff, w.nimbus.batchId)],
  ["a new pattern looked at", 60_000, ({ job }) => previewWeeklyPattern(job, aPattern(w.nimbus.batchId))],
  ["the form of a changed class", 2_000, ({ staff }) => getChangePage(staff, w.nimbus.sessionId)],
  ["who has heard of a change", 5_000, ({ staff }) => getSessionNotices(staff, w.nimbus.sessionId)],
  ["the plan of a cancellation", 60_000, ({ job }) => read(job, () => cancellationFacts(w.nimbus.batchId, job.now))],
  ["who has no place", 2_000, ({ staff }) => listUnplaced(staff, unplacedList.parse(new URLSearchParams()))],
  ["an announcement's reach", 2_000, ({ staff }) => getAnnouncePage(staff, w.nimbus.batchId, null)],
  ["the host accounts", 60_000, ({ staff }) => getHostsPage(staff)],
  ["the relay", 500, ({ job }) => relay(job.ports)],
  ["the claim of one event", 100, async ({ job }) => claimEvent(job, w.nimbus.organizationId, await somePending())],
  ["deciding left attempts", 500, ({ job }) => settleJoins(job)],
  ["the reminders that are due", 60_000, ({ job }) => remindDueSessions(job)],
  ["the links that are wanted", 60_000, ({ job }) => wantLinks(job)],
  ["the claim of a delivery", 100, async ({ job }) => claimOneDelivery(job)],
  ["the claim of links", 2_000, ({ job }) => claimSomeLinks(job)],
  ["ending classes that are over", 5_000, ({ job }) => endDueSessions(job)],
  ["starting batches that are due", 5_000, ({ job }) => startDueBatches(job)],
];
/** A pattern of a batch that teaches in the evening, as somebody would try it. */
const aPattern = (batchId: string) => ({
  batchId,
  mon: "on",
  wed: "on",
  time: "19:30",
  minutes: "120",
  from: addDays(localDay(new Date(), "UTC"), 3),
  ends: "count" as const,
  count: "36",
});
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
