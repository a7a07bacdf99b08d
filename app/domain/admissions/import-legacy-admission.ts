import { and, eq, isNull } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { localDay } from "#kernel/time";

import { plans } from "../catalog/tables";
import { enrollmentWrites } from "../enrollments/new-enrollment";
import { personByEmail, studentWrites } from "../identity/create-student";
import { payments } from "../payments/tables";
import { admissionInput } from "./inputs";
import { personConflicts } from "./person-conflicts";
import { refuseAdmission } from "./refusals";
import { admissionForms } from "./tables";

export const legacyInput = admissionInput.extend({
  code: z
    .string()
    .regex(/^[A-Z]{1,6}-[0-9]{1,9}$/, "A student code looks like MD-1001.")
    .optional(),
  /** First day of the plan, local; today where the sheet says nothing. */
  validFromOn: z.iso.date().optional(),
  /** Why nothing is due any more ("paid before Hub"); without it the agreed price stays due. */
  waiverReason: z.string().trim().min(1).max(400).nullable().default(null),
  /** The school has told them of Hub by itself; else no mail reaches them before their invite. */
  knowsHub: z.boolean().default(false),
});

/**
 * Somebody who was a student before Hub: a form born verified and marked legacy, the student, the enrollment and, where
 * the old books are closed, a waiver with its reason, in one transaction. Refuses an external id that was imported
 * already and a code another student has.
 */
export async function importLegacyAdmission(
  ctx: Ctx,
  raw: z.input<typeof legacyInput>,
): Promise<{ enrollmentId: string; studentId: string; userId: string }> {
  const { code, validFromOn, waiverReason, knowsHub, ...input } = legacyInput.parse(raw);
  const formId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "admission.submit", {
    load: () => ({
      plan: q
        .select({ id: plans.id, validityDays: plans.validityDays, currency: plans.currency })
        .from(plans)
        .where(and(eq(plans.id, input.planId), isNull(plans.deletedAt))),
      person: personByEmail(q, input.email),
    }),
    decide: ({ plan: [plan], person: [person] }) => {
      assertCan(ctx.actor, "admission.submit");
      if (!plan || !ctx.tenant) return refuseAdmission("admission.plan_unknown");
      const student = studentWrites(
        {
          fullName: input.fullName,
          email: input.email,
          phone: input.phone,
          code,
          invitedAt: knowsHub ? ctx.now : null,
        },
        person,
        ctx.now,
      );
      const { studentId, userId } = student.ids;
      const { agreedPaisa } = input;
      const first = validFromOn ?? localDay(ctx.now, ctx.tenant.zone);
      const enrollment = enrollmentWrites(
        { studentId, admissionFormId: formId, plan, agreedPaisa, currency: plan.currency, validFromOn: first },
        ctx.now,
      );
      const { enrollmentId } = enrollment;
      const waiver = {
        enrollmentId,
        studentId,
        kind: "waiver" as const,
        amountPaisa: agreedPaisa,
        currency: plan.currency,
        reason: waiverReason,
      };
      return {
        writes: [
          q.insert(admissionForms).values({
            id: formId,
            ...input,
            currency: plan.currency,
            state: "verified",
            source: "legacy",
            decidedAt: ctx.now,
          }),
          ...student.writes,
          ...enrollment.writes,
          ...(waiverReason && agreedPaisa > 0 ? [q.insert(payments).values(waiver)] : []),
        ],
        events: [{ name: "admission.verified", payload: { formId, studentId, enrollmentId } }],
        result: { enrollmentId, studentId, userId },
      };
    },
    onConstraint: { ...personConflicts, admission_forms_external: refuseAdmission("admission.already_imported") },
    reason: waiverReason,
  });
}
