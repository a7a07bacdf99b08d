import { fc, test as property } from "@fast-check/vitest";
import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { emptyLedger, paymentState } from "#domain/payments/payment-state";
import { recordPayment } from "#domain/payments/record-payment";
import { verifyPayment } from "#domain/payments/verify-payment";
import { addDays } from "#kernel/time";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld } from "#tests/support/domain-world";

import { effectiveState } from "../effective-state";
import { enrollmentMachine } from "../enrollment.machine";
import { enrollmentLifecycle } from "../enrollment-lifecycle";
import { grantPause } from "../grant-pause";
import { suspendEnrollment } from "../suspend-enrollment";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Line = { state: string; payment: string; changesOn: string | null; enrollmentId: string; standing: number };
const lineOf = ({ studentId }: Pick<Enrolled, "studentId">) =>
  w.one<Line>(
    `select enrollment_state as state, payment, changes_on::text as "changesOn", enrollment_id as "enrollmentId", standing from student_directory where id = $1`,
    [studentId],
  );
/** Every line as it would be written down now. */
const differences = async () => {
  const client = await w.owner.connect();
  const read = async () =>
    (await client.query<Record<string, unknown>>("select * from student_directory order by id")).rows;
  try {
    await client.query("begin");
    await client.query("select set_config('app.now', $1, true)", [w.clock.now.toISOString()]);
    const kept = await read();
    await client.query(
      "update student_directory set words = '{}', sort_name = '', enrollment_state = null, payment = null, standing = 4",
    );
    await client.query(
      "select app.list_students(array(select id from student_directory)), app.list_enrollments(array(select id from student_directory))",
    );
    const anew = await read();
    return {
      lines: kept.length,
      different: kept.filter((line, i) => JSON.stringify(line) !== JSON.stringify(anew[i])),
    };
  } finally {
    await client.query("rollback");
    client.release();
  }
};

describe("a line of the directory", () => {
  it("follows the enrollment, its pauses and its money, by whichever command they change", async () => {
    const student = await w.nimbus.enroll({ agreedPaisa: 1000 });
    const batchId = await w.nimbus.batch();
    expect(await lineOf(student)).toMatchObject({ state: "PRE_ONBOARDING", payment: "due", standing: 0 });
    await w.nimbus.assign(student, batchId);
    expect(await lineOf(student)).toMatchObject({ state: "BATCH_ASSIGNED" });
    const receipt = { enrollmentId: student.enrollmentId, kind: "receipt" as const, amountPaisa: 400 };
    const { paymentId } = await recordPayment(await w.nimbus.staff("ops"), receipt);
    expect(await lineOf(student)).toMatchObject({ payment: "due" });
    await verifyPayment(await w.nimbus.staff("ops_manager"), { paymentId });
    expect(await lineOf(student)).toMatchObject({ payment: "part" });
    await grantPause(w.nimbus.job(), {
      enrollmentId: student.enrollmentId,
      fromOn: "2026-11-25",
      untilOn: "2026-11-27",
      reason: "Exams",
    });
    expect(await lineOf(student)).toMatchObject({ state: "BATCH_ASSIGNED", changesOn: "2026-11-25" });
    await suspendEnrollment(await w.nimbus.staff("ops_manager"), {
      enrollmentId: student.enrollmentId,
      reason: "Conduct",
    });
    expect(await lineOf(student)).toMatchObject({ state: "SUSPENDED", changesOn: null });
    expect((await differences()).different).toEqual([]);
  });

  it("is of the enrollment that lives, then of the newest", async () => {
    const old = await w.nimbus.enroll();
    await w.nimbus.asOwner("update enrollments set state = 'CANCELLED' where id = $1", [old.enrollmentId]);
    expect(await lineOf(old)).toMatchObject({ state: "CANCELLED", standing: 3 });
    await w.nimbus.asOwner(
      `with f as (insert into admission_forms (state, source, full_name, email, plan_id, agreed_paisa, currency) values ('verified', 'legacy', 'Again', 'again@x.example', $2, 0, 'INR') returning id)
       insert into enrollments (student_id, plan_id, admission_form_id, state, valid_from_on, agreed_paisa, currency) select $1, $2, id, 'PAYMENT_VERIFIED', '2026-01-01', 0, 'INR' from f`,
      [old.studentId, w.nimbus.planId],
    );
    expect(await lineOf(old)).toMatchObject({ state: "PAYMENT_VERIFIED", standing: 0 });
    expect((await lineOf(old)).enrollmentId).not.toBe(old.enrollmentId);
  });

  it("is what it would be if it were written anew, for everybody, after a night too", async () => {
    const student = await w.nimbus.enroll();
    await grantPause(w.nimbus.job(), {
      enrollmentId: (await w.nimbus.assign(student, await w.nimbus.batch())).enrollmentId,
      fromOn: "2026-11-24",
      untilOn: "2026-11-24",
      reason: "Exams",
    });
    for (const night of ["2026-11-23T20:30:00Z", "2026-11-24T20:30:00Z"]) {
      w.clock.now = new Date(night);
      await enrollmentLifecycle(w.nimbus.job("enrollment-lifecycle"));
    }
    expect(await lineOf(student)).toMatchObject({ state: "BATCH_ASSIGNED" });
    const { lines, different } = await differences();
    expect(lines).toBeGreaterThan(2);
    expect(different).toEqual([]);
  });

  it("holds what both of two transactions did that change the same student at once", async () => {
    const student = await w.nimbus.enroll({ agreedPaisa: 500 });
    const [one, two] = [await w.owner.connect(), await w.owner.connect()];
    const begin = async (client: PoolClient) => {
      await client.query("begin");
      await client.query("select set_config('app.organization_id', $1, true), set_config('app.action', 'test', true)", [
        w.nimbus.organizationId,
      ]);
    };
    await begin(one);
    await begin(two);
    await one.query("update enrollments set state = 'SUSPENDED', resume_to = 'PRE_ONBOARDING' where id = $1", [
      student.enrollmentId,
    ]);
    const paid = two.query(
      "insert into payments (enrollment_id, student_id, kind, amount_paisa, currency, reason) values ($1, $2, 'waiver', 500, 'INR', 'old books')",
      [student.enrollmentId, student.studentId],
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await one.query("commit");
    await paid;
    await two.query("commit");
    one.release();
    two.release();
    expect(await lineOf(student)).toMatchObject({ state: "SUSPENDED", payment: "waived" });
  });
});

describe("what the database computes", () => {
  let client: PoolClient;
  let student: Enrolled;
  beforeAll(async () => {
    student = await w.nimbus.enroll();
    client = await w.owner.connect();
    await client.query("begin");
    await client.query("alter table enrollment_pauses disable trigger user");
    await client.query("select set_config('app.organization_id', $1, true)", [w.nimbus.organizationId]);
  });
  afterAll(async () => {
    await client.query("rollback");
    client.release();
  });
  const start = "2026-11-01";
  const facts = fc.record({
    state: fc.constantFrom(...enrollmentMachine.states),
    validIn: fc.option(fc.integer({ min: 0, max: 60 })),
    gaps: fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 })), { maxLength: 3 }),
    today: fc.integer({ min: 0, max: 60 }),
  });

  property.prop([facts], { numRuns: 150 })(
    "is the effective state that the gate and the pages know, and holds until the day it names",
    async ({ state, validIn, gaps, today }) => {
      const pauses: { fromOn: string; untilOn: string }[] = [];
      let at = 0;
      for (const [gap, days] of gaps) {
        pauses.push({ fromOn: addDays(start, at + gap), untilOn: addDays(start, at + gap + days - 1) });
        at += gap + days;
      }
      const validUntilOn = validIn === null ? null : addDays(start, validIn);
      const on = addDays(start, today);
      await client.query("delete from enrollment_pauses where enrollment_id = $1", [student.enrollmentId]);
      for (const { fromOn, untilOn } of pauses)
        await client.query(
          "insert into enrollment_pauses (enrollment_id, student_id, state, from_on, until_on, reason) values ($1, $2, 'approved', $3, $4, 'x')",
          [student.enrollmentId, student.studentId, fromOn, untilOn],
        );
      const { rows } = await client.query<{ state: string; changesOn: string | null }>(
        `select state, changes_on::text as "changesOn" from app.effective_state($1, $2, $3, $4, $5)`,
        [w.nimbus.organizationId, student.enrollmentId, state, validUntilOn, on],
      );
      const known = { state, validUntilOn, pauses };
      expect(rows[0]!.state).toBe(effectiveState(known, on));
      // Until that day nothing but a command makes it another.
      for (let day = on; day < (rows[0]!.changesOn ?? addDays(on, 40)); day = addDays(day, 1))
        expect(effectiveState(known, day), day).toBe(rows[0]!.state);
    },
  );

  const amount = fc.constantFrom(0, 0, 1, 500, 1000);
  property.prop([
    fc.constantFrom(0, 500, 1000),
    fc.record({
      receivedPaisa: amount,
      unverifiedPaisa: amount,
      waivedPaisa: amount,
      feesPaisa: amount,
      refundedPaisa: amount,
      adjustedPaisa: amount,
    }),
  ])("is the payment state that the gate and the pages know", async (agreed, sums) => {
    const { rows } = await client.query<{ state: string }>("select app.payment_state($1, $2) as state", [
      agreed,
      { ...emptyLedger, ...sums },
    ]);
    expect(rows[0]!.state).toBe(paymentState(agreed, sums));
  });
});
