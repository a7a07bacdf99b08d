import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Answer, Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { inWords, wordsOf } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";

import type { FactsOf, Kind, PlannedRow, Queries, ReadRow, Run } from "./kind";
import { moveCursor } from "./progress";

/** The prefix of the school's own student codes. */
export const ownPrefix = () =>
  rows<{ prefix: string }>(
    sql`select prefix from student_code_counters where organization_id = (select app.organization_id())`,
  );

/** Computes some rows of the preview and writes them down, whole or not at all. A row that was applied stays as it is. */
export async function planChunk<Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries>(
  ctx: Ctx,
  kind: Kind<Row, Q, P, U>,
  chunk: { rows: readonly Row[]; all: readonly Row[]; run: Run; cursor: number },
): Promise<void> {
  const { run, cursor } = chunk;
  const last = chunk.rows.at(-1)!.number;
  await mutate(ctx, "import.plan", {
    load: () => ({ ...(kind.load(chunk.rows, run, chunk.all) as Queries), [prefixKey]: ownPrefix() }),
    decide: (loaded) => {
      const { [prefixKey]: found, ...facts } = loaded;
      const prefix = (found as Answer<ReturnType<typeof ownPrefix>>)[0]?.prefix ?? "";
      const planned = kind.plan(chunk.rows, facts as unknown as FactsOf<Q>, run, chunk.all);
      const highest = Math.max(0, ...planned.map((row) => ownCodeNumber(row.bringsCode, prefix)));
      return {
        writes: [
          moveCursor(run.planId, { from: cursor, to: last, highest }),
          ...rowWrites(
            run.planId,
            { from: cursor, to: last },
            planned.map((row) => saidRow(row, wordsOf(ctx))),
          ),
        ],
        result: undefined,
      };
    },
  });
}

export const prefixKey = "$prefix";

const ownCodeNumber = (code: string | null, prefix: string): number =>
  code?.startsWith(`${prefix}-`) ? Number(code.slice(prefix.length + 1)) : 0;

const rowWrites = (planId: string, range: { from: number; to: number }, planned: readonly PlannedRow[]): Query[] => [
  rows(sql`
    delete from import_rows where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid
      and number > ${range.from}::int and number <= ${range.to}::int and result is distinct from 'applied'`),
  rows(sql`
    insert into import_rows (plan_id, number, cells, label, outcome, changes, problems, basis, seat_batch_id, takes_code, needs)
    select ${planId}::uuid, number, cells, label, outcome, changes, problems, basis, "seatBatchId", "takesCode", needs
    from jsonb_to_recordset(${JSON.stringify(planned.map(asRow))}::jsonb)
      as x(number int, cells jsonb, label text, outcome text, changes jsonb, problems jsonb, basis text, "seatBatchId" uuid, "takesCode" boolean, needs jsonb)
    on conflict do nothing`),
];

/** What a person reads of it, in the words of the school; what stands in its cells is left alone. */
export const saidRow = (row: PlannedRow, words: SchoolWords): PlannedRow => ({
  ...row,
  changes: row.changes.map((one) => ({ ...one, what: inWords(one.what, words) })),
  problems: row.problems.map((one) => ({
    ...one,
    column: inWords(one.column, words),
    rule: inWords(one.rule, words),
    fix: inWords(one.fix, words),
  })),
});

const asRow = ({
  number,
  cells,
  label,
  outcome,
  changes,
  problems,
  basis,
  seatBatchId,
  takesCode,
  needs = [],
}: PlannedRow) => ({
  number,
  cells,
  label: label.slice(0, 200),
  outcome,
  changes,
  problems,
  basis,
  seatBatchId,
  takesCode,
  needs,
});
