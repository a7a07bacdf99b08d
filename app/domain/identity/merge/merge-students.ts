import { sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { unchanged } from "#kernel/write.server";

import { identityEvent } from "../events";
import { refuseIdentity } from "../refusals";
import { memberships } from "../tables";
import { mergeInput } from "./inputs";
import { mergeRefusal, mergeSeen } from "./merge-rules";
import { sideOf } from "./merge-side";

/**
 * Makes two accounts of one person one: everything of `mergedId` goes to `keptId`, whose addresses all sign in there from
 * then on; the merged account is closed and keeps its code. One transaction, within which evidence changes hands too.
 * Refuses two live plans of one kind, two live places in one course, an account that works here, and a preview that is
 * older than what it showed.
 */
export async function mergeStudents(ctx: Ctx, raw: z.input<typeof mergeInput>): Promise<{ mergeId: string }> {
  const parsed = mergeInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { keptId, mergedId, seen, reason } = parsed.data;
  return mutate(ctx, "student.merge", {
    load: () => ({ kept: sideOf(keptId), merged: sideOf(mergedId) }),
    decide: ({ kept: [kept], merged: [merged] }) => {
      assertCan(ctx.actor, "student.merge");
      if (!kept || !merged) return refuse("not_found");
      const refused = mergeRefusal(kept, merged);
      if (refused) return refused;
      if (mergeSeen(kept, merged) !== seen) return refuseIdentity("merge.changed");
      const by = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      return {
        writes: [
          unchanged(memberships, kept, "student"),
          unchanged(memberships, merged, "student"),
          // The rows below both are locked and looked at again in there.
          value<string>(
            sql`select app.merge_students(${keptId}::uuid, ${mergedId}::uuid, ${by}::uuid, ${ctx.now.toISOString()}::timestamptz) as value`,
          ),
        ],
        events: [identityEvent("student.merged", { keptId, mergedId })],
        result: fromWrites(([, , mergeId]) => ({ mergeId: mergeId as string })),
      };
    },
    reason,
  });
}
