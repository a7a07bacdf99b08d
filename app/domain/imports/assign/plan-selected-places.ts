import { and, eq, inArray, isNull } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { batches } from "../../batches/tables";
import { studentProfiles } from "../../identity/tables";
import { digestsOf, ownFileWrites } from "../own-file";
import { workQueued } from "../progress";
import { importPlans } from "../tables";

export const selectedPlacesInput = z.object({
  /** Made with the form: the same form sent twice is one plan. */
  planId: z.uuid(),
  batchId: z.uuid({ error: "Choose the batch." }),
  studentIds: z.array(z.uuid()).min(1, "Select at least one student.").max(5000, "Select at most 5,000 students."),
});
const header = ["Student code", "Batch code"];

/**
 * Students selected in a list are to get places in a batch: a plan whose preview says of each whether they can, before
 * anything is written. Refuses a batch that does not exist, and a selection of nobody.
 */
export async function planSelectedPlaces(
  ctx: Ctx,
  raw: z.input<typeof selectedPlacesInput>,
): Promise<{ planId: string }> {
  const parsed = selectedPlacesInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { planId, batchId, studentIds } = parsed.data;
  const digests = await digestsOf(parsed.data, header);
  return mutate(ctx, "import.plan", {
    load: () => ({
      sent: q.select({ id: importPlans.id }).from(importPlans).where(eq(importPlans.id, planId)),
      batch: q
        .select({ code: batches.code })
        .from(batches)
        .where(and(eq(batches.id, batchId), isNull(batches.deletedAt))),
      students: q
        .select({ code: studentProfiles.code })
        .from(studentProfiles)
        .where(inArray(studentProfiles.id, studentIds))
        .orderBy(studentProfiles.code),
    }),
    decide: ({ sent, batch: [batch], students }) => {
      assertCan(ctx.actor, "import.plan");
      if (sent.length > 0) return { writes: [], result: { planId } };
      if (!batch || students.length === 0) return refuse("not_found");
      const createdBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const file = {
        planId,
        kind: "assign" as const,
        name: `${students.length} selected, to ${batch.code}`,
        header,
        fields: ["code", "batch"],
        lines: students.map(({ code }) => [code, batch.code]),
        createdBy,
      };
      return { writes: ownFileWrites(file, digests, ctx.now), events: [workQueued(planId)], result: { planId } };
    },
  });
}
