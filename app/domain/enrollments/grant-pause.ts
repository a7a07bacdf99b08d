import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { parseInput, isStale, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { transition, unchanged } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import type { ResumeTo } from "./enrollment.machine";
import { pauseMachine } from "./pause.machine";
import { refuseEnrollment } from "./refusals";
import { enrollmentPauses, enrollments } from "./tables";

export const grantPauseInput = z.object({
  enrollmentId: z.uuid(),
  fromOn: z.iso.date("Choose the first day of the pause."),
  untilOn: z.iso.date("Choose the last day of the pause."),
  reason: z.string().trim().min(1, "Give a reason.").max(400, "A reason has at most 400 characters."),
  version: versionInput,
});

/**
 * Staff pauses a plan for the student: asked and approved in one, for local days `fromOn` to `untilOn`, both inclusive.
 * A pause that begins today begins at once, a later one in its night. Refuses dates in the past or upside down, an
 * overlap (kept by the database) and a state that cannot be paused.
 */
export async function grantPause(ctx: Ctx, raw: z.infer<typeof grantPauseInput>): Promise<{ pauseId: string }> {
  const input = parseInput(grantPauseInput, raw);
  const pauseId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "pause.decide", {
    load: () => ({ found: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)) }),
    decide: ({ found: [row] }) => {
      assertCan(ctx.actor, "pause.decide");
      if (!row || !ctx.tenant) return refuse("not_found");
      if (isStale(input.version, row)) return refuse("conflict");
      const today = localDay(ctx.now, ctx.tenant.zone);
      if (input.fromOn < today)
        return refuseEnrollment("enrollment.pause_dates", { fields: { fromOn: ["Begin today or later."] } });
      if (input.untilOn < input.fromOn)
        return refuseEnrollment("enrollment.pause_dates", { fields: { untilOn: ["End on or after the first day."] } });
      if (target(enrollmentMachine, "pause", row.state) === null) return refuseEnrollment("enrollment.state");
      const decidedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const { fromOn, untilOn, reason } = input;
      const asked = { id: pauseId, version: 1, state: "requested" as const };
      const approved = { id: pauseId, version: 2, state: "approved" as const };
      const begins = fromOn === today;
      return {
        writes: [
          q.insert(enrollmentPauses).values({
            id: pauseId,
            enrollmentId: row.id,
            studentId: row.studentId,
            state: "requested",
            fromOn,
            untilOn,
            reason,
          }),
          transition(enrollmentPauses, pauseMachine, asked, "approve", { set: { decidedBy } }),
          begins
            ? transition(enrollments, enrollmentMachine, row, "pause", {
                set: { resumeTo: row.state as ResumeTo, stateReason: reason },
              })
            : unchanged(enrollments, row, "enrollment"),
          ...(begins ? [transition(enrollmentPauses, pauseMachine, approved, "begin")] : []),
        ],
        events: [{ name: begins ? "enrollment.paused" : "pause.approved", payload: { enrollmentId: row.id, pauseId } }],
        result: { pauseId },
      };
    },
    reason: input.reason,
    onConstraint: { enrollment_pauses_overlap: refuseEnrollment("enrollment.pause_overlap") },
  });
}
