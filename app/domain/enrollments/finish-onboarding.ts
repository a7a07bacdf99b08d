import { and, eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { isStale } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { refuseEnrollment } from "./refusals";
import { enrollments, onboardingTasks } from "./tables";

/** The checklist is done, or staff gives a reason to go on without: the enrollment waits for a batch. Never needed to get into class. */
export async function finishOnboarding(
  ctx: Ctx,
  input: { enrollmentId: string; reason?: string; version?: number },
): Promise<void> {
  await mutate(ctx, "enrollment.finish_onboarding", {
    load: () => ({
      found: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)),
      open: q
        .select({ id: onboardingTasks.id })
        .from(onboardingTasks)
        .where(
          and(
            eq(onboardingTasks.enrollmentId, input.enrollmentId),
            eq(onboardingTasks.state, "todo"),
            eq(onboardingTasks.required, true),
          ),
        ),
    }),
    decide: ({ found: [row], open }) => {
      assertCan(ctx.actor, "enrollment.finish_onboarding");
      if (!row) return refuse("not_found");
      if (isStale(input.version, row)) return refuse("conflict");
      if (target(enrollmentMachine, "finish_onboarding", row.state) === null)
        return refuseEnrollment("enrollment.state");
      if (open.length > 0 && !input.reason?.trim())
        return refuseEnrollment("enrollment.tasks_open", {
          fields: { reason: ["Say why to go on without them."] },
        });
      return {
        writes: [transition(enrollments, enrollmentMachine, row, "finish_onboarding")],
        events: [{ name: "enrollment.onboarded", payload: { enrollmentId: row.id } }],
        result: undefined,
      };
    },
    reason: input.reason ?? null,
  });
}
