import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { cancelEnrollment } from "./cancel-enrollment";
import { enrollmentLifecycle } from "./enrollment-lifecycle";
import { extendEnrollment } from "./extend-enrollment";

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

const stands = ({ enrollmentId }: Enrolled) =>
  w.one("select state, valid_until_on::text as until, version from enrollments where id = $1", [enrollmentId]);
const entries = ({ enrollmentId }: Enrolled) =>
  w.owner
    .query("select kind, amount_paisa::int as paisa, reason from payments where enrollment_id = $1 order by id", [
      enrollmentId,
    ])
    .then(({ rows }) => rows);
/** A plan of 365 days that ended ten days ago, and the night has written it down. */
const ended = async (seated: boolean): Promise<Enrolled> => {
  const student = await w.nimbus.enroll({ validFromOn: "2025-11-14" });
  if (seated) await w.nimbus.assign(student, batchId);
  w.clock.now = new Date("2026-11-23T20:30:00Z");
  await enrollmentLifecycle(w.nimbus.job("enrollment-lifecycle"));
  w.clock.now = monday;
  expect(await stands(student)).toMatchObject({ state: "EXPIRED", until: "2026-11-13" });
  return student;
};
const more = { days: 30, reason: "Was ill for a month" };

describe("more days", () => {
  it("move the end on, with days, reason and fee in the record and the fee in the ledger", async () => {
    const student = await w.nimbus.enroll({ validFromOn: "2026-11-01" });
    const ops = await w.nimbus.staff("ops");
    const { enrollmentId, studentId } = student;
    expect(await extendEnrollment(ops, { enrollmentId, ...more, feePaisa: 150_050 })).toEqual({
      validUntilOn: "2027-11-30",
    });
    expect(await stands(student)).toMatchObject({ state: "PRE_ONBOARDING", until: "2027-11-30" });
    expect(
      await w.one(
        "select days, fee_paisa::int as fee, reason, student_id from enrollment_extensions where enrollment_id = $1",
        [enrollmentId],
      ),
    ).toEqual({ days: 30, fee: 150_050, reason: more.reason, student_id: studentId });
    expect(await entries(student)).toEqual([
      { kind: "fee", paisa: -150_050, reason: "30 days more: Was ill for a month" },
    ]);
    expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
      action: "enrollment.extend",
      actor: `member:${ops.memberId}`,
      reason: more.reason,
      after: { valid_until_on: "2027-11-30" },
    });
    expect(await w.nimbus.events("enrollment.extended")).toContainEqual({
      enrollmentId,
      studentId,
      validUntilOn: "2027-11-30",
    });
  });

  it("leave the ledger alone where no fee is asked", async () => {
    const student = await w.nimbus.enroll();
    await extendEnrollment(w.nimbus.job(), { enrollmentId: student.enrollmentId, ...more });
    expect(await entries(student)).toEqual([]);
  });

  it.each([
    [true, "ACTIVE"],
    [false, "BATCH_PENDING"],
  ])("wake a plan that had ended: with a seat %s it is %s", async (seated, state) => {
    const student = await ended(seated);
    await extendEnrollment(w.nimbus.job(), { enrollmentId: student.enrollmentId, ...more });
    expect(await stands(student)).toMatchObject({ state, until: "2026-12-13" });
  });

  it("that would still end in the past are refused, with how many are needed", async () => {
    const { enrollmentId } = await ended(false);
    expect(await refusal(extendEnrollment(w.nimbus.job(), { enrollmentId, ...more, days: 9 }))).toEqual({
      code: "enrollment.extension_too_short",
      fields: { days: ["At least 10 days reach today."] },
    });
    await extendEnrollment(w.nimbus.job(), { enrollmentId, ...more, days: 10 });
  });

  it("are not given twice by a form that is sent twice, nor over somebody else's change", async () => {
    const student = await w.nimbus.enroll();
    const { version } = (await stands(student)) as { version: number };
    const form = { enrollmentId: student.enrollmentId, ...more, version };
    const both = await Promise.allSettled([1, 2].map(() => extendEnrollment(w.nimbus.job(), form)));
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await refusal(extendEnrollment(w.nimbus.job(), form))).toEqual({ code: "conflict" });
    expect(await stands(student)).toMatchObject({ version: version + 1 });
  });

  it("are refused for a plan that is over for good, for one without an end, and where there is none", async () => {
    const over = await w.nimbus.enroll();
    await cancelEnrollment(w.nimbus.job(), { enrollmentId: over.enrollmentId, reason: "moved away" });
    expect(await refusal(extendEnrollment(w.nimbus.job(), { enrollmentId: over.enrollmentId, ...more }))).toEqual({
      code: "enrollment.state",
    });
    const endless = await w.nimbus.enroll();
    await w.nimbus.asOwner("update enrollments set valid_until_on = null where id = $1", [endless.enrollmentId]);
    expect(await refusal(extendEnrollment(w.nimbus.job(), { enrollmentId: endless.enrollmentId, ...more }))).toEqual({
      code: "enrollment.no_end",
    });
    const elsewhere = await w.raga.staff("leadership");
    expect(await refusal(extendEnrollment(elsewhere, { enrollmentId: endless.enrollmentId, ...more }))).toEqual({
      code: "not_found",
    });
  });

  it.each(["program_manager", "customer_support", "trainer", "academic_counselor"] as const)(
    "are not %s's to give",
    async (role) => {
      const { enrollmentId } = await w.nimbus.enroll();
      expect(await refusal(extendEnrollment(await w.nimbus.staff(role), { enrollmentId, ...more }))).toEqual({
        code: "forbidden",
      });
    },
  );

  it("are told beside each field what is wrong with them", async () => {
    const { enrollmentId } = await w.nimbus.enroll();
    const wrong = { enrollmentId, days: 0, feePaisa: 1.5, reason: " " };
    expect(await refusal(extendEnrollment(w.nimbus.job(), wrong))).toEqual({
      code: "input.invalid",
      fields: {
        days: ["At least one day."],
        feePaisa: ["Write an amount like 2,500 or 2500.50."],
        reason: ["Say why; it stands in the record."],
      },
    });
  });
});
