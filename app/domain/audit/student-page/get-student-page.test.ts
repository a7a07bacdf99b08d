import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { grantPause } from "#domain/enrollments/grant-pause";
import { refundEnrollment } from "#domain/enrollments/refund-enrollment";
import { recordPayment } from "#domain/payments/record-payment";
import { verifyPayment } from "#domain/payments/verify-payment";
import type { Ctx } from "#kernel/ctx";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { getStudentPage } from "./get-student-page";

let w: DomainWorld;
let asha: Enrolled;
let batchId: string;
let sessionId: string;
beforeAll(async () => {
  w = await domainWorld();
  const trainer = await w.nimbus.staff("trainer");
  batchId = await w.nimbus.batch({ code: "AWS-14", trainerId: trainer.memberId });
  sessionId = await w.nimbus.lesson(batchId, 24 * 60);
  asha = await w.nimbus.assign(await w.nimbus.enroll({ agreedPaisa: 900_000 }), batchId);
});
afterAll(() => w?.drop());

const page = (ctx: Ctx, { studentId }: Pick<Enrolled, "studentId"> = asha) => getStudentPage(ctx, { studentId });

/** How many batches went to the database for `work`. */
async function trips(ctx: Ctx, work: (ctx: Ctx) => Promise<unknown>): Promise<number> {
  let n = 0;
  const database = {
    batch: (...args: Parameters<typeof ctx.ports.database.batch>) => {
      n++;
      return ctx.ports.database.batch(...args);
    },
  };
  await work({ ...ctx, ports: { ...ctx.ports, database, after: () => {} } });
  return n;
}

describe("the student page", () => {
  it("shows everything about one student in one round trip", async () => {
    const manager = await w.nimbus.staff("ops_manager");
    const receipt = {
      enrollmentId: asha.enrollmentId,
      kind: "receipt" as const,
      amountPaisa: 500_000,
      reference: "UTR 1",
    };
    const { paymentId } = await recordPayment(await w.nimbus.staff("ops"), receipt);
    expect(await trips(manager, page)).toBe(1);
    const shown = await page(manager);
    expect(shown.student).toMatchObject({ full_name: "Student 1", code: "MD-1001", address_verified: false });
    const [plan] = shown.enrollments;
    expect(plan).toMatchObject({
      state: "BATCH_ASSIGNED",
      effective: "BATCH_ASSIGNED",
      courses: ["AWS"],
      valid_until_on: "2027-11-22",
      money: { state: "due", duePaisa: 900_000, keptOut: true, version: 1 },
    });
    expect(plan!.open_tasks).toHaveLength(3);
    expect(plan!.places).toMatchObject([
      { batch_code: "AWS-14", next_id: sessionId, coming: 1, trainer: "Staff trainer" },
    ]);
    expect(plan!.money!.entries).toMatchObject([{ recorder: "Staff ops", verified: false, reference: "UTR 1" }]);
    expect(shown.timeline!.length).toBeGreaterThan(3);
    expect(shown).toMatchObject({ deliveries: [], signIns: [], attempts: [] });

    await verifyPayment(manager, { paymentId });
    expect((await page(manager)).enrollments[0]!.money).toMatchObject({ state: "part", duePaisa: 400_000, version: 2 });
    await refundEnrollment(manager, {
      enrollmentId: asha.enrollmentId,
      amountPaisa: 100_000,
      reason: "One course less",
    });
    expect((await page(manager)).enrollments[0]!.money).toMatchObject({ state: "part", duePaisa: 500_000, version: 3 });
  });

  it("says what a plan is by the clock, whatever the night has written down", async () => {
    const student = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    const { enrollmentId } = student;
    await grantPause(w.nimbus.job(), { enrollmentId, fromOn: "2026-11-24", untilOn: "2026-11-30", reason: "Exams" });
    w.pass(24 * 60);
    expect((await page(await w.nimbus.staff("ops"), student)).enrollments[0]).toMatchObject({
      state: "BATCH_ASSIGNED",
      effective: "PAUSED",
      pauses: [{ state: "approved", fromOn: "2026-11-24", untilOn: "2026-11-30" }],
    });
    w.pass(-24 * 60);
  });

  it("names the classes a pause would miss, by the school's days, in the page's one round trip", async () => {
    const ops = await w.nimbus.staff("ops");
    const batch = await w.nimbus.batch({ code: "DEVOPS-9" });
    const student = await w.nimbus.assign(await w.nimbus.enroll(), batch);
    const days = 24 * 60;
    // Half past midnight in Kolkata, which Greenwich counts to the day before.
    await w.nimbus.lesson(batch, 3 * days + 5 * 60, { title: "Past midnight" });
    await w.nimbus.lesson(batch, 4 * days, { title: "Within" });
    await w.nimbus.lesson(batch, 5 * days, { title: "After" });
    const pausing = { enrollmentId: student.enrollmentId, fromOn: "2026-11-27", untilOn: "2026-11-27" };
    const asked = (who: Ctx, more: Partial<typeof pausing> = {}) =>
      getStudentPage(who, { studentId: student.studentId, pausing: { ...pausing, ...more } });
    expect((await asked(ops)).missed.map((one) => [one.batch_code, one.title])).toEqual([
      ["DEVOPS-9", "Past midnight"],
      ["DEVOPS-9", "Within"],
    ]);
    expect(await trips(ops, asked)).toBe(1);
    expect((await asked(ops, { untilOn: "2026-11-28" })).missed).toHaveLength(3);
    expect((await asked(ops, { enrollmentId: asha.enrollmentId })).missed).toEqual([]);
    expect((await page(ops, student)).missed).toEqual([]);
  });

  it("shows where the student was signed in, and no token", async () => {
    const student = await w.nimbus.enroll();
    await w.nimbus.student(student);
    const { signIns } = await page(await w.nimbus.staff("ops"), student);
    expect(signIns).toMatchObject([{ method: "email_code", live: true }]);
    expect(JSON.stringify(signIns)).not.toContain("digest");
  });

  it("is noted as read by whom, once", async () => {
    const support = await w.nimbus.staff("customer_support", "reader");
    const student = await w.nimbus.enroll();
    await page(support, student);
    await page(support, student);
    await w.settled();
    const { rows } = await w.owner.query(
      "select action, after ->> 'screen' as screen from audit_logs where kind = 'read' and actor = $1",
      [`member:${support.memberId}`],
    );
    expect(rows).toEqual([{ action: "student.read", screen: "student" }]);
  });
});

describe("who sees how much", () => {
  it("support sees money, mails and the record", async () => {
    const shown = await page(await w.nimbus.staff("customer_support"));
    expect(shown.enrollments[0]!.money).not.toBeNull();
    expect(shown).toMatchObject({ deliveries: [], signIns: [] });
    expect(shown.timeline).not.toBeNull();
  });

  it("a counselor sees money, and neither mails nor the record", async () => {
    const shown = await page(await w.nimbus.staff("academic_counselor"));
    expect(shown.enrollments[0]!.money).not.toBeNull();
    expect(shown).toMatchObject({ deliveries: null, timeline: null });
  });

  it("a trainer sees students of own batches and own classes, without money, mails, sign-ins and the record", async () => {
    const shown = await page(await w.nimbus.staff("trainer"));
    expect(shown.enrollments[0]).toMatchObject({ money: null, effective: "BATCH_ASSIGNED" });
    expect(shown).toMatchObject({ deliveries: null, signIns: null, timeline: null });
    const other = await w.nimbus.staff("trainer", "other-trainer");
    expect(await refusal(page(other))).toEqual({ code: "not_found" });
    await w.nimbus.lesson(batchId, 72 * 60, { trainerId: other.memberId });
    await page(other);
    expect(await refusal(page(other, await w.nimbus.enroll()))).toEqual({ code: "not_found" });
  });

  it("sales may not, and another school's student does not exist, nor one that never was", async () => {
    expect(await refusal(page(await w.nimbus.staff("sales")))).toEqual({ code: "forbidden" });
    expect(await refusal(page(await w.raga.staff("leadership")))).toEqual({ code: "not_found" });
    expect(await refusal(page(await w.nimbus.staff("ops"), { studentId: batchId }))).toEqual({ code: "not_found" });
  });

  it("a forged role shows nothing more: the page is asked for again", async () => {
    const trainer = await w.nimbus.staff("trainer");
    const forged = { ...trainer, actor: { ...trainer.actor, role: "leadership" } } as Ctx;
    expect(await refusal(page(forged))).toEqual({ code: "hint.stale" });
  });
});
