import { eq, sql } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { importPlanMachine } from "./import-plan.machine";
import { planInput } from "./inputs";
import { refuseImport } from "./refusals";
import { importPlans } from "./tables";

/** Throws an import away that was never applied: its file and rows are erased at once, that it was there stays on record. */
export async function discardImport(ctx: Ctx, raw: z.input<typeof planInput>): Promise<void> {
  const { planId, version } = planInput.parse(raw);
  await mutate(ctx, "import.plan", {
    load: () => ({ found: q.select().from(importPlans).where(eq(importPlans.id, planId)) }),
    decide: ({ found: [plan] }) => {
      assertCan(ctx.actor, "import.plan");
      if (!plan) return refuse("not_found");
      if (target(importPlanMachine, "discard", plan.state) === null) return refuseImport("import.state");
      if (plan.version !== version) return refuseImport("import.changed");
      return {
        writes: [transition(importPlans, importPlanMachine, plan, "discard"), ...eraseWrites(sql`${planId}::uuid`)],
        result: undefined,
      };
    },
  });
}

/** File, rows and cursor of the plans that `ids` names. */
const eraseWrites = (ids: ReturnType<typeof sql>): Query[] => [
  rows(sql`delete from import_rows where organization_id = (select app.organization_id()) and plan_id in (${ids})`),
  rows(sql`delete from import_progress where organization_id = (select app.organization_id()) and plan_id in (${ids})`),
  rows(sql`delete from import_files where organization_id = (select app.organization_id()) and plan_id in (${ids})`),
];

/** What was uploaded is personal, and erased after 30 days, applied or not; the plan itself stays on record. Part of the sweep that erases. */
export const eraseOldImports = (now: Date): Query[] =>
  eraseWrites(
    sql`select f.plan_id from import_files f where f.organization_id = (select app.organization_id()) and f.expires_at < ${now.toISOString()}::timestamptz`,
  );
