import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition, unchanged } from "#kernel/write.server";

import { entryWrite, ledgerOf, ledgerUnchanged, ledgerVersion, sumsOf } from "../payments/ledger";
import { refusePayment } from "../payments/refusals";
import { enrollmentMachine } from "./enrollment.machine";
import type { EnrollmentState } from "./enrollment.machine";
import { refuseEnrollment } from "./refusals";
import { enrollments } from "./tables";

export const refundInput = z.object({
  enrollmentId: z.uuid(),
  /** All that was received and not given back yet, where left out. */
  amountPaisa: z.int("Write an amount like 2,500 or 2500.50.").min(1, "The amount is at least one paisa.").optional(),
  reference: z.string().trim().max(120, "A reference has at most 120 characters.").optional(),
  reason: z.string().max(400, "A reason has at most 400 characters."),
  /** Made with the form, so that the form sent twice is one refund. */
  paymentId: z.uuid().optional(),
  version: versionInput,
  ledgerVersion: z.int().min(0).optional(),
});

/**
 * Gives money back. All of it ends the plan in the same transaction; a part keeps the plan as it is, and so does the last
 * part of a plan that was cancelled before. Refuses more than was received and verified, a plan that ended without money to
 * give back, and a form made from another ledger or plan than stands now.
 */
export async function refundEnrollment(
  ctx: Ctx,
  raw: z.input<typeof refundInput>,
): Promise<{ state: EnrollmentState }> {
  const input = parseInput(refundInput, raw);
  const paymentId = input.paymentId ?? uuidv7(ctx.now.getTime());
  return mutate(ctx, "enrollment.refund", {
    load: () => ({
      found: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)),
      ledger: ledgerOf(input.enrollmentId),
    }),
    decide: ({ found: [row], ledger }) => {
      assertCan(ctx.actor, "enrollment.refund");
      if (!row) return refuse("not_found");
      const reason = input.reason.trim();
      if (!reason) return refuseEnrollment("enrollment.reason_needed", { fields: { reason: ["Give a reason."] } });
      if (ledger.some((one) => one.id === paymentId)) return refusePayment("payment.already_recorded");
      if (isStale(input.version, row)) return refuse("conflict");
      const entries = ledgerVersion(ledger);
      if (input.ledgerVersion !== undefined && input.ledgerVersion !== entries)
        return refusePayment("payment.ledger_changed");
      const sums = sumsOf(ledger);
      const there = sums.receivedPaisa - sums.refundedPaisa;
      const amountPaisa = input.amountPaisa ?? Math.max(0, there);
      if (amountPaisa > Math.max(0, there))
        return refusePayment("payment.refund_too_large", {
          fields: { amount: ["At most what was received and verified, less what went back already."] },
        });
      const to = amountPaisa === Math.max(0, there) ? target(enrollmentMachine, "refund", row.state) : null;
      if (to === null && amountPaisa === 0) return refuseEnrollment("enrollment.state");
      const { id: enrollmentId, studentId } = row;
      const entry = {
        id: paymentId,
        enrollment: row,
        kind: "refund" as const,
        amountPaisa: -amountPaisa,
        reference: input.reference,
        reason,
        recordedBy: ctx.actor.kind === "member" ? ctx.actor.memberId : null,
      };
      return {
        writes: [
          ...ledgerUnchanged(enrollmentId, entries),
          to === null
            ? unchanged(enrollments, row, "enrollment")
            : transition(enrollments, enrollmentMachine, row, "refund", { set: { stateReason: reason } }),
          ...(amountPaisa > 0 ? [entryWrite(entry)] : []),
        ],
        events: [
          ...(amountPaisa > 0 ? [{ name: "payment.recorded", payload: { paymentId, enrollmentId } }] : []),
          ...(to === null ? [] : [{ name: "enrollment.refunded", payload: { enrollmentId, studentId } }]),
        ],
        result: { state: to ?? row.state },
      };
    },
    reason: input.reason,
    onConstraint: { payments_pkey: refusePayment("payment.already_recorded") },
  });
}
