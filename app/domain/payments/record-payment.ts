import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { enrollments } from "../enrollments/tables";
import { entryWrite, ledgerOf, ledgerUnchanged, ledgerVersion } from "./ledger";
import { refusePayment } from "./refusals";

export const paymentInput = z.object({
  enrollmentId: z.uuid(),
  /** Made with the form, so that the form sent twice is one entry. */
  paymentId: z.uuid().optional(),
  kind: z.enum(["receipt", "waiver", "fee", "adjustment"], { error: "Choose what to record." }),
  /** Paisa, as a positive number; a fee is stored negative. */
  amountPaisa: z
    .int("Write an amount like 2,500 or 2500.50.")
    .min(1, "The amount is at least one paisa.")
    .max(100_000_000_000_00, "That is more than a plan can cost."),
  /** An adjustment lowers what is owed unless it raises it. */
  raises: z.boolean().default(false),
  reference: z.string().trim().max(120, "A reference has at most 120 characters.").optional(),
  reason: z.string().trim().max(400, "A reason has at most 400 characters.").optional(),
  /** Of the ledger the form was made from. */
  ledgerVersion: z.int().min(0).optional(),
});

/**
 * Writes one ledger entry. A receipt counts only when somebody else has verified it; a waiver and an adjustment count at
 * once, so they need a reason and a manager. Refuses an enrollment that does not exist, a form sent twice, and one made
 * from a ledger that has changed.
 */
export async function recordPayment(ctx: Ctx, raw: z.input<typeof paymentInput>): Promise<{ paymentId: string }> {
  const input = parseInput(paymentInput, raw);
  const paymentId = input.paymentId ?? uuidv7(ctx.now.getTime());
  return mutate(ctx, "payment.record", {
    load: () => ({
      enrollment: q
        .select({ id: enrollments.id, studentId: enrollments.studentId, currency: enrollments.currency })
        .from(enrollments)
        .where(eq(enrollments.id, input.enrollmentId)),
      ledger: ledgerOf(input.enrollmentId),
    }),
    decide: ({ enrollment: [enrollment], ledger }) => {
      assertCan(ctx.actor, "payment.record");
      const atOnce = input.kind === "waiver" || input.kind === "adjustment";
      // What counts without a second pair of eyes is a manager's.
      if (atOnce) assertCan(ctx.actor, "payment.adjust");
      if (!enrollment) return refuse("not_found");
      if (atOnce && !input.reason)
        return refuse("input.invalid", {
          fields: { reason: [input.kind === "waiver" ? "A waiver needs a reason." : "An adjustment needs a reason."] },
        });
      if (ledger.some((one) => one.id === paymentId)) return refusePayment("payment.already_recorded");
      const version = ledgerVersion(ledger);
      if (input.ledgerVersion !== undefined && input.ledgerVersion !== version)
        return refusePayment("payment.ledger_changed");
      const { kind, reference, reason, enrollmentId, raises } = input;
      const lowers = kind !== "fee" && !(kind === "adjustment" && raises);
      return {
        writes: [
          ...ledgerUnchanged(enrollmentId, version),
          entryWrite({
            id: paymentId,
            enrollment,
            kind,
            amountPaisa: lowers ? input.amountPaisa : -input.amountPaisa,
            reference,
            reason,
            recordedBy: ctx.actor.kind === "member" ? ctx.actor.memberId : null,
          }),
        ],
        events: [{ name: "payment.recorded", payload: { paymentId, enrollmentId } }],
        result: { paymentId },
      };
    },
    reason: input.reason ?? null,
    onConstraint: { payments_pkey: refusePayment("payment.already_recorded") },
  });
}
