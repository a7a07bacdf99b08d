import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { transition } from "#kernel/write.server";

import { plans } from "../catalog/tables";
import { enrollmentWrites } from "../enrollments/new-enrollment";
import { studentWrites } from "../identity/create-student";
import { memberships, userEmails } from "../identity/tables";
import { admissionFormMachine } from "./admission-form.machine";
import { personConflicts } from "./person-conflicts";
import { refuseAdmission } from "./refusals";
import { admissionForms } from "./tables";

/**
 * A counselor or ops confirms a sale: in one transaction the form is verified, the student exists (user, profile, code,
 * or the person their address already belongs to), and the enrollment with its checklist is born. Refused for one's own form, and
 * for a form that somebody decided meanwhile.
 */
export async function verifyAdmissionForm(
  ctx: Ctx,
  input: { formId: string },
): Promise<{ enrollmentId: string; studentId: string }> {
  return mutate(ctx, "admission.verify", {
    load: () => ({
      form: q.select().from(admissionForms).where(eq(admissionForms.id, input.formId)),
      plan: q
        .select({ id: plans.id, validityDays: plans.validityDays })
        .from(plans)
        .innerJoin(admissionForms, eq(admissionForms.planId, plans.id))
        .where(eq(admissionForms.id, input.formId)),
      person: q
        .select({ userId: userEmails.userId, studentId: memberships.id, kind: memberships.kind })
        .from(userEmails)
        .innerJoin(admissionForms, eq(admissionForms.email, userEmails.email))
        .leftJoin(memberships, eq(memberships.userId, userEmails.userId))
        .where(eq(admissionForms.id, input.formId)),
    }),
    decide: ({ form: [form], plan: [plan], person }) => {
      assertCan(ctx.actor, "admission.verify");
      if (!form || !plan || !ctx.tenant) return refuse("not_found");
      if (form.state !== "submitted") return refuseAdmission("admission.state");
      const decidedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      if (decidedBy !== null && form.submittedBy === decidedBy) return refuseAdmission("admission.own_form");
      const known = person[0] && {
        userId: person[0].userId,
        studentId: person.find((p) => p.kind === "student")?.studentId ?? null,
      };
      const student = studentWrites({ fullName: form.fullName, email: form.email, phone: form.phone }, known, ctx.now);
      const { studentId } = student.ids;
      const enrollment = enrollmentWrites(
        {
          studentId,
          admissionFormId: form.id,
          plan,
          agreedPaisa: form.agreedPaisa,
          currency: form.currency,
          validFromOn: localDay(ctx.now, ctx.tenant.zone),
        },
        ctx.now,
      );
      return {
        writes: [
          transition(admissionForms, admissionFormMachine, form, "verify", { set: { decidedBy, decidedAt: ctx.now } }),
          ...student.writes,
          ...enrollment.writes,
        ],
        events: [
          {
            name: "admission.verified",
            payload: { formId: form.id, studentId, enrollmentId: enrollment.enrollmentId },
          },
        ],
        result: { enrollmentId: enrollment.enrollmentId, studentId },
      };
    },
    onConstraint: personConflicts,
  });
}
