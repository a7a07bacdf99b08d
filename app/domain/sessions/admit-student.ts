import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { studentNamed } from "../identity/student-named";
import { refuseSession } from "./refusals";
import { sessionAdmissions, sessions } from "./tables";

export const admitInput = z.object({
  sessionId: z.uuid(),
  /** Student code or e-mail address, as typed. */
  student: z.string().trim().min(1, "Name the student by code or address.").max(254),
  reason: z.string().trim().min(1, "Say why; it stands in the record.").max(400),
});

/**
 * Lets one student into one class whatever their plan, payment or batch says (a payment marked wrong at 18:55); the
 * class's own window, state and link still count. Refuses an unknown student and a second admission.
 */
export async function admitStudent(ctx: Ctx, raw: z.input<typeof admitInput>): Promise<{ studentName: string }> {
  const parsed = admitInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: fieldsOf(parsed.error) });
  const input = parsed.data;
  return mutate(ctx, "session.admit", {
    load: () => ({
      found: q.select().from(sessions).where(eq(sessions.id, input.sessionId)),
      student: studentNamed(input.student),
    }),
    decide: ({ found: [session], student: [student] }) => {
      assertCan(ctx.actor, "session.admit");
      if (!session) return refuse("not_found");
      if (!student)
        return refuseSession("session.student_unknown", {
          fields: { studentCode: ["No student has that code or address."] },
        });
      if (session.state !== "scheduled") return refuseSession("session.state");
      const admittedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      return {
        writes: [
          q
            .insert(sessionAdmissions)
            .values({ sessionId: session.id, studentId: student.id, reason: input.reason, admittedBy }),
        ],
        events: [{ name: "session.student_admitted", payload: { sessionId: session.id, studentId: student.id } }],
        result: { studentName: student.name },
      };
    },
    reason: input.reason,
    onConstraint: {
      session_admissions_organization_id_session_id_student_id_key: refuseSession("session.already_admitted"),
    },
  });
}

/** The form knows the student by the field a code is typed in. */
function fieldsOf(error: z.ZodError<z.output<typeof admitInput>>): Record<string, string[]> {
  const { student, reason } = z.flattenError(error).fieldErrors;
  return { ...(student ? { studentCode: student } : {}), ...(reason ? { reason } : {}) };
}
