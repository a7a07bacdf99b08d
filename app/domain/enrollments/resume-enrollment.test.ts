import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { localDay } from "#kernel/time";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { effectiveState } from "./effective-state";
import type { EffectiveFacts } from "./effective-state";
import { enrollmentLifecycle } from "./enrollment-lifecycle";
import { grantPause } from "./grant-pause";
import { resumeEnrollment } from "./resume-enrollment";
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
const pause = ({ enrollmentId }: Enrolled, fromOn: string, untilOn: string) =>
  grantPause(w.nimbus.job(), { enrollmentId, fromOn, untilOn, reason: "Exams" });
const resume = ({ enrollmentId }: Enrolled, version?: number) =>
  resumeEnrollment(w.nimbus.job(), { enrollmentId, reason: "Back early", version });
const facts = ({ enrollmentId }: Enrolled) =>
  w.one<EffectiveFacts & { resume_to: string | null; version: number }>(
    `select e.state, e.valid_until_on::text as "validUntilOn", e.resume_to, e.version, coalesce((select jsonb_agg(jsonb_build_object('fromOn', p.from_on, 'untilOn', p.until_on))
       from enrollment_pauses p where p.enrollment_id = e.id and p.state in ('approved', 'active')), '[]') as pauses from enrollments e where e.id = $1`,
    [enrollmentId],
  );
const pauseOf = ({ pauseId }: { pauseId: string }) =>
  w.one("select state, until_on::text as until from enrollment_pauses where id = $1", [pauseId]);
const at = (day: string) => {
  w.clock.now = new Date(`${day}T06:00:00Z`);
};

it("a student who is back early gets the days back that the pause took, and goes on where they were", async () => {
  const student = await placed();
  const granted = await pause(student, "2026-11-23", "2026-12-22");
  const { validUntilOn } = await facts(student);
  at("2026-11-26");
  expect(await resume(student)).toEqual({ days: 3 });
  expect(await pauseOf(granted)).toEqual({ state: "ended", until: "2026-11-25" });
  expect(validUntilOn).toBe("2027-11-22");
  expect(await facts(student)).toMatchObject({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-25", resume_to: null });
  expect((await w.nimbus.audit(student.enrollmentId)).at(-1)).toMatchObject({
    action: "pause.decide",
    reason: "Back early",
    after: { state: "BATCH_ASSIGNED", valid_until_on: "2027-11-25" },
  });
  const { enrollmentId, studentId } = student;
  expect(await w.nimbus.events("enrollment.resumed")).toContainEqual({ enrollmentId, studentId, ...granted });
  // The night gives nothing back a second time.
  await enrollmentLifecycle(w.nimbus.job("enrollment-lifecycle"));
  expect(await facts(student)).toMatchObject({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-25" });
});

it("a pause that began today took no day and is void", async () => {
  const student = await placed();
  const granted = await pause(student, "2026-11-23", "2026-12-22");
  expect(await resume(student)).toEqual({ days: 0 });
  expect(await pauseOf(granted)).toMatchObject({ state: "void" });
  expect(await facts(student)).toMatchObject({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-22" });
});

it("a pause that has not begun is cancelled, and the plan stays as it was", async () => {
  const student = await placed();
  const granted = await pause(student, "2026-12-01", "2026-12-22");
  expect(await resume(student)).toEqual({ days: 0 });
  expect(await pauseOf(granted)).toMatchObject({ state: "cancelled" });
  expect(await facts(student)).toMatchObject({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-22" });
});

it("a pause whose night was missed ends like any other", async () => {
  const student = await placed();
  const granted = await pause(student, "2026-11-24", "2026-12-22");
  at("2026-11-28");
  expect(await facts(student)).toMatchObject({ state: "BATCH_ASSIGNED" });
  expect(await resume(student)).toEqual({ days: 4 });
  expect(await pauseOf(granted)).toEqual({ state: "ended", until: "2026-11-27" });
  const after = await facts(student);
  expect(after).toMatchObject({ state: "BATCH_ASSIGNED", validUntilOn: "2027-11-26" });
  expect(effectiveState(after, localDay(w.clock.now, "Asia/Kolkata"))).toBe("BATCH_ASSIGNED");
});

it("is done once, also by two people at the same moment", async () => {
  const student = await placed();
  await pause(student, "2026-11-23", "2026-12-22");
  const { version } = await facts(student);
  at("2026-11-26");
  const both = await Promise.allSettled([resume(student, version), resume(student, version)]);
  expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await facts(student)).toMatchObject({ validUntilOn: "2027-11-25" });
  expect(await refusal(resume(student, version))).toEqual({ code: "conflict" });
  expect(await refusal(resume(student))).toEqual({ code: "enrollment.not_paused" });
});

it("is refused where nothing is paused, where the plan is suspended meanwhile, and for who may not decide", async () => {
  const never = await placed();
  expect(await refusal(resume(never))).toEqual({ code: "enrollment.not_paused" });
  const student = await placed();
  await pause(student, "2026-11-23", "2026-12-22");
  const { enrollmentId } = student;
  for (const role of ["customer_support", "trainer"] as const)
    expect(await refusal(resumeEnrollment(await w.nimbus.staff(role), { enrollmentId, reason: "Back" })), role).toEqual(
      { code: "forbidden" },
    );
  await suspendEnrollment(w.nimbus.job(), { enrollmentId, reason: "Unpaid" });
  expect(await refusal(resume(student))).toEqual({ code: "enrollment.state" });
  expect(await refusal(resumeEnrollment(await w.raga.staff("ops"), { enrollmentId, reason: "Not ours" }))).toEqual({
    code: "not_found",
  });
});
