import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { reasonedPlanInput } from "./inputs";
import { phaseWrite, workQueued } from "./progress";
import { refuseImport } from "./refusals";
import { importPlans, importProgress } from "./tables";

/** How long what was applied can be taken back. */
export const undoHolds = 24 * 3_600_000;

/**
 * Sets the taking back of an import going, under a reason. Rows that somebody touched since are left and listed. Refuses
 * one that is not applied, that is being taken back already, and any after 24 hours.
 */
export async function undoImport(ctx: Ctx, raw: z.input<typeof reasonedPlanInput>): Promise<void> {
  const parsed = reasonedPlanInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { planId, version, reason } = parsed.data;
  await mutate(ctx, "import.undo", {
    load: () => ({
      found: q.select().from(importPlans).where(eq(importPlans.id, planId)),
      progress: q.select({ phase: importProgress.phase }).from(importProgress).where(eq(importProgress.planId, planId)),
    }),
    decide: ({ found: [plan], progress: [progress] }) => {
      assertCan(ctx.actor, "import.undo");
      if (!plan) return refuse("not_found");
      if (plan.state !== "applied") return refuseImport("import.state");
      if (plan.version !== version || progress?.phase !== "rest") return refuseImport("import.changed");
      if (ctx.now.getTime() - (plan.appliedAt?.getTime() ?? 0) > undoHolds) return refuseImport("import.undo_over");
      const undoneBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      return {
        writes: [
          guardedUpdate(importPlans, plan, { undoReason: reason, undoneBy }, "import"),
          phaseWrite(planId, "undo"),
        ],
        events: [workQueued(planId)],
        result: undefined,
      };
    },
    reason,
  });
}
