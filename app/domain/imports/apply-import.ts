import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { takeCodes } from "../identity/import-students";
import { importPlanMachine } from "./import-plan.machine";
import { reasonedPlanInput } from "./inputs";
import { phaseWrite, workQueued } from "./progress";
import { refuseImport } from "./refusals";
import { importFiles, importPlans, importProgress } from "./tables";

const previewHolds = 24 * 3_600_000;

/**
 * Sets the writing of a preview going, under a reason that will stand in the record of every row. Takes a block of student
 * codes. A preview of yesterday, or from before another import was applied or undone, is outdated instead and computed
 * anew. Refuses a preview somebody else has worked on and one that would change nothing.
 */
export async function applyImport(ctx: Ctx, raw: z.input<typeof reasonedPlanInput>): Promise<void> {
  const parsed = reasonedPlanInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { planId, version, reason } = parsed.data;
  const outdated = await mutate(ctx, "import.apply", {
    load: () => ({
      found: q.select().from(importPlans).where(eq(importPlans.id, planId)),
      file: q.select({ planId: importFiles.planId }).from(importFiles).where(eq(importFiles.planId, planId)),
      progress: q.select().from(importProgress).where(eq(importProgress.planId, planId)),
      wanted: rows<{ codes: number; all: number }>(sql`
        select (count(*) filter (where r.takes_code))::int as codes, count(*)::int as all from import_rows r
        where r.plan_id = ${planId}::uuid and r.outcome in ('create', 'update') and r.result is null`),
      moved: rows<{ id: string }>(sql`
        select o.id from import_plans p join import_plans o on o.organization_id = p.organization_id and o.id <> p.id and (o.applied_at > p.planned_at or o.undone_at > p.planned_at)
        where p.id = ${planId}::uuid limit 1`),
    }),
    decide: ({ found: [plan], file, progress, wanted, moved }) => {
      assertCan(ctx.actor, "import.apply");
      if (!plan) return refuse("not_found");
      if (plan.version !== version) return refuseImport(plan.state === "ready" ? "import.changed" : "import.state");
      if (plan.state !== "ready") return refuseImport("import.state");
      if (file.length === 0 || !progress[0]) return refuseImport("import.erased");
      if ((wanted[0]?.all ?? 0) === 0) return refuseImport("import.nothing");
      const plannedAt = plan.plannedAt?.getTime() ?? 0;
      if (moved.length > 0 || ctx.now.getTime() - plannedAt > previewHolds) {
        const stale = { id: plan.id, version: plan.version + 1, state: "stale" as const };
        return {
          writes: [
            transition(importPlans, importPlanMachine, plan, "outdate"),
            transition(importPlans, importPlanMachine, stale, "plan"),
            phaseWrite(planId, "plan"),
          ],
          events: [workQueued(planId)],
          result: true,
        };
      }
      const appliedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      return {
        writes: [
          transition(importPlans, importPlanMachine, plan, "apply", { set: { reason, appliedBy, error: null } }),
          phaseWrite(planId, "apply"),
          ...codesWrites(planId, wanted[0]?.codes ?? 0, progress[0].highestCode),
        ],
        events: [workQueued(planId)],
        result: false,
      };
    },
    reason,
  });
  if (outdated) throw refuseImport("import.outdated");
}

/** A code for every row that needs one, in the order of the file. */
const codesWrites = (planId: string, count: number, beyond: number) =>
  count === 0
    ? beyond === 0
      ? []
      : [rows(sql`select ${takeCodes(0, beyond)}`)]
    : [
        rows(sql`
          with block as materialized (select ${takeCodes(count, beyond)} as first)
          update import_rows r set code_number = block.first + x.at from block, (
            select o.number, (row_number() over (order by o.number))::int - 1 as at from import_rows o
            where o.plan_id = ${planId}::uuid and o.takes_code and o.result is null and o.outcome in ('create', 'update')) x
          where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.number = x.number`),
      ];
