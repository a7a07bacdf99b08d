import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import { grantPause } from "#domain/enrollments/grant-pause";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { assignStudent } from "./assign-student";
import { withdrawAssignment } from "./withdraw-assignment";

let w: DomainWorld;
let secondCourseId: string;
let planId: string;
beforeAll(async () => {
  w = await domainWorld();
  secondCourseId = (await createCourse(w.nimbus.job(), { code: "DEVOPS", name: "DevOps", sessionsPlanned: 20 }))
    .courseId;
  const plan = { code: "BOTH", name: "Both", validityDays: 365, pricePaisa: 0, currency: "INR" };
  planId = (await createPlan(w.nimbus.job(), { ...plan, courseIds: [w.nimbus.courseId, secondCourseId] })).planId;
});
afterAll(() => w?.drop());

const enrolled = (): Promise<Enrolled> => w.nimbus.enroll({ planId });
const assign = ({ enrollmentId }: Enrolled, batchId: string, more: object = {}) =>
  assignStudent(w.nimbus.job(), { enrollmentId, batchId, ...more });
const withdraw = async (assignmentId: string, more: object = {}) =>
  withdrawAssignment(await w.nimbus.staff("ops"), { assignmentId, reason: "Moved to mornings", ...more });
const plan = ({ enrollmentId }: Enrolled) =>
  w.one("select state, resume_to from enrollments where id = $1", [enrollmentId]);
const place = (assignmentId: string) =>
  w.one("select state, reason, ended_at, version from batch_assignments where id = $1", [assignmentId]);

describe("a place given back", () => {
  it("ends with its reason, and the plan that had no other waits for a batch again", async () => {
    const student = await enrolled();
    const batchId = await w.nimbus.batch({ capacity: 1 });
    const { assignmentId } = await assign(student, batchId);
    await withdraw(assignmentId);
    expect(await place(assignmentId)).toMatchObject({
      state: "withdrawn",
      reason: "Moved to mornings",
      ended_at: w.clock.now,
    });
    expect(await plan(student)).toMatchObject({ state: "BATCH_PENDING" });
    const ops = await w.nimbus.staff("ops");
    expect((await w.nimbus.audit(assignmentId)).at(-1)).toMatchObject({
      action: "assignment.withdraw",
      actor: `member:${ops.memberId}`,
      reason: "Moved to mornings",
      after: { state: "withdrawn" },
    });
    const { enrollmentId, studentId } = student;
    const left = { assignmentId, batchId, studentId, enrollmentId };
    expect(await w.nimbus.events("batch.student_removed")).toContainEqual(left);
    // The seat is free again.
    await assign(await enrolled(), batchId);
  });

  it("leaves a plan with another place as it was", async () => {
    const student = await enrolled();
    const { assignmentId } = await assign(student, await w.nimbus.batch());
    await assign(student, await w.nimbus.batch({ courseId: secondCourseId }));
    await withdraw(assignmentId);
    expect(await plan(student)).toMatchObject({ state: "BATCH_ASSIGNED" });
  });

  it("at the same moment as the only other one leaves a plan that waits", async () => {
    const student = await enrolled();
    const one = await assign(student, await w.nimbus.batch());
    const two = await assign(student, await w.nimbus.batch({ courseId: secondCourseId }));
    const both = await Promise.allSettled([withdraw(one.assignmentId), withdraw(two.assignmentId)]);
    for (const [i, { status }] of both.entries())
      if (status === "rejected") await withdraw([one, two][i]!.assignmentId);
    expect(await plan(student)).toMatchObject({ state: "BATCH_PENDING" });
  });

  it("of a paused plan changes where the pause goes back to", async () => {
    const student = await enrolled();
    const { assignmentId } = await assign(student, await w.nimbus.batch());
    const { enrollmentId } = student;
    await grantPause(w.nimbus.job(), { enrollmentId, fromOn: "2026-11-23", untilOn: "2026-12-01", reason: "Exams" });
    await withdraw(assignmentId);
    expect(await plan(student)).toEqual({ state: "PAUSED", resume_to: "BATCH_PENDING" });
  });

  it("is given back once, by whoever was first, and not by an older page", async () => {
    const { assignmentId } = await assign(await enrolled(), await w.nimbus.batch());
    const both = await Promise.allSettled([withdraw(assignmentId), withdraw(assignmentId)]);
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await refusal(withdraw(assignmentId))).toEqual({ code: "assignment.state" });
    expect(await refusal(withdraw(assignmentId, { version: 1 }))).toEqual({ code: "conflict" });
  });

  it("is refused without a reason, to support, to a trainer and to another school", async () => {
    const { assignmentId } = await assign(await enrolled(), await w.nimbus.batch());
    const asked = { assignmentId, reason: "Please" };
    expect(await refusal(withdraw(assignmentId, { reason: " " }))).toEqual({
      code: "input.invalid",
      fields: { reason: ["Say why; it stands in the record."] },
    });
    for (const role of ["customer_support", "trainer", "academic_counselor"] as const)
      expect(await refusal(withdrawAssignment(await w.nimbus.staff(role), asked)), role).toEqual({ code: "forbidden" });
    expect(await refusal(withdrawAssignment(await w.raga.staff("ops"), asked))).toEqual({ code: "not_found" });
  });
});

describe("a student who would sit in two classes at once", () => {
  it("is not assigned, and the clash is named; with a reason it is done, and the reason stands in the record", async () => {
    const student = await enrolled();
    const evening = await w.nimbus.batch({ code: "AWS-14" });
    await w.nimbus.lesson(evening, 24 * 60);
    await assign(student, evening);
    const same = await w.nimbus.batch({ courseId: secondCourseId });
    await w.nimbus.lesson(same, 24 * 60 + 60);
    const clash = { batchId: ["AWS-14 has a class at that time: Tue 24 Nov, 7:30–9:30 pm IST."] };
    expect(await refusal(assign(student, same))).toEqual({ code: "assignment.double_booked", fields: clash });
    expect(await refusal(assign(student, same, { doubleBookingOk: true }))).toEqual({
      code: "input.invalid",
      fields: { reason: ["Say why the student may be booked twice."] },
    });
    const { assignmentId } = await assign(student, same, { doubleBookingOk: true, reason: "Repeats one of them" });
    expect((await w.nimbus.audit(assignmentId)).at(-1)).toMatchObject({ reason: "Repeats one of them" });
  });

  it("only counts classes to come that are held, and those that touch do not clash", async () => {
    const student = await enrolled();
    const evening = await w.nimbus.batch();
    await w.nimbus.lesson(evening, 24 * 60);
    await assign(student, evening);
    const after = await w.nimbus.batch({ courseId: secondCourseId });
    await w.nimbus.lesson(after, 26 * 60);
    await assign(student, after);
  });
});
