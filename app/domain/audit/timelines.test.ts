import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { assignStudent } from "#domain/batches/assign-student";
import { withdrawAssignmentsOnClose } from "#domain/batches/on-enrollment-closed";
import { completeBatch } from "#domain/batches/complete-batch";
import { startBatch } from "#domain/batches/start-batch";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { grantPause } from "#domain/enrollments/grant-pause";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { recordPayment } from "#domain/payments/record-payment";
import { markEndedSessions } from "#domain/attendance/mark-ended-sessions";
import { admitStudent } from "#domain/sessions/admit-student";
import { cancelSession } from "#domain/sessions/cancel-session";
import { endDueSessions } from "#domain/sessions/end-due-sessions";
import { replaceLink } from "#domain/sessions/replace-link";
import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { read } from "#kernel/read.server";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";
import { usualWords } from "#kernel/school-words";

import { actsOf } from "../../audit-words";
import { batchTimeline } from "./batch-timeline";
import { pageOfMoments } from "./moments";
import { getSessionTimeline } from "./session-timeline";
import { cursorText, parseCursor } from "./cursor";
import type { Cursor } from "./cursor";
import type { AuditRecord } from "./records";
import { studentTimeline } from "./student-timeline";

let world: DomainWorld;
beforeAll(async () => {
  world = await domainWorld();
});
afterAll(() => world?.drop());

const place = () => ({ zone: "Asia/Kolkata", locale: "en-IN", now: world.clock.now, words: usualWords });
const ctxNow = (ctx: Ctx): Ctx => ({ ...ctx, now: world.clock.now });
const ofStudent = async (ctx: Ctx, id: string) => (await read(ctx, () => ({ records: studentTimeline(id) }))).records;
const pageOf = async (ctx: Ctx, id: string, cursor: Cursor | null): Promise<AuditRecord[]> =>
  (await read(ctx, () => ({ records: studentTimeline(id, cursor, 4) }))).records;
const ofBatch = async (ctx: Ctx, id: string) => (await read(ctx, () => ({ records: batchTimeline(id) }))).records;

describe("a student's timeline", () => {
  it("tells what was done to them across everything that is recorded, newest first, with names and reasons", async () => {
    const { nimbus } = world;
    const manager = () => nimbus.staff("ops_manager");
    const student = await nimbus.enroll();
    const batchId = await nimbus.batch({ code: "AWS-14" });
    world.pass(1);
    await assignStudent(await nimbus.staff("ops"), { ...student, batchId, reason: "asked for evenings" });
    world.pass(1);
    await recordPayment(await manager(), {
      enrollmentId: student.enrollmentId,
      kind: "waiver",
      amountPaisa: 450_050,
      reason: "scholarship",
    });
    world.pass(1);
    await suspendEnrollment(await manager(), { enrollmentId: student.enrollmentId, reason: "cheque bounced" });

    const records = await ofStudent(await manager(), student.studentId);
    const acts = actsOf(records, place());
    expect(acts.map(({ text, why }) => `${text}${why ? ` · ${why}` : ""}`)).toEqual([
      "Staff ops-manager (ops manager) suspended Student 1 · cheque bounced",
      "Staff ops-manager (ops manager) recorded a waiver of ₹4,500.50 for Student 1 · scholarship",
      "Staff ops (ops) assigned Student 1 to AWS-14 · asked for evenings",
      "Hub (test) enrolled Student 1 on Cloud, one year",
    ]);
    expect(new Set(records.map(({ entity }) => entity))).toEqual(
      new Set(
        "enrollments payments batch_assignments admission_forms student_profiles student_contacts memberships users user_emails onboarding_tasks".split(
          " ",
        ),
      ),
    );
  });

  it("holds nothing of another student, and nothing at all for another school", async () => {
    const { nimbus, raga } = world;
    const [one, other] = [await nimbus.enroll(), await nimbus.enroll()];
    await cancelEnrollment(nimbus.job(), { enrollmentId: other.enrollmentId, reason: "left" });
    const records = await ofStudent(await nimbus.staff("ops"), one.studentId);
    expect(records.length).toBeGreaterThan(3);
    expect(records.map(({ memberId }) => memberId).filter((id) => id !== one.studentId && id !== null)).toEqual([]);
    expect(await ofStudent(await raga.staff("ops"), one.studentId)).toEqual([]);
    expect(await ofStudent(await nimbus.student(one), one.studentId)).toEqual([]);
  });

  it("goes on where a page ended, with nothing twice and nothing left out", async () => {
    const { nimbus } = world;
    const student = await nimbus.assign(await nimbus.enroll(), await nimbus.batch());
    for (const days of [1, 10, 20]) {
      world.pass(1);
      const on = (n: number) => new Date(Date.UTC(2026, 11, n)).toISOString().slice(0, 10);
      await grantPause(nimbus.job(), {
        enrollmentId: student.enrollmentId,
        fromOn: on(days),
        untilOn: on(days + 3),
        reason: "exams",
      });
    }
    const ctx = await nimbus.staff("ops");
    const all = await ofStudent(ctx, student.studentId);
    const pages: string[] = [];
    let cursor: Cursor | null = null;
    do {
      const records: AuditRecord[] = await pageOf(ctx, student.studentId, cursor);
      pages.push(...records.map(({ id }) => id));
      cursor = records.length === 4 ? parseCursor(cursorText(records.at(-1)!)) : null;
    } while (cursor);
    expect(pages).toEqual(all.map(({ id }) => id));
    expect(all.length).toBeGreaterThan(10);
  });
});

describe("the timeline of an account others were merged into", () => {
  it("tells what was done to each of them before, in chains too, until the merge is undone", async () => {
    const { nimbus } = world;
    const [kept, middle, first] = [await nimbus.enroll(), await nimbus.enroll(), await nimbus.enroll()];
    world.pass(1);
    await suspendEnrollment(nimbus.job(), { enrollmentId: first.enrollmentId, reason: "cheque bounced" });
    const ctx = await nimbus.staff("ops");
    const suspended = async () =>
      actsOf(await ofStudent(ctx, kept.studentId), place()).filter(({ text }) => text.includes("suspended")).length;
    expect(await suspended()).toBe(0);
    const merged = (mergedId: string, keptId: string) =>
      nimbus.asOwner(
        "insert into student_merges (kept_id, merged_id, reason, moved) values ($1, $2, 'same person', '{}')",
        [keptId, mergedId],
      );
    await merged(first.studentId, middle.studentId);
    await merged(middle.studentId, kept.studentId);
    expect(await suspended()).toBe(1);
    const records = await ofStudent(ctx, kept.studentId);
    expect(records.filter(({ entity }) => entity === "users").length).toBe(3);
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    await nimbus.asOwner(
      "update student_merges set undone_at = now(), undo_reason = 'two people' where merged_id = $1",
      [middle.studentId],
    );
    expect(await suspended()).toBe(0);
  });
});

describe("what follows from a command", () => {
  it("is told as done for whoever gave it, in the same request", async () => {
    const { nimbus } = world;
    const student = await nimbus.assign(await nimbus.enroll(), await nimbus.batch({ code: "AWS-16" }));
    world.pass(1);
    const manager = await nimbus.staff("ops_manager");
    await cancelEnrollment(manager, { enrollmentId: student.enrollmentId, reason: "moved abroad" });
    const event = await world.one<ReceivedEvent<{ enrollmentId: string }>>(
      `select id, organization_id as "organizationId", event as name, payload, actor, request_id as "requestId", at from outbox where event = 'enrollment.cancelled' order by id desc limit 1`,
    );
    await withdrawAssignmentsOnClose({ ...nimbus.job("events"), requestId: event.requestId! }, event);
    const acts = actsOf(await ofStudent(manager, student.studentId), place()).slice(0, 2);
    const name = acts[1]!.records[0]!.subjectName;
    expect(acts.map(({ text }) => text)).toEqual([
      `Hub, for Staff ops-manager (ops manager), took ${name} out of AWS-16`,
      `Staff ops-manager (ops manager) cancelled the plan of ${name}`,
    ]);
    expect(new Set(acts.map(({ requestId }) => requestId)).size).toBe(1);
  });
});

describe("a batch's timeline", () => {
  it("tells of the batch, its classes and who came and went, one sentence for a command", async () => {
    const { nimbus } = world;
    const batchId = await nimbus.batch({ code: "AWS-15" });
    const sessionId = await nimbus.lesson(batchId, 60, { title: "Subnets" });
    const student = await nimbus.enroll();
    world.pass(1);
    await assignStudent(await nimbus.staff("ops"), { ...student, batchId });
    world.pass(1);
    await cancelSession(await nimbus.staff("ops"), { sessionId, reason: "trainer ill" });
    const acts = actsOf(await ofBatch(await nimbus.staff("ops"), batchId), place());
    expect(acts.map(({ text, why }) => `${text}${why ? ` · ${why}` : ""}`)).toEqual([
      "Staff ops (ops) cancelled “Subnets” of AWS-15 · trainer ill",
      expect.stringMatching(/^Staff ops \(ops\) assigned Student \d+ to AWS-15$/),
      expect.stringMatching(/^Hub \(test\) scheduled “Subnets” of AWS-15 for Mon 23 Nov, \d+:\d\d pm IST$/),
      "Hub (test) opened AWS-15",
      "Hub (test) made the batch AWS-15",
    ]);
  });
});

describe("a page of a batch's timeline", () => {
  it("counts commands and not records: a bulk one is whole, and what came before it is one step away", async () => {
    const { nimbus } = world;
    const batchId = await nimbus.batch({ code: "AWS-17", capacity: 40 });
    const ctx = await nimbus.staff("ops");
    const students = await Promise.all(Array.from({ length: 12 }, () => nimbus.enroll()));
    for (const student of students) await nimbus.assign(student, batchId);
    world.pass(1);
    await startBatch(nimbus.job(), { batchId });
    world.pass(1);
    await completeBatch(ctxNow(ctx), { batchId, reason: "all taught" });
    const page = async (older: Cursor | null) =>
      pageOfMoments((await read(ctx, () => ({ records: batchTimeline(batchId, older, 3) }))).records, 3);
    const told: string[][] = [];
    const ids: string[] = [];
    for (let older: Cursor | null = null, more = true; more;) {
      const shown = await page(older);
      told.push(actsOf(shown.records, place()).map(({ text }) => text));
      ids.push(...shown.records.map(({ id }) => id));
      older = shown.older && parseCursor(cursorText(shown.older));
      more = older !== null;
    }
    expect(told[0]!.slice(0, 2)).toEqual([
      expect.stringMatching(/^Staff ops \(ops\) .*12 students in AWS-17 and completed AWS-17$/),
      "Hub (test) started AWS-17",
    ]);
    expect(told.slice(0, -1).every((texts) => texts.length === 3)).toBe(true);
    expect(told.at(-1)!.at(-1)).toBe("Hub (test) made the batch AWS-17");
    const all = (await read(ctx, () => ({ records: batchTimeline(batchId, null, 1000) }))).records;
    expect(ids).toEqual(all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a class's timeline", () => {
  it("tells of the class, its link, who was let in and its marks, those of one command together", async () => {
    const { nimbus } = world;
    const batchId = await nimbus.batch({ code: "AWS-18" });
    const sessionId = await nimbus.lesson(batchId, 60, { title: "Subnets" });
    const other = await nimbus.lesson(batchId, 1600, { title: "Another" });
    const [asha, ben, late] = await Promise.all([1, 2, 3].map(() => nimbus.enroll()));
    const ops = await nimbus.staff("ops");
    const at = (more: number) => ({ ...ops, now: new Date(world.clock.now.getTime() + more * 60_000) });
    await replaceLink(at(1), { sessionId, link: "https://zoom.us/j/99900099903", reason: "room is full" });
    await admitStudent(at(2), { sessionId, student: late!.studentId, reason: "moves here tomorrow" });
    await cancelSession(at(3), { sessionId: other, reason: "not this one" });
    for (const student of [asha!, ben!]) await nimbus.assign(student, batchId);
    world.pass(600);
    await endDueSessions(nimbus.job("end-due-sessions"));
    await markEndedSessions(nimbus.job("mark-attendance"));
    const told = actsOf((await getSessionTimeline(ops, sessionId, null))!.records, place());
    expect(told.map(({ text, why }) => `${text}${why ? ` · ${why}` : ""}`)).toEqual([
      "Hub (attendance) marked 3 students as absent in “Subnets” of AWS-18",
      "Hub (end of classes) closed “Subnets” of AWS-18",
      expect.stringMatching(/^Staff ops \(ops\) admitted Student \d+ to “Subnets” of AWS-18 · moves here tomorrow$/),
      "Staff ops (ops) replaced the link of “Subnets” of AWS-18 · room is full",
      expect.stringMatching(/^Hub \(test\) scheduled “Subnets” of AWS-18 for /),
    ]);
    expect(told[0]!.records.every((record) => record.sessionId === sessionId)).toBe(true);
    expect(await getSessionTimeline(await nimbus.staff("trainer"), sessionId, null)).toBeNull();
    const elsewhere = await getSessionTimeline(await world.raga.staff("ops"), sessionId, null);
    expect(elsewhere).toEqual({ records: [], older: null });
  });
});

describe("a place in the record", () => {
  it.each([
    null,
    "",
    "x",
    "2026-11-23T14:00:00Z",
    "2026-11-23T14:00:00Z~1",
    "now()~00000000-0000-7000-8000-000000000000",
  ])("that is no place is none: %s", (text) => expect(parseCursor(text)).toBeNull());
});
