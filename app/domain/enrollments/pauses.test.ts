import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import { localDay } from "#kernel/time";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { cancelEnrollment } from "./cancel-enrollment";
import { effectiveState } from "./effective-state";
import type { EffectiveFacts } from "./effective-state";
import { enrollmentLifecycle } from "./enrollment-lifecycle";
import { finishOnboarding } from "./finish-onboarding";
import { grantPause } from "./grant-pause";
import { voidPausesOnClose } from "./on-enrollment-closed";
import { refundEnrollment } from "./refund-enrollment";
import { reinstateEnrollment } from "./reinstate-enrollment";
import { suspendEnrollment } from "./suspend-enrollment";

let w: DomainWorld;
let batchId: string;
const monday = new Date("2026-11-23T14:00:00Z");
beforeAll(async () => {
  w = await domainWorld();
  batchId = await w.nimbus.batch({ capacity: 200 });
});
afterAll(() => w?.drop());
beforeEach(() => {
  w.clock.now = monday;
});

const placed = async (): Promise<Enrolled> => w.nimbus.assign(await w.nimbus.enroll(), batchId);
const pause = ({ enrollmentId }: Pick<Enrolled, "enrollmentId">, fromOn: string, untilOn: string, reason = "Exams") =>
  grantPause(w.nimbus.job(), { enrollmentId, fromOn, untilOn, reason });
/** Half past eight in the evening UTC is two at night in Kolkata: the night after `day`. */
const nightOf = (day: string) => {
  w.clock.now = new Date(`${day}T20:30:00Z`);
  return enrollmentLifecycle(w.nimbus.job("enrollment-lifecycle"));
};
const facts = ({ enrollmentId }: Enrolled) =>
  w.one<EffectiveFacts & { resume_to: string | null }>(
    `select e.state, e.valid_until_on::text as "validUntilOn", e.resume_to, coalesce((select jsonb_agg(jsonb_build_object('fromOn', p.from_on, 'untilOn', p.until_on))
       from enrollment_pauses p where p.enrollment_id = e.id and p.state in ('approved', 'active')), '[]') as pauses from enrollments e where e.id = $1`,
    [enrollmentId],
  );
const stands = async (student: Enrolled) => {
  const { state, validUntilOn } = await facts(student);
  return { state, validUntilOn };
};
/** What the gate says on the clock's day. */
const effective = async (student: Enrolled) =>
  effectiveState(await facts(student), localDay(w.clock.now, "Asia/Kolkata"));
const pauseState = ({ pauseId }: { pauseId: string }) =>
  w.one("select state, version from enrollment_pauses where id = $1", [pauseId]);

describe("a pause", () => {
  it("that begins today begins at once, with its reason and who granted it in the record", async () => {
    const student = await placed();
    const ops = await w.nimbus.staff("ops");
    const { enrollmentId } = student;
    const { pauseId } = await grantPause(ops, {
      enrollmentId,
      fromOn: "2026-11-23",
      untilOn: "2026-11-29",
      reason: "Exams",
    });
    expect(await facts(student)).toMatchObject({ state: "PAUSED", resume_to: "BATCH_ASSIGNED" });
    expect(await w.one("select state, version, decided_by from enrollment_pauses where id = $1", [pauseId])).toEqual({
      state: "active",
      version: 3,
      decided_by: ops.memberId,
    });
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
      action: "pause.decide",
      actor: `member:${ops.memberId}`,
      reason: "Exams",
      after: { state: "PAUSED" },
    });
    expect(await w.nimbus.events("enrollment.paused")).toContainEqual({ enrollmentId, pauseId });
  });

  it("that begins later waits for its day", async () => {
    const student = await placed();
    const granted = await pause(student, "2026-11-25", "2026-11-26");
    expect(await pauseState(granted)).toEqual({ state: "approved", version: 2 });
    expect(await stands(student)).toMatchObject({ state: "BATCH_ASSIGNED" });
    expect(await w.nimbus.events("pause.approved")).toContainEqual({ enrollmentId: student.enrollmentId, ...granted });
  });

  it.each([
    ["that begins yesterday", "2026-11-22", "2026-11-29", { fromOn: ["Begin today or later."] }],
    ["that ends before it begins", "2026-11-29", "2026-11-28", { untilOn: ["End on or after the first day."] }],
  ])("%s is refused", async (_, fromOn, untilOn, fields) => {
    expect(await refusal(pause(await placed(), fromOn, untilOn))).toEqual({ code: "enrollment.pause_dates", fields });
  });

  it("counts days in the school's zone: today is already tomorrow there", async () => {
    w.clock.now = new Date("2026-11-23T19:00:00Z");
    expect(await refusal(pause(await placed(), "2026-11-23", "2026-11-30"))).toEqual({
      code: "enrollment.pause_dates",
      fields: { fromOn: ["Begin today or later."] },
    });
    await pause(await placed(), "2026-11-24", "2026-11-30");
  });

  it("that shares a day with another of the same plan is refused, one that follows it is not", async () => {
    const student = await placed();
    await pause(student, "2026-12-01", "2026-12-05");
    expect(await refusal(pause(student, "2026-12-05", "2026-12-09"))).toEqual({ code: "enrollment.pause_overlap" });
    await pause(student, "2026-12-06", "2026-12-09");
  });

  it("is refused before a plan waits for a batch, and after it ended", async () => {
    const fresh = await w.nimbus.enroll();
    expect(await refusal(pause(fresh, "2026-11-23", "2026-11-29"))).toEqual({ code: "enrollment.state" });
    const gone = await placed();
    await cancelEnrollment(w.nimbus.job(), { enrollmentId: gone.enrollmentId, reason: "left" });
    expect(await refusal(pause(gone, "2026-11-23", "2026-11-29"))).toEqual({ code: "enrollment.state" });
  });

  it("is not for support to grant, nor for the student, nor for another school", async () => {
    const student = await placed();
    const asked = { enrollmentId: student.enrollmentId, fromOn: "2026-11-23", untilOn: "2026-11-29", reason: "Exams" };
    expect(await refusal(grantPause(await w.nimbus.staff("customer_support"), asked))).toEqual({ code: "forbidden" });
    expect(await refusal(grantPause(await w.nimbus.student(student), asked))).toEqual({ code: "forbidden" });
    expect(await refusal(grantPause(await w.raga.staff("ops"), asked))).toEqual({ code: "not_found" });
    expect(await refusal(grantPause(w.nimbus.job(), { ...asked, reason: " " }))).toEqual({
      code: "input.invalid",
      fields: { reason: ["Give a reason."] },
    });
  });
});

describe("the nights of a pause", () => {
  // What the tests above granted is over by then.
  beforeAll(() => nightOf("2026-12-20"));

  it("begin it, end it, and give its days back to the validity", async () => {
    const student = await placed();
    const granted = await pause(student, "2026-11-25", "2026-11-27");
    expect(await nightOf("2026-11-23")).toMatchObject({ pausesActivated: 0, pausesEnded: 0 });
    expect(await nightOf("2026-11-24")).toMatchObject({ pausesActivated: 1, pausesEnded: 0 });
    expect(await stands(student)).toEqual({ state: "PAUSED", validUntilOn: "2027-11-22" });
    expect(await nightOf("2026-11-26")).toMatchObject({ pausesActivated: 0, pausesEnded: 0 });
    expect(await nightOf("2026-11-27")).toMatchObject({ pausesActivated: 0, pausesEnded: 1 });
    expect(await stands(student)).toEqual({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-25" });
    expect(await pauseState(granted)).toMatchObject({ state: "ended" });
    expect((await w.nimbus.audit(student.enrollmentId)).at(-1)).toMatchObject({
      action: "job.enrollment-lifecycle",
      actor: "system:enrollment-lifecycle",
    });
    expect(await nightOf("2026-11-27")).toMatchObject({ pausesActivated: 0, pausesEnded: 0, expired: 0 });
  });

  it("give the days back to a student who was suspended meanwhile, and reinstating brings them into class", async () => {
    const student = await placed();
    const { enrollmentId } = student;
    await pause(student, "2026-11-23", "2026-11-25");
    await suspendEnrollment(w.nimbus.job(), { enrollmentId, reason: "unpaid" });
    await nightOf("2026-11-25");
    expect(await stands(student)).toEqual({ state: "SUSPENDED", validUntilOn: "2027-11-25" });
    await reinstateEnrollment(w.nimbus.job(), { enrollmentId, reason: "paid" });
    expect(await effective(student)).toBe("ACTIVE");
  });

  it("end a pause that outlived its suspension, back to waiting where there is no place", async () => {
    const student = await w.nimbus.enroll();
    const { enrollmentId } = student;
    await finishOnboarding(w.nimbus.job(), { enrollmentId, reason: "Known to us" });
    await pause(student, "2026-11-23", "2026-11-25");
    await suspendEnrollment(w.nimbus.job(), { enrollmentId, reason: "unpaid" });
    await reinstateEnrollment(w.nimbus.job(), { enrollmentId, reason: "paid" });
    expect(await stands(student)).toMatchObject({ state: "PAUSED" });
    await nightOf("2026-11-25");
    expect(await stands(student)).toEqual({ state: "BATCH_PENDING", validUntilOn: "2027-11-25" });
  });

  it("write down a pause that began while the student was suspended", async () => {
    const student = await placed();
    const { enrollmentId } = student;
    await pause(student, "2026-11-25", "2026-11-28");
    await suspendEnrollment(w.nimbus.job(), { enrollmentId, reason: "unpaid" });
    await nightOf("2026-11-24");
    expect(await stands(student)).toMatchObject({ state: "SUSPENDED" });
    await reinstateEnrollment(w.nimbus.job(), { enrollmentId, reason: "paid" });
    expect(await effective(student)).toBe("PAUSED");
    await nightOf("2026-11-25");
    expect(await stands(student)).toMatchObject({ state: "PAUSED" });
    await nightOf("2026-11-28");
    expect(await stands(student)).toEqual({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-26" });
  });

  it("are each school's own: two o'clock in Kolkata is still the evening before in Berlin", async () => {
    const student = await w.raga.enroll({ validFromOn: "2025-11-24" });
    w.clock.now = new Date("2026-11-23T20:30:00Z");
    expect(await enrollmentLifecycle(w.raga.job())).toMatchObject({ expired: 0 });
    w.clock.now = new Date("2026-11-23T23:30:00Z");
    expect(await enrollmentLifecycle(w.raga.job())).toMatchObject({ expired: 1 });
    expect(await stands(student)).toMatchObject({ state: "EXPIRED" });
  });

  it("leave a plan alone that was cancelled in its pause", async () => {
    const student = await placed();
    await pause(student, "2026-11-23", "2026-11-25");
    await cancelEnrollment(w.nimbus.job(), { enrollmentId: student.enrollmentId, reason: "left" });
    await nightOf("2026-11-25");
    expect(await stands(student)).toEqual({ state: "CANCELLED", validUntilOn: "2027-11-22" });
  });
});

describe("the pauses of a plan that ended", () => {
  const told = (name: string, { enrollmentId }: Enrolled) =>
    voidPausesOnClose(w.nimbus.job(), {
      id: uuidv7(w.clock.now.getTime()),
      organizationId: w.nimbus.organizationId,
      name,
      payload: { enrollmentId },
      actor: "system:test",
      requestId: null,
      at: w.clock.now,
    });

  it.each([
    ["enrollment.cancelled", cancelEnrollment],
    ["enrollment.refunded", refundEnrollment],
  ] as const)("are void by %s, running or to come; a request lapses, and what is over stays", async (event, close) => {
    const student = await placed();
    const { enrollmentId, studentId } = student;
    const running = await pause(student, "2026-11-23", "2026-11-25");
    const other = await placed();
    const others = await pause(other, "2026-12-01", "2026-12-05");
    const [toCome, asked] = ["2026-12-01", "2026-12-10"].map((fromOn) => ({
      id: uuidv7(w.clock.now.getTime()),
      fromOn,
    }));
    for (const { id, fromOn } of [toCome!, asked!])
      await w.nimbus.asOwner(
        "insert into enrollment_pauses (id, enrollment_id, student_id, state, from_on, until_on, reason) values ($1, $2, $3, 'requested', $4, $4, 'Exams')",
        [id, enrollmentId, studentId, fromOn],
      );
    await w.nimbus.asOwner("update enrollment_pauses set state = 'approved' where id = $1", [toCome!.id]);
    await close(w.nimbus.job(), { enrollmentId, reason: "left" });
    await told(event, student);
    const states = await Promise.all(
      [running, { pauseId: toCome!.id }, { pauseId: asked!.id }, others].map(pauseState),
    );
    expect(states.map((one) => one["state"])).toEqual(["void", "void", "lapsed", "approved"]);
    await told(event, student);
    expect(await pauseState(running)).toEqual(states[0]);
    // Nobody is given days back for it.
    const { validUntilOn } = await stands(student);
    await nightOf("2026-11-26");
    expect((await stands(student)).validUntilOn).toBe(validUntilOn);
  });
});

describe("validity", () => {
  it("that is over ends plans in the next night; nights that were missed are caught up and counted by day", async () => {
    const year = (validFromOn: string) => w.nimbus.enroll({ validFromOn });
    const [today, yesterday, ...earlier] = [
      await year("2025-11-24"),
      await year("2025-11-23"),
      await year("2025-11-20"),
      await year("2025-11-20"),
      await year("2025-11-18"),
    ];
    w.clock.now = new Date("2026-11-23T14:00:00Z");
    expect(await effective(today!)).toBe("PRE_ONBOARDING");
    expect(await effective(yesterday!)).toBe("EXPIRED");
    const counts = await enrollmentLifecycle(w.nimbus.job());
    expect(counts).toMatchObject({ expired: 4, daysCaughtUp: 2, transferTimeouts: 0 });
    expect(await stands(today!)).toMatchObject({ state: "PRE_ONBOARDING", validUntilOn: "2026-11-23" });
    for (const student of [yesterday!, ...earlier]) expect(await stands(student)).toMatchObject({ state: "EXPIRED" });
    expect(await enrollmentLifecycle(w.nimbus.job())).toMatchObject({ expired: 0, daysCaughtUp: 0 });
    expect(await nightOf("2026-11-23")).toMatchObject({ expired: 1, daysCaughtUp: 0 });
  });

  it("of another school is not this school's job", async () => {
    const there = await w.raga.enroll({ validFromOn: "2020-01-01" });
    expect(await enrollmentLifecycle(w.nimbus.job())).toMatchObject({ expired: 0 });
    expect(await stands(there)).toMatchObject({ state: "PRE_ONBOARDING" });
  });
});
