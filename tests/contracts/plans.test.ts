import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startDueBatches } from "#domain/batches/start-due-batches";
import { getProfilePage } from "#domain/identity/get-profile-page";
import { getImportPage } from "#domain/imports/get-import-page";
import { listImports } from "#domain/imports/list-imports";
import { matchQueries } from "#domain/imports/students/match-students";
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
import { read } from "#kernel/read.server";
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
  ["the imports", 500, ({ staff }) => listImports(staff)],
  ["one import", 7_000, async ({ staff }) => getImportPage(staff, await someSheet(), { filter: null, after: 0 })],
  [
    "one import by outcome",
    7_000,
    async ({ staff }) => getImportPage(staff, await someSheet(), { filter: "create", after: 500 }),
  ],
  ["whom 500 rows of a sheet mean", 30_000, async ({ job }) => matchSome(job, await someSheet())],
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
const somePending = async () =>
  (
    await w.owner.query<{ id: string }>(
      "select id from outbox where organization_id = $1 and state = 'pending' limit 1",
      [w.nimbus.organizationId],
    )
  ).rows[0]!.id;

const someSheet = async () =>
  (await w.owner.query<{ id: string }>("select id from import_plans where file_name = 'sheet 7'")).rows[0]!.id;
const matchSome = (job: Ctx, planId: string) => {
  const some = <T>(one: (n: number) => T) => Array.from({ length: 500 }, (_, i) => one(i * 7 + 1));
  const keys = {
    externalIds: some((n) => `X-${n}`),
    codes: some((n) => `BIG-${n}`),
    emails: some((n) => `big${n}@nimbus.example`),
    batchCodes: ["BIG-1", "BIG-2", "BIG-3"],
  };
  return read(job, () => matchQueries(keys, { planId, from: 500, now: job.now }));
};

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
