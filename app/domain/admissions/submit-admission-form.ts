import { and, eq, isNull } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { transition } from "#kernel/write.server";

import { plans } from "../catalog/tables";
import { admissionFormMachine } from "./admission-form.machine";
import { admissionInput } from "./inputs";
import type { AdmissionInput } from "./inputs";
import { refuseAdmission } from "./refusals";
import { admissionForms } from "./tables";

/** Sales says that a sale was completed. Nothing is created for the student until somebody else verifies it. */
export async function submitAdmissionForm(ctx: Ctx, raw: AdmissionInput): Promise<{ formId: string }> {
  const input = admissionInput.parse(raw);
  const formId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "admission.submit", {
    load: () => ({
      plan: q
        .select({ id: plans.id, currency: plans.currency })
        .from(plans)
        .where(and(eq(plans.id, input.planId), isNull(plans.deletedAt))),
    }),
    decide: ({ plan: [plan] }) => {
      assertCan(ctx.actor, "admission.submit", { own: true });
      if (!plan) return refuseAdmission("admission.plan_unknown", { fields: { planId: ["Choose a plan."] } });
      const submittedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const draft = { id: formId, version: 1, state: "draft" as const };
      return {
        writes: [
          q
            .insert(admissionForms)
            .values({ id: formId, ...input, currency: plan.currency, state: "draft", source: "sales", submittedBy }),
          transition(admissionForms, admissionFormMachine, draft, "submit", { set: { submittedAt: ctx.now } }),
        ],
        events: [{ name: "admission.submitted", payload: { formId } }],
        result: { formId },
      };
    },
    onConstraint: { admission_forms_external: refuseAdmission("admission.already_imported") },
  });
}
