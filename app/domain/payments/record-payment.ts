import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { enrollments } from "../enrollments/tables";
import { payments } from "./tables";

export const paymentInput = z.object({
  enrollmentId: z.uuid(),
  kind: z.enum(["receipt", "waiver", "fee"]),
  /** Paisa, as a positive number; a fee is stored negative. */
  amountPaisa: z.int().min(1, "The amount is at least one paisa."),
  reference: z.string().max(120).optional(),
  reason: z.string().trim().max(400).optional(),
});

/**
 * Writes one ledger entry. A receipt counts only when somebody else has verified it; a waiver counts at once, so it
 * needs a reason and a manager. Refuses an enrollment that does not exist.
 */
export async function recordPayment(ctx: Ctx, raw: z.infer<typeof paymentInput>): Promise<{ paymentId: string }> {
  const input = paymentInput.parse(raw);
  const paymentId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "payment.record", {
    load: () => ({
      enrollment: q
        .select({ studentId: enrollments.studentId, currency: enrollments.currency })
        .from(enrollments)
        .where(eq(enrollments.id, input.enrollmentId)),
    }),
    decide: ({ enrollment: [enrollment] }) => {
      assertCan(ctx.actor, "payment.record");
      // A waiver counts without a second pair of eyes, so it is a manager's.
      if (input.kind === "waiver") assertCan(ctx.actor, "payment.adjust");
      if (!enrollment) return refuse("not_found");
      if (input.kind === "waiver" && !input.reason)
        return refuse("input.invalid", { fields: { reason: ["A waiver needs a reason."] } });
      const amountPaisa = input.kind === "fee" ? -input.amountPaisa : input.amountPaisa;
      const recordedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const { kind, reference, reason, enrollmentId } = input;
      const row = {
        id: paymentId,
        enrollmentId,
        studentId: enrollment.studentId,
        kind,
        amountPaisa,
        currency: enrollment.currency,
        reference,
        reason,
        recordedBy,
      };
      return {
        writes: [q.insert(payments).values(row)],
        events: [{ name: "payment.recorded", payload: { paymentId, enrollmentId } }],
        result: { paymentId },
      };
    },
    reason: input.reason ?? null,
  });
}
