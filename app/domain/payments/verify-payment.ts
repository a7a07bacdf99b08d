import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { refusePayment } from "./refusals";
import { payments, paymentVerifications } from "./tables";

/** Confirms that money arrived. Never by the person who recorded it (held again by the database); once. */
export async function verifyPayment(ctx: Ctx, input: { paymentId: string }): Promise<{ enrollmentId: string }> {
  return mutate(ctx, "payment.verify", {
    load: () => ({ payment: q.select().from(payments).where(eq(payments.id, input.paymentId)) }),
    decide: ({ payment: [payment] }) => {
      assertCan(ctx.actor, "payment.verify");
      if (!payment) return refuse("not_found");
      const verifiedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      if (verifiedBy !== null && payment.recordedBy === verifiedBy) return refusePayment("payment.own_entry");
      return {
        writes: [
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
