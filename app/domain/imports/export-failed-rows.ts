import { eq, sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import { csvLine, csvStart } from "#kernel/csv";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { fixColumn } from "./read/columns";
import { openCell } from "./read/sealed-cell";
import { refuseImport } from "./refusals";
import { importPlans } from "./tables";
import type { Problem } from "./tables";

type FailedRow = { cells: string[]; problems: Problem[]; note: string | null };

/**
 * The rows that were not written, as a CSV that imports as it is: the file's own columns, and behind them what to fix.
 * Noted as an export, because names and numbers leave with it.
 */
export async function exportFailedRows(ctx: Ctx, planId: string): Promise<{ name: string; csv: string }> {
  const found = await mutate(ctx, "import.plan", {
    load: () => ({
      plan: q.select({ fileName: importPlans.fileName }).from(importPlans).where(eq(importPlans.id, planId)),
      file: rows<{ header: string[] }>(
        sql`select header from import_files where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid`,
      ),
      failed: rows<FailedRow>(sql`
        select cells, problems, note from import_rows where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid
          and (outcome in ('error', 'conflict') or result = 'changed') order by number`),
    }),
    decide: ({ plan: [plan], file: [file], failed }) => {
      assertCan(ctx.actor, "import.plan");
      if (!plan) return refuse("not_found");
      if (!file) return refuseImport("import.erased");
      return {
        writes: [
          rows(
            sql`select app.note('export', 'import_plans', ${planId}::uuid, 'import.plan', ${JSON.stringify({ rows: failed.length })}::jsonb)`,
          ),
        ],
        result: { fileName: plan.fileName, header: file.header, failed },
      };
    },
  });
  const { fileName, header } = found;
  // A file that was exported here before brings the column along.
  const kept = header.flatMap((name, at) => (name === fixColumn ? [] : [at]));
  const lines = await Promise.all(
    found.failed.map(async ({ cells, problems, note }) => {
      const opened = await Promise.all(
        kept.map((at) => openCell(cells[at] ?? "", (sealed) => ctx.ports.vault.open(sealed))),
      );
      return csvLine([...opened, whatToFix(problems, note)]);
    }),
  );
  const csv = csvStart + csvLine([...kept.map((at) => header[at] ?? ""), fixColumn]) + lines.join("");
  return { name: `${fileName.replace(/\.[a-z]{2,4}$/i, "")} - to fix.csv`, csv };
}

const whatToFix = (problems: Problem[], note: string | null): string =>
  [
    ...problems.map(({ column, value, rule, fix }) => `${column}${value ? ` "${value}"` : ""}: ${rule}. ${fix}.`),
    ...(note ? [`${note}.`] : []),
  ].join(" ");
