import { and, eq, inArray } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { addDays, daysBetween, localDay } from "#kernel/time";
import { guardedUpdate, transition, unchanged } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { pauseMachine } from "./pause.machine";
import { refuseEnrollment } from "./refusals";
import { enrollmentPauses, enrollments } from "./tables";

export const resumeInput = z.object({ enrollmentId: z.uuid(), reason: reasonInput, version: versionInput });

type Pause = typeof enrollmentPauses.$inferSelect;

/** Days a pause has taken when it ends on `today`'s morning: its last day is yesterday. Nothing where it begins today or later. */
export const daysPaused = (fromOn: string, today: string): number => Math.max(0, daysBetween(fromOn, today));

/**
 * The student is back early: the pause that runs ends yesterday, its days so far are given back to the validity, and the plan
 * goes back where it came from. One that began today took no day and is void; one that has not begun is cancelled. A night
 * that was missed makes no difference. Refuses a plan without such a pause, and one that is closed or suspended.
 */
export async function resumeEnrollment(ctx: Ctx, raw: z.input<typeof resumeInput>): Promise<{ days: number }> {
  const input = parseInput(resumeInput, raw);
  return mutate(ctx, "pause.decide", {
    load: () => ({
      found: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)),
      pauses: q
        .select()
        .from(enrollmentPauses)
        .where(
          and(
            eq(enrollmentPauses.enrollmentId, input.enrollmentId),
            inArray(enrollmentPauses.state, ["approved", "active"]),
          ),
        )
        .orderBy(enrollmentPauses.fromOn),
    }),
    decide: ({ found: [row], pauses }) => {
      assertCan(ctx.actor, "pause.decide");
      if (!row || !ctx.tenant) return refuse("not_found");
      if (isStale(input.version, row)) return refuse("conflict");
      const today = localDay(ctx.now, ctx.tenant.zone);
      const pause = pauses.find((one) => one.untilOn >= today);
      if (!pause) return refuseEnrollment("enrollment.not_paused");
      if (!["BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE", "PAUSED"].includes(row.state))
        return refuseEnrollment("enrollment.state");
      const days = daysPaused(pause.fromOn, today);
      const validUntilOn = row.validUntilOn === null ? null : addDays(row.validUntilOn, days);
      const back = { resumeTo: null, stateReason: null, validUntilOn };
      return {
        writes: [
          ...endedPause(pause, today, days),
          row.state === "PAUSED" && pause.state === "active"
            ? transition(enrollments, enrollmentMachine, row, "resume", {
                to:
                  row.resumeTo === "PAUSED" || row.resumeTo === "PRE_ONBOARDING"
                    ? "BATCH_PENDING"
                    : (row.resumeTo ?? "BATCH_PENDING"),
                set: back,
              })
            : validUntilOn === row.validUntilOn
              ? unchanged(enrollments, row, "enrollment")
              : guardedUpdate(enrollments, row, { validUntilOn }, "enrollment"),
        ],
        events: [
          {
            name: "enrollment.resumed",
            payload: { enrollmentId: row.id, studentId: row.studentId, pauseId: pause.id },
          },
        ],
        result: { days },
      };
    },
    reason: input.reason,
  });
}

function endedPause(pause: Pause, today: string, days: number): Query[] {
  const yesterday = addDays(today, -1);
  if (pause.state === "active")
    return days === 0
      ? [transition(enrollmentPauses, pauseMachine, pause, "void")]
      : [transition(enrollmentPauses, pauseMachine, pause, "end", { set: { untilOn: yesterday } })];
  if (days === 0) return [transition(enrollmentPauses, pauseMachine, pause, "cancel")];
  // Its night was missed: it has kept the student out all the same.
  const begun = { id: pause.id, version: pause.version + 1, state: "active" as const };
  return [
    transition(enrollmentPauses, pauseMachine, pause, "begin"),
    transition(enrollmentPauses, pauseMachine, begun, "end", { set: { untilOn: yesterday } }),
  ];
}
