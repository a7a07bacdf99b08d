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
import { placeTaken } from "./refusals";

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
    /** Every row that stands to be written, where rows make room for each other; else those of the chunk. */
    all: readonly PreviewedRow[];
    run: Omit<Run, "shown">;
    plan: { reason: string; appliedBy: string | null };
  },
): Promise<void> {
  const { previewed, plan } = chunk;
  const shown = new Map(chunk.all.map((row) => [row.number, row.basis]));
  const run: Run = { ...chunk.run, shown };
  const all = chunk.all.map((row) => kind.read(row, run.reading));
  const own = new Set(previewed.map(({ number }) => number));
  const read = all.filter(({ number }) => own.has(number));
  const codes = new Map(previewed.map((row) => [row.number, row.codeNumber]));
  await mutate(ctx, "import.apply", {
    load: () => ({ ...(kind.load(read, run, all) as Queries), [prefixKey]: ownPrefix() }),
    decide: (loaded) => {
      const { [prefixKey]: prefixes, ...rest } = loaded;
      const facts = rest as unknown as FactsOf<Q>;
      const prefix = (prefixes as Answer<ReturnType<typeof ownPrefix>>)[0]?.prefix ?? "";
      const now = kind.plan(read, facts, run, all);
      const same = now.filter((row) => row.basis === shown.get(row.number));
      const changed = now.filter((row) => row.basis !== shown.get(row.number));
      const applied = kind.apply(same, facts, { ...run, ...plan, codes, prefix });
      const made = same.map(({ number }) => ({ number, made: applied.made.get(number) ?? {} }));
      const settled: Settled[] = [
        ...made.map((one): Settled => ({ ...one, result: "applied", note: null })),
        ...changed.map((row): Settled => ({
          number: row.number,
          result: "changed",
          note: changedNote(saidRow(row, wordsOf(ctx)), kind.about),
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
    onConstraint: placeTaken,
  });
}

/** What the row would do now, in a few words. */
function changedNote(row: PlannedRow, about: string): string {
  const [problem] = row.problems;
  if (problem) return `Changed since the preview: ${problem.rule.slice(0, 1).toLowerCase()}${problem.rule.slice(1)}`;
  if (row.outcome === "unchanged") return "Changed since the preview: somebody has done this already";
  return `Changed since the preview: somebody else worked on this ${about}`;
}

/** After the writes: the versions an undo compares with. */
const keepVersions = (
  planId: string,
  versions: ReturnType<Kind<ReadRow, Queries, PlannedRow, Queries>["versions"]>,
): Query =>
  rows(sql`
    update import_rows r set made = r.made || jsonb_build_object('versions', v.versions) from (${versions}) v
    where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.number = v.number`);
