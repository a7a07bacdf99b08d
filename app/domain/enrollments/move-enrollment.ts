import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { target } from "#kernel/machine";
import { isStale } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import type { EnrollmentState, ResumeTo } from "./enrollment.machine";
import { refuseEnrollment } from "./refusals";
import { enrollments } from "./tables";

type Move = {
  action: Action;
  move: keyof typeof enrollmentMachine.transitions;
  event: string;
  /** Mandatory unless the mover is a job. */
  reason: string;
  /** Of the plan a form was made from: refused as a conflict when it has changed since. */
  version?: number;
  to?: (row: { state: EnrollmentState; resumeTo: ResumeTo | null }) => EnrollmentState | undefined;
  set?: (row: { state: EnrollmentState }) => { resumeTo?: ResumeTo | null; stateReason?: string | null };
};

export type MoveInput = { enrollmentId: string; reason: string; version?: number };

/**
 * What suspend, reinstate, cancel and complete share: one enrollment, one named transition, a reason, an event.
 * Refuses without a reason, from a state the machine does not allow (told as a conflict: somebody was faster), a form that is
 * older than the plan's last change, and not found.
 */
export async function moveEnrollment(ctx: Ctx, enrollmentId: string, how: Move): Promise<{ state: EnrollmentState }> {
  return mutate(ctx, how.action, {
    load: () => ({ found: q.select().from(enrollments).where(eq(enrollments.id, enrollmentId)) }),
    decide: ({ found: [row] }) => {
      assertCan(ctx.actor, how.action);
      if (!row) return refuse("not_found");
      if (!how.reason.trim())
        return refuseEnrollment("enrollment.reason_needed", { fields: { reason: ["Give a reason."] } });
      if (isStale(how.version, row)) return refuse("conflict");
      const wanted = how.to?.(row);
      const to = target(enrollmentMachine, how.move, row.state, wanted);
      if (to === null) return refuseEnrollment("enrollment.state");
      return {
        writes: [
          transition(enrollments, enrollmentMachine, row, how.move, {
            to,
            set: { stateReason: how.reason, ...how.set?.(row) },
          }),
        ],
        events: [{ name: how.event, payload: { enrollmentId, studentId: row.studentId } }],
        result: { state: to },
      };
    },
    reason: how.reason,
  });
}
