import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { enrollmentOf, ledgerOf, ledgerUnchanged, ledgerVersion } from "./ledger";
import { refusePayment } from "./refusals";
import { payments, paymentVerifications } from "./tables";

/**
 * Confirms that the money of a receipt arrived. Never by the person who recorded it (held again by the database); once.
 * Refuses entries that count without it and one that was taken back.
 */
export async function verifyPayment(ctx: Ctx, input: { paymentId: string }): Promise<{ enrollmentId: string }> {
  return mutate(ctx, "payment.verify", {
    load: () => ({
      payment: q.select().from(payments).where(eq(payments.id, input.paymentId)),
      ledger: ledgerOf(enrollmentOf(input.paymentId)),
    }),
    decide: ({ payment: [payment], ledger }) => {
      assertCan(ctx.actor, "payment.verify");
      const entry = ledger.find((one) => one.id === input.paymentId);
      if (!payment || !entry) return refuse("not_found");
      if (payment.kind !== "receipt") return refusePayment("payment.nothing_to_verify");
      if (entry.reversed) return refusePayment("payment.reversed");
      if (entry.verified) return refusePayment("payment.already_verified");
      const verifiedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      if (verifiedBy !== null && payment.recordedBy === verifiedBy) return refusePayment("payment.own_entry");
      return {
        writes: [
          ...ledgerUnchanged(payment.enrollmentId, ledgerVersion(ledger)),
          q.insert(paymentVerifications).values({ paymentId: payment.id, studentId: payment.studentId, verifiedBy }),
        ],
        events: [{ name: "payment.verified", payload: { paymentId: payment.id, enrollmentId: payment.enrollmentId } }],
        result: { enrollmentId: payment.enrollmentId },
      };
    },
    onConstraint: {
      payment_verifications_organization_id_payment_id_key: refusePayment("payment.already_verified"),
      payment_verifications_four_eyes: refusePayment("payment.own_entry"),
    },
  });
}
