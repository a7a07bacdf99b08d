import { afterAll, beforeAll, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { recordPayment } from "../payments/record-payment";
import { verifyPayment } from "../payments/verify-payment";
import { cancelEnrollment } from "./cancel-enrollment";
import { refundEnrollment } from "./refund-enrollment";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const agreedPaisa = 900_000;
/** A student who has paid `amountPaisa`, verified. */
async function paid(amountPaisa: number): Promise<Enrolled> {
  const student = await w.nimbus.enroll({ agreedPaisa });
  const receipt = { enrollmentId: student.enrollmentId, kind: "receipt" as const, amountPaisa };
  const { paymentId } = await recordPayment(w.nimbus.job(), receipt);
  await verifyPayment(w.nimbus.job(), { paymentId });
  return student;
}
const refund = async ({ enrollmentId }: Enrolled, more: Partial<Parameters<typeof refundEnrollment>[1]> = {}) =>
  refundEnrollment(await w.nimbus.staff("ops_manager"), { enrollmentId, reason: "Asked within a week", ...more });
const stands = ({ enrollmentId }: Enrolled) =>
  w.one<{ state: string; refunds: number[] }>(
    `select state, coalesce((select array_agg(amount_paisa::int order by amount_paisa desc) from payments p where p.enrollment_id = e.id and kind = 'refund'), '{}') as refunds
     from enrollments e where id = $1`,
    [enrollmentId],
  );

it("of everything ends the plan in the transaction that gives the money back", async () => {
  const student = await paid(900_000);
  const { enrollmentId, studentId } = student;
  expect(await refund(student, { reference: "UTR 77" })).toEqual({ state: "REFUNDED" });
  expect(await stands(student)).toEqual({ state: "REFUNDED", refunds: [-900_000] });
  const manager = await w.nimbus.staff("ops_manager");
  expect(
    await w.one("select reference, reason, recorded_by from payments where enrollment_id = $1 and kind = 'refund'", [
      enrollmentId,
    ]),
  ).toEqual({ reference: "UTR 77", reason: "Asked within a week", recorded_by: manager.memberId });
  expect((await w.nimbus.audit(enrollmentId)).at(-1)).toMatchObject({
    action: "enrollment.refund",
    reason: "Asked within a week",
    after: { state: "REFUNDED" },
  });
  expect(await w.nimbus.events("enrollment.refunded")).toContainEqual({ enrollmentId, studentId });
});

it("of a part keeps the plan; the rest later ends it", async () => {
  const student = await paid(900_000);
  expect(await refund(student, { amountPaisa: 300_000 })).toEqual({ state: "PRE_ONBOARDING" });
  expect(await stands(student)).toEqual({ state: "PRE_ONBOARDING", refunds: [-300_000] });
  expect(await refund(student, { amountPaisa: 600_000 })).toEqual({ state: "REFUNDED" });
});

it("of more than was received and verified is refused, beside the amount", async () => {
  const student = await paid(500_000);
  await recordPayment(w.nimbus.job(), { enrollmentId: student.enrollmentId, kind: "receipt", amountPaisa: 400_000 });
  expect(await refusal(refund(student, { amountPaisa: 500_001 }))).toEqual({
    code: "payment.refund_too_large",
    fields: { amount: ["At most what was received and verified, less what went back already."] },
  });
  expect(await refund(student, { amountPaisa: 500_000 })).toEqual({ state: "REFUNDED" });
});

it("of a plan that was cancelled gives the money back and leaves it cancelled", async () => {
  const student = await paid(900_000);
  await cancelEnrollment(w.nimbus.job(), { enrollmentId: student.enrollmentId, reason: "moved away" });
  expect(await refund(student)).toEqual({ state: "CANCELLED" });
  expect(await stands(student)).toEqual({ state: "CANCELLED", refunds: [-900_000] });
  expect(await refusal(refund(student))).toEqual({ code: "enrollment.state" });
});

it("without money in the ledger ends the plan and writes no entry", async () => {
  const student = await w.nimbus.enroll();
  expect(await refund(student)).toEqual({ state: "REFUNDED" });
  expect(await stands(student)).toEqual({ state: "REFUNDED", refunds: [] });
});

it("is given once: by a form sent twice, by two managers at the same moment, by a page older than the ledger", async () => {
  const student = await paid(900_000);
  const form = { amountPaisa: 300_000, paymentId: uuidv7(w.clock.now.getTime()), version: 2, ledgerVersion: 2 };
  const both = await Promise.allSettled([refund(student, form), refund(student, form)]);
  expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await refusal(refund(student, form))).toEqual({ code: "payment.already_recorded" });
  const other = { ...form, paymentId: uuidv7(w.clock.now.getTime()) };
  expect(await refusal(refund(student, other))).toEqual({ code: "payment.ledger_changed" });
  const races = await Promise.allSettled([1, 2].map(() => refund(student, { amountPaisa: 600_000 })));
  expect(races.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await stands(student)).refunds).toEqual([-300_000, -600_000]);
});
