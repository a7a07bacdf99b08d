import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { identityEvent } from "../events";
import { refuseIdentity } from "../refusals";
import { studentMerges } from "../tables";
import { undoMergeInput } from "./inputs";

export const undoHours = 24;

/**
 * Makes one account two again within 24 hours, exactly as they were: what went over comes back, what was added to a moved
 * plan since goes with it. Both have to sign in anew. Refuses a merge that was undone, one that is too old, and one whose
 * kept account was merged on since.
 */
export async function undoMerge(ctx: Ctx, raw: z.input<typeof undoMergeInput>): Promise<{ keptId: string }> {
  const parsed = undoMergeInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { mergeId, reason } = parsed.data;
  return mutate(ctx, "student.merge", {
    load: () => ({
      found: q.select().from(studentMerges).where(eq(studentMerges.id, mergeId)),
      next: rows<{ id: string }>(sql`
        select n.id from student_merges m join student_merges n on n.organization_id = m.organization_id and n.merged_id = m.kept_id and n.undone_at is null
        where m.id = ${mergeId}::uuid`),
    }),
    decide: ({ found: [merge], next }) => {
      assertCan(ctx.actor, "student.merge");
      if (!merge) return refuse("not_found");
      if (merge.undoneAt) return refuseIdentity("merge.undone");
      if (ctx.now.getTime() - merge.mergedAt.getTime() > undoHours * 3_600_000) return refuseIdentity("merge.too_old");
      if (next.length > 0) return refuseIdentity("merge.merged_on");
      const { keptId, mergedId } = merge;
      return {
        // It locks the merge and looks again whether it stands.
        writes: [rows(sql`select app.unmerge_students(${mergeId}::uuid, ${ctx.now.toISOString()}::timestamptz)`)],
        events: [identityEvent("student.unmerged", { keptId, mergedId })],
        result: { keptId },
      };
    },
    reason,
  });
}
