import type { SQL } from "drizzle-orm";

import type { Answer, Query } from "#kernel/database.server";
import type { DomainEvent } from "#kernel/events";

import type { Field } from "./read/columns";
import type { Reading } from "./students/read-student-row";
import type { Change, Outcome, Problem } from "./tables";

export type Queries = Record<string, Query>;
export type FactsOf<Q extends Queries> = { [K in keyof Q]: Answer<Q[K]> };

/** A row of a file as its kind read it. */
export type ReadRow = { number: number; cells: string[]; label: string; skip: string | null; problems: Problem[] };

/** What a row would do, and what that was computed from. */
export type PlannedRow = {
  number: number;
  cells: string[];
  label: string;
  outcome: Outcome;
  changes: Change[];
  problems: Problem[];
  /** Equal as long as the world is what it was: applying computes it again and writes the row only where it still is. */
  basis: string;
  /** A seat it would take, so that later rows of the file count it. */
  seatBatchId: string | null;
  /** A student code that the row brings along. */
  bringsCode: string | null;
  /** Whether it takes a code of the plan's block. */
  takesCode: boolean;
  /** Rows whose class makes room for this one: written with it or before it, and taken back with it or after it. */
  needs?: readonly number[];
};

export type Run = {
  planId: string;
  now: Date;
  /** The organization's local day. */
  today: string;
  zone: string;
  currency: string;
  reading: Reading;
  /** The number of the first row of the chunk: seats that rows before it would take are counted too. */
  from: number;
  /** Rows that are in the file twice, each with what to do about it. */
  twice: ReadonlyMap<number, Problem>;
  /** The basis that each row still to be written was shown with; null while the preview is computed. */
  shown: ReadonlyMap<number, string> | null;
};

/** Who takes an import back, when and why. */
export type UndoRun = { reason: string; now: Date; undoneBy: string | null };

export type ApplyRun = Run & {
  reason: string;
  /** The number of the code each row was given of the plan's block, and the school's prefix. */
  codes: ReadonlyMap<number, number | null>;
  prefix: string;
  appliedBy: string | null;
};
export type Applied = {
  writes: Query[];
  /** What each row made, for its undo. */
  made: Map<number, Record<string, unknown>>;
  events?: DomainEvent[];
};
export type Undone = { writes: Query[]; kept: Map<number, string>; events?: DomainEvent[] };
export type MadeRow = { number: number; made: Record<string, unknown> };

/**
 * One kind of bulk work. `read` and `plan` are pure; `apply` and `undo` answer with the set-wise writes of a chunk, made
 * of builders that the owning domains export.
 */
export type Kind<Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries> = {
  fields: readonly Field[];
  /** What a row is about, in words. */
  about: "student" | "class";
  /** Transactions side by side; one where a row relies on an earlier one. */
  lanes: 1 | 2;
  /**
   * Rows that make room for each other: each chunk is computed in sight of all rows that stand to be written, and takes
   * along those that its own need.
   */
  isOneMove: boolean;
  /** Which rows are taken back first: the last, where a row made what later ones rely on. */
  undoFrom: "first" | "last";
  /** A column of links: its cells, the file and its samples are kept sealed. */
  secretField: string | null;
  read(row: { number: number; cells: string[] }, reading: Reading): Row;
  /** The keys by which two rows of a file are the same thing. */
  keys(row: Row): { column: string; value: string }[];
  /** `all` has the rows of the chunk too. */
  load(rows: readonly Row[], run: Run, all: readonly Row[]): Q;
  plan(rows: readonly Row[], facts: FactsOf<Q>, run: Run, all: readonly Row[]): P[];
  apply(rows: readonly P[], facts: FactsOf<Q>, run: ApplyRun): Applied;
  /** `number` and `versions` of each row: what it has to do with, as it is now. Kept when applied, compared when undone. */
  versions(rows: readonly MadeRow[]): SQL;
  loadUndo(rows: readonly MadeRow[], planId: string): U;
  undo(rows: readonly MadeRow[], facts: FactsOf<U>, run: UndoRun): Undone;
};

/** A kind whose types are its own business: `kind.use((one) => …)`. */
export type AnyKind = {
  fields: readonly Field[];
  lanes: 1 | 2;
  isOneMove: boolean;
  undoFrom: "first" | "last";
  secretField: string | null;
  use<R>(
    how: <Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries>(
      kind: Kind<Row, Q, P, U>,
    ) => R,
  ): R;
};
export const anyKind = <Row extends ReadRow, Q extends Queries, P extends PlannedRow, U extends Queries>(
  kind: Kind<Row, Q, P, U>,
): AnyKind => {
  const { fields, lanes, isOneMove, undoFrom, secretField } = kind;
  return { fields, lanes, isOneMove, undoFrom, secretField, use: (how) => how(kind) };
};
