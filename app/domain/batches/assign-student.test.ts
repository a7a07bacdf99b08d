import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createCourse } from "#domain/catalog/create-course";
import { cancelEnrollment } from "#domain/enrollments/cancel-enrollment";
import { completeEnrollment } from "#domain/enrollments/complete-enrollment";
import { finishOnboarding } from "#domain/enrollments/finish-onboarding";
import { grantPause } from "#domain/enrollments/grant-pause";
import { activateOnFirstJoin } from "#domain/enrollments/on-session-joined";
import { suspendEnrollment } from "#domain/enrollments/suspend-enrollment";
import { uuidv7 } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { assignStudent } from "./assign-student";
import { activateAssignmentsOnStart } from "./on-batch-started";
import { withdrawAssignmentsOnClose } from "./on-enrollment-closed";
import { completeAssignmentsOnCompletion } from "./on-enrollment-completed";
import { activateAssignmentOnJoin } from "./on-session-joined";

let w: DomainWorld;
let batchId: string;
beforeAll(async () => {
  w = await domainWorld();
  batchId = await w.nimbus.batch({ capacity: 200 });
});
afterAll(() => w?.drop());

const assign = ({ enrollmentId }: Enrolled, to = batchId) =>
  assignStudent(w.nimbus.job(), { enrollmentId, batchId: to });
const enrollment = (one: Enrolled) => w.one("select state, version from enrollments where id = $1", [one.enrollmentId]);
const place = (assignmentId: string) =>
  w.one("select state, ended_at from batch_assignments where id = $1", [assignmentId]);
const received = <P extends Record<string, unknown>>(payload: P) => ({
  id: uuidv7(w.clock.now.getTime()),
  organizationId: w.nimbus.organizationId,
  name: "test.event",
  payload,
  actor: "system:test",
  requestId: null,
  at: w.clock.now,
});

describe("giving a student a place", () => {
  it("moves a waiting plan on, with the planner and the reason in the record", async () => {
    const student = await w.nimbus.enroll();
    await finishOnboarding(w.nimbus.job(), { enrollmentId: student.enrollmentId, reason: "Known to us" });
    const planner = await w.nimbus.staff("program_manager");
    const { enrollmentId, studentId } = student;
    const { assignmentId } = await assignStudent(planner, { enrollmentId, batchId, reason: "Asked for evenings" });
    expect(await enrollment(student)).toEqual({ state: "BATCH_ASSIGNED", version: 4 });
    expect(
      await w.one("select state, student_id, course_id, reason, version from batch_assignments where id = $1", [
        assignmentId,
      ]),
    ).toEqual({
      state: "assigned",
      student_id: studentId,
      course_id: w.nimbus.courseId,
      reason: "Asked for evenings",
      version: 1,
    });
    for (const entity of [assignmentId, enrollmentId])
      expect((await w.nimbus.audit(entity)).at(-1)).toMatchObject({
        action: "assignment.create",
        actor: `member:${planner.memberId}`,
        reason: "Asked for evenings",
      });
    expect(await w.nimbus.events("batch.student_assigned")).toContainEqual({
      assignmentId,
      batchId,
      studentId,
      enrollmentId,
    });
  });

  it("does not wait for unfinished onboarding", async () => {
    const student = await w.nimbus.enroll();
    await assign(student);
    expect(await enrollment(student)).toMatchObject({ state: "BATCH_ASSIGNED" });
  });

  it("leaves the state of a student who already has a place in another course", async () => {
    const { courseId } = await createCourse(w.nimbus.job(), { code: "SECOND", name: "Second", sessionsPlanned: 3 });
    await w.nimbus.asOwner("insert into plan_courses (plan_id, course_id, position) values ($1, $2, 2)", [
      w.nimbus.planId,
      courseId,
    ]);
    const student = await w.nimbus.enroll();
    await assign(student);
    await assign(student, await w.nimbus.batch({ courseId }));
    expect(await enrollment(student)).toEqual({ state: "BATCH_ASSIGNED", version: 3 });
  });

  it("is refused a second time for a course, in the same batch and in another", async () => {
    const student = await w.nimbus.enroll();
    await assign(student);
    for (const to of [batchId, await w.nimbus.batch()])
      expect(await refusal(assign(student, to))).toEqual({ code: "assignment.exists" });
  });

  it("is refused in a full batch, and nothing of it is kept", async () => {
    const small = await w.nimbus.batch({ capacity: 1 });
    const [first, second] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    await assign(first, small);
    expect(await refusal(assign(second, small))).toEqual({ code: "seat.none_left" });
    expect(await enrollment(second)).toEqual({ state: "PRE_ONBOARDING", version: 2 });
  });

  it("is refused in a batch of a course outside the plan", async () => {
    const { courseId } = await createCourse(w.nimbus.job(), { code: "ELSE", name: "Else", sessionsPlanned: 3 });
    expect(await refusal(assign(await w.nimbus.enroll(), await w.nimbus.batch({ courseId })))).toEqual({
      code: "assignment.course_not_in_plan",
    });
  });

  it.each(["completed", "cancelled"])("is refused in a %s batch", async (state) => {
    const over = await w.nimbus.batch();
    for (const step of ["active", state])
      await w.nimbus.asOwner("update batches set state = $2 where id = $1", [over, step]);
    expect(await refusal(assign(await w.nimbus.enroll(), over))).toEqual({ code: "batch.not_open" });
  });

  it("is refused while the plan is suspended or paused, and after it ended", async () => {
    const [suspended, paused, cancelled] = [await w.nimbus.enroll(), await w.nimbus.enroll(), await w.nimbus.enroll()];
    const as = (one: Enrolled) => ({ enrollmentId: one.enrollmentId, reason: "test" });
    await suspendEnrollment(w.nimbus.job(), as(suspended));
    await finishOnboarding(w.nimbus.job(), as(paused));
    await grantPause(w.nimbus.job(), { ...as(paused), fromOn: "2026-11-23", untilOn: "2026-11-30" });
    await cancelEnrollment(w.nimbus.job(), as(cancelled));
    for (const one of [suspended, paused, cancelled])
      expect(await refusal(assign(one))).toEqual({ code: "assignment.enrollment_state" });
  });

  it("is not found with another school's enrollment or batch", async () => {
    const ours = await w.nimbus.enroll();
    const theirs = await w.raga.enroll();
    expect(await refusal(assign(theirs))).toEqual({ code: "not_found" });
    expect(await refusal(assign(ours, await w.raga.batch({ courseId: w.raga.courseId })))).toEqual({
      code: "not_found",
    });
  });

  it.each(["trainer", "customer_support", "academic_counselor", "sales"] as const)("is not for %s", async (role) => {
    const { enrollmentId } = await w.nimbus.enroll();
    expect(await refusal(assignStudent(await w.nimbus.staff(role), { enrollmentId, batchId }))).toEqual({
      code: "forbidden",
    });
  });
});

describe("a place", () => {
  it("is in use once its batch starts, also when the event comes twice", async () => {
    const mine = await w.nimbus.batch();
    const { assignmentId } = await assign(await w.nimbus.enroll(), mine);
    const started = received({ batchId: mine });
    for (const _ of [1, 2]) await activateAssignmentsOnStart(w.nimbus.job(), started);
    expect(await place(assignmentId)).toEqual({ state: "active", ended_at: null });
  });

  it("is in use after a first join, in the batch of that class only", async () => {
    const student = await w.nimbus.enroll();
    const { assignmentId } = await assign(student);
    const elsewhere = await w.nimbus.lesson(await w.nimbus.batch(), 0);
    const here = await w.nimbus.lesson(batchId, 0);
    const joined = (sessionId: string) =>
      activateAssignmentOnJoin(w.nimbus.job(), received({ sessionId, enrollmentId: student.enrollmentId }));
    await joined(elsewhere);
    expect(await place(assignmentId)).toMatchObject({ state: "assigned" });
    await joined(here);
    expect(await place(assignmentId)).toMatchObject({ state: "active" });
  });

  it("is given back when its plan is cancelled, so that somebody else can sit there", async () => {
    const small = await w.nimbus.batch({ capacity: 1 });
    const leaving = await w.nimbus.enroll();
    const { assignmentId } = await assign(leaving, small);
    await withdrawAssignmentsOnClose(w.nimbus.job(), received({ enrollmentId: leaving.enrollmentId }));
    expect(await place(assignmentId)).toEqual({ state: "withdrawn", ended_at: w.clock.now });
    await assign(await w.nimbus.enroll(), small);
  });

  it("is completed with its plan; one that was never used is given back", async () => {
    const student = await w.nimbus.enroll();
    const { assignmentId } = await assign(student);
    await activateAssignmentsOnStart(w.nimbus.job(), received({ batchId }));
    const unused = await w.nimbus.enroll();
    const { assignmentId: unusedId } = await assign(unused);
    for (const { enrollmentId } of [student, unused]) {
      await activateOnFirstJoin(w.nimbus.job(), received({ enrollmentId }));
      await completeEnrollment(w.nimbus.job(), { enrollmentId, reason: "All taught" });
      await completeAssignmentsOnCompletion(w.nimbus.job(), received({ enrollmentId }));
    }
    expect(await place(assignmentId)).toEqual({ state: "completed", ended_at: w.clock.now });
    expect(await place(unusedId)).toEqual({ state: "withdrawn", ended_at: w.clock.now });
  });
});
