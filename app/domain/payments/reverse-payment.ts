import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { enrollmentOf, entryWrite, ledgerOf, ledgerUnchanged, ledgerVersion } from "./ledger";
import { refusePayment } from "./refusals";
import { payments } from "./tables";

export const reverseInput = z.object({ paymentId: z.uuid(), reason: reasonInput });

/**
 * Takes a wrong entry back by its opposite, because the ledger itself is never changed. What counts already is a manager's
 * to take back; a receipt that still waits is whoever's may record. Refuses a reversal of a reversal and a second one.
 */
export async function reversePayment(ctx: Ctx, raw: z.input<typeof reverseInput>): Promise<{ enrollmentId: string }> {
  const { paymentId, reason } = parseInput(reverseInput, raw);
  return mutate(ctx, "payment.record", {
    load: () => ({
      payment: q.select().from(payments).where(eq(payments.id, paymentId)),
      ledger: ledgerOf(enrollmentOf(paymentId)),
    }),
    decide: ({ payment: [payment], ledger }) => {
      assertCan(ctx.actor, "payment.record");
      const entry = ledger.find((one) => one.id === paymentId);
      if (!payment || !entry) return refuse("not_found");
      if (payment.kind !== "receipt" || entry.verified) assertCan(ctx.actor, "payment.adjust");
      if (payment.kind === "reversal") return refusePayment("payment.is_reversal");
      if (entry.reversed) return refusePayment("payment.reversed");
      const { enrollmentId, studentId, currency } = payment;
      const reversal = {
        id: uuidv7(ctx.now.getTime()),
        enrollment: { id: enrollmentId, studentId, currency },
        kind: "reversal" as const,
        amountPaisa: -payment.amountPaisa,
        reversesId: payment.id,
        reason,
        recordedBy: ctx.actor.kind === "member" ? ctx.actor.memberId : null,
      };
      return {
        // A verification meanwhile would make the entry count, and its reversal a manager's.
        writes: [...ledgerUnchanged(enrollmentId, ledgerVersion(ledger)), entryWrite(reversal)],
        events: [{ name: "payment.reversed", payload: { paymentId, enrollmentId } }],
        result: { enrollmentId },
      };
    },
    reason,
    onConstraint: { payments_reverses: refusePayment("payment.reversed") },
  });
}
