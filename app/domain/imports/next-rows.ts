import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";

import { q } from "#kernel/database.server";

import type { AnyKind } from "./kind";
import { importRows } from "./tables";

type Needing = { number: number; needs: readonly number[] };

/** Rows still to be written, in their order: those of one turn, or all where they make room for each other. */
export const rowsToApply = (planId: string, kind: AnyKind, chunk: number) =>
  limited(
    kind,
    chunk,
    q
      .select({
        number: importRows.number,
        cells: importRows.cells,
        basis: importRows.basis,
        codeNumber: importRows.codeNumber,
        needs: importRows.needs,
      })
      .from(importRows)
      .where(
        and(
          eq(importRows.planId, planId),
          sql`${importRows.outcome} in ('create', 'update')`,
          isNull(importRows.result),
        ),
      )
      .orderBy(asc(importRows.number)),
  );

/** Rows still to be taken back. */
export const rowsToUndo = (planId: string, kind: AnyKind, chunk: number) =>
  limited(
    kind,
    chunk,
    q
      .select({ number: importRows.number, made: importRows.made, needs: importRows.needs })
      .from(importRows)
      .where(and(eq(importRows.planId, planId), eq(importRows.result, "applied")))
      .orderBy(kind.undoFrom === "last" ? desc(importRows.number) : asc(importRows.number)),
  );

const limited = <T extends { limit(n: number): unknown }>(kind: AnyKind, chunk: number, query: T) =>
  (kind.isOneMove ? query : query.limit(chunk * kind.lanes)) as T;

/** The rows of each transaction of a turn. */
export function chunksOf<T extends Needing>(kind: AnyKind, rows: readonly T[], chunk: number): T[][] {
  if (rows.length === 0) return [];
  if (kind.isOneMove) return [together(rows, chunk)];
  return Array.from({ length: Math.ceil(rows.length / chunk) }, (_, i) => rows.slice(i * chunk, (i + 1) * chunk));
}

/** The same backwards: who took a row's place leaves it with the row or before it. */
export function undoChunksOf<T extends Needing>(kind: AnyKind, rows: readonly T[], chunk: number): T[][] {
  if (!kind.isOneMove) return chunksOf(kind, rows, chunk);
  const takers = new Map<number, number[]>();
  for (const { number, needs } of rows)
    for (const need of needs) takers.set(need, [...(takers.get(need) ?? []), number]);
  return chunksOf(
    kind,
    rows.map((row) => ({ ...row, needs: takers.get(row.number) ?? [] })),
    chunk,
  );
}

/** The first rows, and those that they need, and those that these need: the database asks when all of them have moved. */
function together<T extends Needing>(rows: readonly T[], chunk: number): T[] {
  const left = new Map(rows.map((row) => [row.number, row]));
  const taken = new Set(rows.slice(0, chunk).map(({ number }) => number));
  // A set grows while it is walked, and every row of it is walked once.
  for (const number of taken) for (const need of left.get(number)?.needs ?? []) if (left.has(need)) taken.add(need);
  return rows.filter(({ number }) => taken.has(number));
}
