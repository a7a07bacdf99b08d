import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Answer, Query } from "#kernel/database.server";
import type { DomainEvent } from "#kernel/events";
import { mutate } from "#kernel/mutate.server";

import type { FactsOf, Kind, PlannedRow, Queries, ReadRow, Run } from "./kind";
import { onBehalfOf } from "./on-behalf-of";
import { ownPrefix, prefixKey } from "./plan-chunk";
import { moveCursor } from "./progress";
import type { RowResult } from "./tables";

export type PreviewedRow = { number: number; cells: string[]; basis: string };
type Saved = { number: number; result: RowResult; note: string | null; made: Record<string, unknown> | null };

const progressKey = "$progress";
const progressOf = (planId: string) =>
  rows<{ next_code: number | null }>(
    sql`select next_code from import_progress where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid`,
  );

/**
 * Writes some rows of the preview, in one transaction with the cursor. Each is computed again first: where it would now do
 * anything else than was shown, it is not written and says so.
 */
export async function applyChunk<Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries>(
  ctx: Ctx,
  kind: Kind<Row, Q, P, U>,
  chunk: {
    previewed: readonly PreviewedRow[];
    run: Run;
    cursor: number;
    plan: { reason: string; appliedBy: string | null };
    events: DomainEvent[];
  },
): Promise<void> {
  const { previewed, run, plan } = chunk;
  const read = previewed.map((row) => kind.read(row, run.reading));
  const shown = new Map(previewed.map((row) => [row.number, row.basis]));
  await mutate(ctx, "import.apply", {
    load: () => ({
      ...(kind.load(read, run) as Queries),
      [prefixKey]: ownPrefix(),
      [progressKey]: progressOf(run.planId),
    }),
    decide: (loaded) => {
      const { [prefixKey]: prefixes, [progressKey]: progress, ...rest } = loaded;
      const facts = rest as unknown as FactsOf<Q>;
      const nextCode = (progress as Answer<ReturnType<typeof progressOf>>)[0]?.next_code ?? 0;
      const prefix = (prefixes as Answer<ReturnType<typeof ownPrefix>>)[0]?.prefix ?? "";
      const now = kind.plan(read, facts, run);
      const same = now.filter((row) => row.basis === shown.get(row.number));
      const changed = now.filter((row) => row.basis !== shown.get(row.number));
      const applied = kind.apply(same, facts, { ...run, ...plan, nextCode, prefix });
      const made = same.map(({ number }) => ({ number, made: applied.made.get(number) ?? {} }));
      const saved: Saved[] = [
        ...made.map((one): Saved => ({ ...one, result: "applied", note: null })),
        ...changed.map((row): Saved => ({ number: row.number, result: "changed", note: changedNote(row), made: null })),
      ];
      return {
        writes: [
          onBehalfOf(plan.appliedBy),
          moveCursor(run.planId, "apply", {
            from: chunk.cursor,
            to: previewed.at(-1)!.number,
            codes: same.filter(({ takesCode }) => takesCode).length,
          }),
          ...applied.writes,
          ...saveResults(run.planId, saved),
          ...(made.length > 0 ? [keepVersions(run.planId, kind.versions(made))] : []),
        ],
        events: [...(applied.events ?? []), ...chunk.events],
        result: undefined,
      };
    },
    reason: plan.reason,
  });
}

/** What the row would do now, in a few words. */
function changedNote(row: PlannedRow): string {
  const [problem] = row.problems;
  if (problem) return `Changed since the preview: ${problem.rule.toLowerCase()}`;
  if (row.outcome === "unchanged") return "Changed since the preview: somebody has done this already";
  return "Changed since the preview: somebody else worked on this student";
}

export const saveResults = (planId: string, saved: readonly Saved[]): Query[] =>
  saved.length === 0
    ? []
    : [
        rows(sql`
          update import_rows r set result = x.result, note = x.note, made = coalesce(x.made, r.made)
          from jsonb_to_recordset(${JSON.stringify(saved)}::jsonb) as x(number int, result text, note text, made jsonb)
          where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.number = x.number`),
      ];

/** After the writes: the versions an undo compares with. */
const keepVersions = (
  planId: string,
  versions: ReturnType<Kind<ReadRow, Queries, PlannedRow, Queries>["versions"]>,
): Query =>
  rows(sql`
    update import_rows r set made = r.made || jsonb_build_object('versions', v.versions) from (${versions}) v
    where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.number = v.number`);
