import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Answer, Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { wordsOf } from "#kernel/school-words";

import type { FactsOf, Kind, PlannedRow, Queries, ReadRow, Run } from "./kind";
import { onBehalfOf } from "./on-behalf-of";
import { ownPrefix, prefixKey, saidRow } from "./plan-chunk";
import { settleRows } from "./progress";
import type { Settled } from "./progress";

export type PreviewedRow = { number: number; cells: string[]; basis: string; codeNumber: number | null };

/**
 * Writes some rows of the preview and settles them, in one transaction. Each is computed again first: where it would now do
 * anything else than was shown, it is not written and says so.
 */
export async function applyChunk<Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries>(
  ctx: Ctx,
  kind: Kind<Row, Q, P, U>,
  chunk: {
    previewed: readonly PreviewedRow[];
    run: Run;
    plan: { reason: string; appliedBy: string | null };
  },
): Promise<void> {
  const { previewed, run, plan } = chunk;
  const read = previewed.map((row) => kind.read(row, run.reading));
  const codes = new Map(previewed.map((row) => [row.number, row.codeNumber]));
  const shown = new Map(previewed.map((row) => [row.number, row.basis]));
  await mutate(ctx, "import.apply", {
    load: () => ({ ...(kind.load(read, run) as Queries), [prefixKey]: ownPrefix() }),
    decide: (loaded) => {
      const { [prefixKey]: prefixes, ...rest } = loaded;
      const facts = rest as unknown as FactsOf<Q>;
      const prefix = (prefixes as Answer<ReturnType<typeof ownPrefix>>)[0]?.prefix ?? "";
      const now = kind.plan(read, facts, run);
      const same = now.filter((row) => row.basis === shown.get(row.number));
      const changed = now.filter((row) => row.basis !== shown.get(row.number));
      const applied = kind.apply(same, facts, { ...run, ...plan, codes, prefix });
      const made = same.map(({ number }) => ({ number, made: applied.made.get(number) ?? {} }));
      const settled: Settled[] = [
        ...made.map((one): Settled => ({ ...one, result: "applied", note: null })),
        ...changed.map((row): Settled => ({
          number: row.number,
          result: "changed",
          note: changedNote(saidRow(row, wordsOf(ctx))),
          made: null,
        })),
      ];
      return {
        writes: [
          onBehalfOf(plan.appliedBy),
          settleRows(run.planId, null, settled),
          ...applied.writes,
          ...(made.length > 0 ? [keepVersions(run.planId, kind.versions(made))] : []),
        ],
        events: applied.events ?? [],
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

/** After the writes: the versions an undo compares with. */
const keepVersions = (
  planId: string,
  versions: ReturnType<Kind<ReadRow, Queries, PlannedRow, Queries>["versions"]>,
): Query =>
  rows(sql`
    update import_rows r set made = r.made || jsonb_build_object('versions', v.versions) from (${versions}) v
    where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.number = v.number`);
