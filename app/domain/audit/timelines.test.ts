import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { assignStudent } from "#domain/batches/assign-student";
import { withdrawAssignmentsOnClose } from "#domain/batches/on-enrollment-closed";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { grantPause } from "#domain/enrollments/grant-pause";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { recordPayment } from "#domain/payments/record-payment";
import { cancelSession } from "#domain/sessions/cancel-session";
import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { read } from "#kernel/read.server";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { actsOf } from "../../audit-words";
import { batchTimeline } from "./batch-timeline";
import { cursorText, parseCursor } from "./cursor";
import type { Cursor } from "./cursor";
import type { AuditRecord } from "./records";
import { studentTimeline } from "./student-timeline";

let world: DomainWorld;
beforeAll(async () => {
  world = await domainWorld();
});
afterAll(() => world?.drop());

const place = () => ({ zone: "Asia/Kolkata", locale: "en-IN", now: world.clock.now });
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
