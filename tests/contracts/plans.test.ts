import { createHash } from "node:crypto";

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getStudentContact } from "#domain/audit/student-page/get-student-contact";
import { getStudentPage } from "#domain/audit/student-page/get-student-page";
import { batchTimeline } from "#domain/audit/batch-timeline";
import { getAuditRecord } from "#domain/audit/get-audit-record";
import { auditList, listAudit } from "#domain/audit/list-audit";
import { verifyAudit } from "#domain/audit/verify-audit";
import { sessionTimeline } from "#domain/audit/session-timeline";
import { studentTimeline } from "#domain/audit/student-timeline";
import { getBatchPage } from "#domain/audit/batch-page/get-batch-page";
import { getHostsPage } from "#domain/batches/get-hosts-page";
import { getRosterPage } from "#domain/batches/get-roster-page";
import { exportBatches } from "#domain/batches/export-batches";
import { batchList, listBatches } from "#domain/batches/list-batches";
import { excuseAbsence } from "#domain/attendance/excuse-absence";
import { getAttendanceDesk } from "#domain/attendance/get-attendance-desk";
import { getAttendancePage } from "#domain/attendance/get-attendance-page";
import { getClassesPage } from "#domain/attendance/get-classes-page";
import { markByHand } from "#domain/attendance/mark-by-hand";
import { markEndedSessions } from "#domain/attendance/mark-ended-sessions";
import { startDueBatches } from "#domain/batches/start-due-batches";
import { getMergePage } from "#domain/identity/merge/get-merge-page";
import { getUnmatchedSignIn } from "#domain/identity/unmatched/get-unmatched-sign-in";
import { listUnmatchedSignIns, signInList } from "#domain/identity/unmatched/list-unmatched-sign-ins";
import { exportStudents } from "#domain/enrollments/students/export-students";
import { listStudents } from "#domain/enrollments/students/list-students";
import { studentList } from "#domain/enrollments/students/student-list";
import { createStaffMember } from "#domain/identity/create-staff-member";
import { getProfilePage } from "#domain/identity/get-profile-page";
import { searchStudents } from "#domain/identity/search-students";
import { getAnnouncePage } from "#domain/notifications/announcements/get-announce-page";
import { getImportPage } from "#domain/imports/get-import-page";
import { listImports } from "#domain/imports/list-imports";
import { planSelectedPlaces } from "#domain/imports/assign/plan-selected-places";
import { loadCalendarUndo } from "#domain/imports/calendar/undo-calendar";
import { holidayQueries } from "#domain/imports/holiday/match-holiday";
import { loadHolidayUndo } from "#domain/imports/holiday/undo-holiday";
import { classesToCome, matchQueries } from "#domain/imports/students/match-students";
import { claimEvent } from "#domain/notifications/event-claims";
import { countInvites } from "#domain/notifications/invites/count-invites";
import { exportNeverSignedIn } from "#domain/notifications/invites/export-never-signed-in";
import { getInvitesPage } from "#domain/notifications/invites/get-invites-page";
import { inviteChoice } from "#domain/notifications/invites/inputs";
import { listDeadLetters } from "#domain/notifications/list-dead-letters";
import { listPayments } from "#domain/payments/list-payments";
import { paymentList } from "#domain/payments/payment-list";
import { getBatchNotices } from "#domain/notifications/batch-notices";
import { deliveryFacts } from "#domain/notifications/delivery-facts";
import { tellOfPlannedClasses } from "#domain/notifications/on-session-scheduled";
import { tellOfPlaces } from "#domain/notifications/on-student-assigned";
import { getHomeNotices, getNoticesPage } from "#domain/notifications/student-notices";
import { getSessionNotices } from "#domain/notifications/session-notices";
import { remindDueSessions } from "#domain/notifications/remind-due-sessions";
import { endDueSessions } from "#domain/sessions/end-due-sessions";
import { findAnything } from "#domain/sessions/find-anything";
import { getHomePage } from "#domain/sessions/get-home-page";
import { getSessionPage, getTodayPage } from "#domain/sessions/get-today-page";
import { joinSession } from "#domain/sessions/join/join-session";
import { getChangePage } from "#domain/sessions/schedule/get-change-page";
import { getAddClassPage } from "#domain/sessions/schedule/get-add-class-page";
import { getHolidaysPage } from "#domain/sessions/schedule/get-holidays-page";
import { getSchedulePage } from "#domain/sessions/schedule/get-schedule-page";
import { previewWeeklyPattern } from "#domain/sessions/schedule/set-weekly-pattern";
import { settleJoins } from "#domain/sessions/join/settle-joins";
import { closeUnplacedOnAssignments } from "#domain/transfers/on-students-assigned";
import { exportUnplaced } from "#domain/transfers/export-unplaced";
import { listUnplaced, unplacedList } from "#domain/transfers/list-unplaced";
import { getCancelPage } from "#domain/transfers/get-cancel-page";
import { provisionOnAssignments } from "#domain/sessions/links/on-students-assigned";
import { wantLinks } from "#domain/sessions/links/want-links";
import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import { rows as query } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { Refusal } from "#kernel/refusal";
import { addDays, localDay } from "#kernel/time";
import { relay } from "#workers/relay";

import { growSchool, growingTables } from "./big-school";
import { explaining } from "./plans";
import type { Scan } from "#tests/support/explaining";
import { twoSchools } from "./world";
import type { Person, TwoSchools } from "./world";

let w: TwoSchools;
let opsPerson: Person;
beforeAll(async () => {
  w = await twoSchools();
  opsPerson = await hireOps();
  await growSchool(w.owner, w.nimbus.organizationId);
}, 120_000);
afterAll(() => w?.drop());

/** A manager of ops who has signed in: the demo school's have not yet. */
async function hireOps(): Promise<Person> {
  const { organizationId } = w.nimbus;
  const { memberId } = await createStaffMember(w.desk.as(organizationId), {
    email: "ops-of-plans@nimbus.example",
    role: "ops_manager",
    fullName: "Kiran Shetty",
  });
  const token = `token of ${memberId}`;
  const { rows } = await w.owner.query<{ userId: string }>(
    `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
     select organization_id, user_id, $2, 'google', now(), now(), now() + interval '1 hour', now() + interval '1 day' from memberships where id = $1 returning user_id as "userId"`,
    [memberId, createHash("sha256").update(token).digest()],
  );
  return { memberId, userId: rows[0]!.userId, token };
}

type Ask = (ctx: { student: Ctx; staff: Ctx; ops: Ctx; job: Ctx }) => Promise<unknown>;
/** A question people or jobs ask all day, and how many rows of growing tables its answer may read at most. */
const questions: [name: string, most: number, ask: Ask][] = [
  ["Home", 200, ({ student }) => getHomePage(student)],
  ["what a student was told, on Home", 300, ({ student }) => getHomeNotices(student)],
  ["all that a student was told", 300, ({ student }) => getNoticesPage(student, null)],
  ["the profile", 200, ({ student }) => getProfilePage(student)],
  ["joining a class", 700, ({ student }) => joinSession(student, { sessionId: w.nimbus.sessionId })],
  ["joining a class that does not exist", 100, ({ student }) => joinSession(student, { sessionId: "nonsense" })],
  ["a trainer's Today", 5_000, ({ staff }) => getTodayPage(staff, null)],
  ["Today", 40_000, ({ ops }) => getTodayPage(ops, null)],
  ["a student's timeline", 300, ({ ops }) => readOne(ops, studentTimeline(w.nimbus.students[0]!.memberId))],
  ["a class's timeline", 3_000, ({ ops }) => readOne(ops, sessionTimeline(w.nimbus.sessionId))],
  ["a batch's timeline", 3_000, async ({ ops }) => readOne(ops, batchTimeline(await someBatch()))],
  ["the record", 600, ({ ops }) => auditOf(ops, {})],
  ["the record of a student", 600, ({ ops }) => auditOf(ops, { about: "BIG-7" })],
  ["the record of a batch", 600, ({ ops }) => auditOf(ops, { batch: "BIG-7" })],
  ["the record of a colleague", 600, ({ ops }) => auditOf(ops, { by: w.nimbus.trainer.memberId })],
  ["the record of what was done for a colleague", 600, ({ ops }) => auditOf(ops, { for: w.nimbus.trainer.memberId })],
  ["the record of an action", 600, ({ ops }) => auditOf(ops, { action: "session.create" })],
  ["the record of a request", 1_000, ({ ops }) => auditOf(ops, { request: "request-7" })],
  ["the record by a word of its reasons", 25_000, ({ ops }) => auditOf(ops, { q: "nowhere" })],
  ["one record", 600, async ({ ops }) => getAuditRecord(ops, await someRecord())],
  ["one class for staff", 2_000, ({ staff }) => getSessionPage(staff, w.nimbus.sessionId)],
  ["the students", 3_000, ({ ops }) => studentsOf(ops, "")],
  ["the students of one state", 3_000, ({ ops }) => studentsOf(ops, "state=SUSPENDED")],
  ["the students who owe, newest first", 12_000, ({ ops }) => studentsOf(ops, "payment=due&sort=-joined")],
  ["the students who never signed in, by code", 3_000, ({ ops }) => studentsOf(ops, "signed=never&sort=code")],
  ["the students of a batch and a plan", 3_000, ({ ops }) => studentsOf(ops, "batch=BIG-7&plan=CLOUD")],
  ["a trainer's students", 3_000, ({ staff }) => studentsOf(staff, "")],
  ["a misspelt student", 3_000, ({ ops }) => searchStudents(ops, "Anjlai Ranikashi")],
  // Of five thousand addresses all are read sooner than an index of their parts; `npm run bench -- scale` has more.
  ["a part of an address", 6_000, ({ ops }) => searchStudents(ops, "ig471@")],
  ["a code without its prefix", 6_000, ({ ops }) => searchStudents(ops, "4711")],
  ["a misspelt student of a trainer", 3_000, ({ staff }) => searchStudents(staff, "Anjlai Ranikashi")],
  ["finding anything", 6_000, ({ ops }) => findAnything(ops, "big")],
  ["a piece of the export of students", 20_000, ({ ops }) => firstPiece(ops)],
  ["a student for staff", 2_000, async ({ ops }) => getStudentPage(ops, await someStudent())],
  ["a student with a history", 2_000, ({ ops }) => getStudentPage(ops, { studentId: w.nimbus.students[0]!.memberId })],
  [
    "the batches a student could have",
    8_000,
    async ({ ops }) => getStudentPage(ops, { ...(await someStudent()), assigning: (await someStudent()).enrollmentId }),
  ],
  [
    "a student whose pause is looked at",
    3_000,
    async ({ ops }) => {
      const { studentId, enrollmentId } = await someStudent();
      const pausing = { enrollmentId, fromOn: twoDaysAgo, untilOn: twoDaysAgo };
      return getStudentPage(ops, { studentId, pausing });
    },
  ],
  ["a trainer's student", 2_000, async ({ staff }) => getStudentPage(staff, await someStudent())],
  ["how a student is reached", 200, ({ ops }) => getStudentContact(ops, w.nimbus.students[0]!.memberId)],
  ["what waits for verification", 1_000, ({ ops }) => listPayments(ops, ledger(""))],
  ["the ledger", 1_000, ({ ops }) => listPayments(ops, ledger("?state=all"))],
  ["the receipts of a month", 1_000, ({ ops }) => listPayments(ops, ledger("?state=all&kind=receipt&from=2026-01-01"))],
  ["the dead letters", 200, ({ staff }) => listDeadLetters(staff)],
  ["the invites", 500, ({ staff }) => getInvitesPage(staff, null)],
  [
    "how many a batch's invites would be",
    8_000,
    async ({ staff }) => getInvitesPage(staff, inviting({ batchId: await someBatch() })),
  ],
  ["how many everybody's invites would be", 60_000, ({ staff }) => getInvitesPage(staff, inviting({}))],
  [
    "how far the invites have come",
    60_000,
    ({ staff }) => countInvites({ ...staff, actor: { kind: "system", job: "x" } }),
  ],
  ["who never signed in", 60_000, async ({ job }) => (await exportNeverSignedIn(job)).next()],
  [
    "sign-ins that matched nobody",
    500,
    ({ staff }) => listUnmatchedSignIns(staff, signInList.parse(new URLSearchParams())),
  ],
  ["one sign-in that matched nobody", 6_000, async ({ staff }) => getUnmatchedSignIn(staff, await someSignIn())],
  ["merging two accounts", 6_000, ({ staff }) => getMergePage(staff, w.nimbus.students[0]!.memberId, "BIG-7")],
  ["the batches", 60_000, ({ ops }) => listBatches(ops, batchList.parse(new URLSearchParams("state=every")))],
  ["a piece of the export of batches", 60_000, ({ ops }) => firstBatches(ops)],
  ["a piece of the export of who has no place", 1_000, ({ ops }) => firstUnplaced(ops)],
  ["a trainer's batches", 60_000, ({ staff }) => listBatches(staff, batchList.parse(new URLSearchParams()))],
  ["one batch", 60_000, async ({ ops }) => getBatchPage(ops, (await someClass()).batchId)],
  ["the roster of a batch", 20_000, async ({ ops }) => getRosterPage(ops, (await someClass()).batchId)],
  ["the form of a pattern", 2_000, async ({ ops }) => getSchedulePage(ops, (await someClass()).batchId)],
  ["a new pattern looked at", 60_000, async ({ ops }) => previewWeeklyPattern(ops, await somePattern())],
  ["the form of one more class", 20_000, async ({ ops }) => getAddClassPage(ops, (await someClass()).batchId)],
  ["the form of a changed class", 2_000, async ({ ops }) => getChangePage(ops, (await someClass()).sessionId)],
  ["who has heard of a change", 5_000, async ({ ops }) => getSessionNotices(ops, (await someClass()).sessionId)],
  ["who has heard of a cancelled batch", 2_000, async ({ ops }) => getBatchNotices(ops, (await someClass()).batchId)],
  [
    "whom a place is told to",
    200,
    async ({ job }) => tellOfPlaces(job, event({ assignmentId: await someAssignment() })),
  ],
  [
    "who waits for dates",
    2_000,
    async ({ job }) => tellOfPlannedClasses(job, event({ sessionId: (await someClass()).sessionId })),
  ],
  ["the facts of a mail", 200, async ({ job }) => readOne(job, query(deliveryFacts(await someMail(), new Date())))],
  ["the plan of a cancellation", 60_000, async ({ ops }) => getCancelPage(ops, (await someClass()).batchId)],
  ["who has no place", 12_000, ({ ops }) => listUnplaced(ops, unplacedList.parse(new URLSearchParams()))],
  ["an announcement's reach", 2_000, async ({ ops }) => getAnnouncePage(ops, (await someClass()).batchId, null)],
  ["the host accounts", 60_000, ({ ops }) => getHostsPage(ops)],
  ["the holidays", 2_000, ({ ops }) => getHolidaysPage(ops)],
  ["the imports", 500, ({ staff }) => listImports(staff)],
  ["one import", 7_000, async ({ staff }) => getImportPage(staff, await someSheet(), { filter: null, after: 0 })],
  [
    "one import by outcome",
    7_000,
    async ({ staff }) => getImportPage(staff, await someSheet(), { filter: "create", after: 500 }),
  ],
  ["whom 500 rows of a sheet mean", 30_000, async ({ job }) => matchSome(job, await someSheet())],
  [
    "places for the students of a batch, planned",
    6_000,
    async ({ ops }) =>
      planSelectedPlaces(ops, {
        planId: uuidv7(Date.now()),
        batchCode: "BIG-8",
        chosen: { by: "filter", asked: studentList.parse(new URLSearchParams("batch=BIG-7")) },
      }),
  ],
  ["what a calendar's undo leaves", 12_000, async ({ job }) => undoSome(job, await someSheet())],
  ["who has two classes when one moves", 12_000, ({ job }) => shiftSome(job)],
  ["what stands where a moved class would go back to", 12_000, ({ job }) => shiftBack(job)],
  [
    "who waits no longer, of many places",
    6_000,
    async ({ job }) => closeUnplacedOnAssignments(job, await placesEvent()),
  ],
  ["classes soon, of many places", 60_000, async ({ job }) => provisionOnAssignments(job, await placesEvent())],
  ["the relay", 500, ({ job }) => relay(job.ports)],
  ["the claim of one event", 100, async ({ job }) => claimEvent(job, w.nimbus.organizationId, await somePending())],
  ["sealing the record", 6_000, ({ job }) => oneSeal(job)],
  ["verifying seals of the record", 60_000, ({ job }) => verifyAudit(job)],
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
  [
    "who of a batch was absent on a day",
    6_000,
    ({ staff }) => getAttendanceDesk(staff, { ...desk, tab: "absent", day: twoDaysAgo, batch: "BIG-7" }),
  ],
  [
    "who of a batch has been away",
    6_000,
    ({ staff }) => getAttendanceDesk(staff, { ...desk, tab: "away", batch: "BIG-7" }),
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
const inviting = (more: { batchId?: string }) => inviteChoice.parse({ who: "never_invited", ...more });
const someSignIn = async () =>
  (
    await w.owner.query<{ id: string }>("select id from unmatched_sign_ins where organization_id = $1 limit 1", [
      w.nimbus.organizationId,
    ])
  ).rows[0]!.id;
/** One of the five thousand, with a plan, a batch and mails. */
const someStudent = async () =>
  (
    await w.owner.query<{ studentId: string; enrollmentId: string }>(
      `select e.student_id as "studentId", e.id as "enrollmentId" from enrollments e join student_profiles p on p.id = e.student_id where p.code = 'BIG-77'`,
    )
  ).rows[0]!;
const ledger = (search: string) => paymentList.parse(new URLSearchParams(search));
const studentsOf = (ctx: Ctx, search: string) => listStudents(ctx, studentList.parse(new URLSearchParams(search)));
const firstPiece = async (ctx: Ctx) => {
  const all = studentList.parse(new URLSearchParams());
  return (await exportStudents(ctx, { by: "filter", asked: all })).next();
};
const firstBatches = async (ctx: Ctx) =>
  (await exportBatches(ctx, batchList.parse(new URLSearchParams("state=every")))).next();
const firstUnplaced = async (ctx: Ctx) => (await exportUnplaced(ctx, unplacedList.parse(new URLSearchParams()))).next();
const readOne = (ctx: Ctx, query: Query<unknown>) => read(ctx, () => ({ query }));
/** What is asked here is not kept, so the sweep itself would find the same rows waiting again and again. */
const oneSeal = (ctx: Ctx) => inOneTrip(ctx, "job.seal-audit", [query(sql`select app.seal_audit(1000, null)`)]);
const auditOf = (ctx: Ctx, search: Record<string, string>) =>
  listAudit(ctx, auditList.parse(new URLSearchParams(search)));
const idIn = async (text: string): Promise<string> =>
  (await w.owner.query<{ id: string }>(text, [w.nimbus.organizationId])).rows[0]!.id;
const someBatch = () => idIn("select id from batches where organization_id = $1 and code = 'BIG-7'");
const someRecord = () =>
  idIn("select id from audit_logs where organization_id = $1 and request_id = 'request-7' limit 1");
const someClass = async () =>
  (
    await w.owner.query<{ batchId: string; sessionId: string }>(
      `select s.batch_id as "batchId", s.id as "sessionId" from sessions s join batches b on b.id = s.batch_id where b.code = 'BIG-7' and s.number = 30`,
    )
  ).rows[0]!;
/** A pattern with a first class to come, as somebody would try it. */
const somePattern = async () => ({
  batchId: (await someClass()).batchId,
  mon: "yes",
  wed: "yes",
  time: "19:30",
  minutes: "120",
  from: addDays(localDay(new Date(), "Asia/Kolkata"), 3),
  ends: "count" as const,
  count: "36",
});
const desk = { sessionId: null, day: null, batch: null, after: null };
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
const someAssignment = () =>
  idIn(
    "select a.id from batch_assignments a where a.organization_id = $1 and a.state in ('assigned', 'active') limit 1",
  );
/** A mail to an address that was taken away, which only the record still knows. */
const someMail = () =>
  idIn(
    `with n as (insert into notifications (organization_id, user_id, template, subject_id, occurrence, category)
       select organization_id, user_id, 'address_changed', app.uuidv7(), gen_random_uuid()::text, 'account' from memberships where organization_id = $1 and kind = 'student' limit 1 returning *)
     insert into deliveries (organization_id, notification_id, channel, user_id) select organization_id, id, 'email', user_id from n returning id`,
  );
const event = <P>(payload: P) => ({
  id: crypto.randomUUID(),
  organizationId: w.nimbus.organizationId,
  name: "explained",
  payload,
  actor: "system:test",
  requestId: null,
  at: new Date(),
});
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
  return read(job, () => ({
    ...matchQueries(keys, { planId, from: 500, now: job.now }),
    classes: classesToCome(keys, job.now),
  }));
};
const undoSome = async (job: Ctx, planId: string) => {
  const { batchId, sessionId } = await someClass();
  const made = { batchId, sessionId, isOver: false, titleBefore: null, places: [] };
  return read(job, () => loadCalendarUndo([{ number: 2, made }], planId));
};
const shiftSome = async (job: Ctx) => {
  const row = { number: 2, cells: [], label: "", skip: null, problems: [], batch: "BIG-7", classNumber: 30 };
  const to = { day: twoDaysAgo, time: "19:30" };
  const reading = { mapping: {}, options: {}, zone: "Asia/Kolkata", header: [], days: {}, meetingOrigins: [] };
  const run = { planId: "", now: job.now, today: twoDaysAgo, zone: "Asia/Kolkata", currency: "INR", reading, from: 2 };
  const rows = [{ ...row, to }];
  return read(job, () => holidayQueries(rows, { ...run, twice: new Map(), shown: null }, rows));
};
const shiftBack = async (job: Ctx) => {
  const { batchId, sessionId } = await someClass();
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const before = { startsAt, endsAt: startsAt, localDate: startsAt.slice(0, 10), localTime: "19:30" };
  return read(job, () => loadHolidayUndo([{ number: 2, made: { sessionId, batchId, wasSkipped: false, before } }]));
};
const placesEvent = async () => {
  const { rows } = await w.owner.query<{ id: string }>(
    "select a.id from batch_assignments a join batches b on b.id = a.batch_id where b.code = 'BIG-7' limit 50",
  );
  return {
    id: uuidv7(Date.now()),
    organizationId: w.nimbus.organizationId,
    name: "batch.students_assigned",
    payload: { assignmentIds: rows.map(({ id }) => id) },
    actor: "system:test",
    requestId: null,
    at: new Date(),
  };
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
  const memberCtx = (person: Person, role: "student" | "trainer" | "ops_manager"): Ctx => ({
    ...job,
    ports,
    entrance: {
      kind: "host",
      host: w.nimbus.host,
      portal: role === "student" ? "student" : "staff",
      tokenDigest: `\\x${createHash("sha256").update(person.token).digest("hex")}`,
    },
    actor: {
      kind: "member",
      userId: person.userId,
      memberId: person.memberId,
      role,
    },
  });
  try {
    const { students, trainer } = w.nimbus;
    await ask({
      student: memberCtx(students[0]!, "student"),
      staff: memberCtx(trainer, "trainer"),
      ops: memberCtx(opsPerson, "ops_manager"),
      job: { ...job, ports },
    }).catch((error: unknown) => {
      // A refusal is an answer, and its statements ran; a question that nobody could ask runs none of its own.
      if (!(error instanceof Refusal) || error.kind === "invalid") throw error;
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

it("a day's bounds worked out in a join keep its index from being used behind the wall; a subselect's do not", async () => {
  const { port, scans, end } = await explaining(w.name, { generic: false });
  const day = (zone: string) => `(current_date::timestamp at time zone ${zone})`;
  const bound = `(select ${day("o.zone")} from organizations o where o.id = (select app.organization_id()))`;
  const asked = (sql: string) => ({ sql, params: [], arrayMode: false });
  const read = async (sql: string) => {
    scans.length = 0;
    const enter = `select app.enter_system('${w.nimbus.organizationId}', 'system:test', null, null, null, now())`;
    await port.batch([asked(enter), asked(sql), asked("select 1")], { readOnly: true, isolation: "RepeatableRead" });
    return scans.filter(({ table }) => table === "sessions").reduce((sum, { rows }) => sum + rows, 0);
  };
  const joined = await read(
    `select s.id from organizations o join sessions s on s.organization_id = o.id and s.starts_at >= ${day("o.zone")} and s.starts_at < ${day("o.zone")} + interval '1 day' where o.id = (select app.organization_id())`,
  );
  const apart = await read(
    `select s.id from sessions s where s.organization_id = (select app.organization_id()) and s.starts_at >= ${bound} and s.starts_at < ${bound} + interval '1 day'`,
  );
  await end();
  expect(joined).toBeGreaterThan(1_500);
  expect(apart).toBeLessThan(200);
});
