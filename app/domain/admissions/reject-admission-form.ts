import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { admissionFormMachine } from "./admission-form.machine";
import { refuseAdmission } from "./refusals";
import { admissionForms } from "./tables";

/** Sends a form back with a reason its author reads. Refused for one's own form. */
export async function rejectAdmissionForm(ctx: Ctx, input: { formId: string; reason: string }): Promise<void> {
  const reason = input.reason.trim();
  await mutate(ctx, "admission.reject", {
    load: () => ({ form: q.select().from(admissionForms).where(eq(admissionForms.id, input.formId)) }),
    decide: ({ form: [form] }) => {
      assertCan(ctx.actor, "admission.reject");
      if (!form) return refuse("not_found");
      if (!reason) return refuseAdmission("admission.reason_needed", { fields: { reason: ["Say why."] } });
      if (form.state !== "submitted") return refuseAdmission("admission.state");
      const decidedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      if (decidedBy !== null && form.submittedBy === decidedBy) return refuseAdmission("admission.own_form");
      return {
        writes: [
          transition(admissionForms, admissionFormMachine, form, "reject", {
            set: { decidedBy, decidedAt: ctx.now, rejectionReason: reason },
          }),
        ],
        events: [{ name: "admission.rejected", payload: { formId: form.id } }],
        result: undefined,
      };
    },
    reason,
  });
}
