import { and, eq, isNull, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { inWords, wordsOf } from "#kernel/school-words";

import { batches } from "../../batches/tables";
import { directoryPage, wantedStudents } from "../../enrollments/students/student-list";
import type { ChosenStudents } from "../../enrollments/students/student-list";
import { digestsOf, ownFileWrites } from "../own-file";
import { workQueued } from "../progress";
import { refuseImport } from "../refusals";
import { importPlans } from "../tables";

const selectedPlacesInput = z.object({
  /** Made with the form: the same form sent twice is one plan. */
  planId: z.uuid({ error: "This form is not complete. Open the list again." }),
  batchCode: z
    .string()
    .trim()
    .toUpperCase()
    .min(1, "Write a code, like AWS-14.")
    .max(30, "A code has at most 30 characters."),
});
const header = ["Student code", "{Batch} code"];
const mostSelected = 5000;

/**
 * Students chosen in the list, or all of its filter, are to get places in a batch: a plan whose preview says of each whether
 * they can, before anything is written. Refuses, beside its field, a batch that does not exist or is over, a choice of
 * nobody or of more than 5,000, and another choice from a page whose choice was planned already.
 */
export async function planSelectedPlaces(
  ctx: Ctx,
  { chosen, ...raw }: { planId: string; batchCode: string; chosen: ChosenStudents },
): Promise<{ planId: string }> {
  const parsed = selectedPlacesInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { planId, batchCode } = parsed.data;
  const wanted = { ...wantedStudents(chosen), size: mostSelected };
  const digests = await digestsOf({ planId, batchCode, wanted }, header);
  return mutate(ctx, "import.plan", {
    load: (_, me) => ({
      sent: q.select({ digest: importPlans.fileDigest }).from(importPlans).where(eq(importPlans.id, planId)),
      batch: q
        .select({ code: batches.code, state: batches.state })
        .from(batches)
        .where(and(eq(batches.code, batchCode), isNull(batches.deletedAt))),
      students: rows<{ code: string }>(sql`
        select p.code from ${directoryPage(wanted, me, ctx)} d
        join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = d.id order by d.place`),
    }),
    decide: ({ sent: [sent], batch: [batch], students }) => {
      assertCan(ctx.actor, "import.plan");
      if (sent)
        return sent.digest === digests.fileDigest
          ? { writes: [], result: { planId } }
          : refuseImport("import.page_used");
      const wrong = wrongIn(batch, students.length);
      if (wrong) return refuse("input.invalid", { fields: wrong });
      const createdBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const file = {
        planId,
        kind: "assign" as const,
        name: `${students.length} selected, to ${batchCode}`,
        header: header.map((name) => inWords(name, wordsOf(ctx))),
        fields: ["code", "batch"],
        lines: students.map(({ code }) => [code, batchCode]),
        createdBy,
      };
      return { writes: ownFileWrites(file, digests, ctx.now), events: [workQueued(planId)], result: { planId } };
    },
    // Another tab sent the same form at the same moment.
    onConstraint: { import_plans_pkey: refuseImport("import.page_used") },
  });
}

function wrongIn(batch: { code: string; state: string } | undefined, count: number): Record<string, string[]> | null {
  if (!batch) return { batchCode: ["No {batch} has this code. Correct it, or make the {batch} first."] };
  if (batch.state === "completed" || batch.state === "cancelled")
    return { batchCode: [`${batch.code} is ${batch.state} and takes no students. Choose another.`] };
  if (count === 0) return { ids: ["Choose at least one student."] };
  return count > mostSelected ? { ids: ["Choose at most 5,000 students at once: narrow the filter."] } : null;
}
