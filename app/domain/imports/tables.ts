/**
 * Owns bulk work as plans: what a file or a selection would change, row by row, shown before anything is written.
 * Invariants: a chunk settles its rows in the transaction of its writes, so nothing is written twice; a row
 * whose world changed since the preview is not written; the file and its rows are personal and erased after 30 days.
 */
import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";

import { instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

import type { ImportPlanState } from "./import-plan.machine";

export type ImportKindKey = "students" | "calendar" | "assign" | "holiday";
export type Outcome = "create" | "update" | "unchanged" | "skip" | "conflict" | "error";
export type RowResult = "applied" | "changed" | "undone" | "kept";
/** What a row would change; a value is as people read it. */
export type Change = { what: string; from: string | null; to: string | null };
/** What is wrong with a row: the column and value it is about, the rule, and what to do. */
export type Problem = { column: string; value: string; rule: string; fix: string };
/** How a file was read; `days` says of each column how it writes its days, or that it has to be asked. */
export type FileReading = { encoding: string; delimiter: string; days: Record<number, "dmy" | "mdy" | "ask"> };
/** Field -> position of its column. */
export type Mapping = Record<string, number>;
export type ImportOptions = Record<string, string>;

export const importPlans = pgTable("import_plans", {
  ...tenantColumns(),
  kind: text().$type<ImportKindKey>().notNull(),
  state: text().$type<ImportPlanState>().notNull(),
  reason: text(),
  fileName: text().notNull(),
  fileDigest: text().notNull(),
  reading: jsonb().$type<FileReading>().notNull(),
  headerDigest: text().notNull(),
  mapping: jsonb().$type<Mapping>().notNull().default({}),
  options: jsonb().$type<ImportOptions>().notNull().default({}),
  rowCount: integer().notNull(),
  counts: jsonb().$type<Partial<Record<Outcome, number>>>(),
  results: jsonb().$type<Partial<Record<RowResult, number>>>(),
  error: text(),
  createdBy: uuid(),
  createdAt: instantNow(),
  plannedAt: instant(),
  appliedBy: uuid(),
  appliedAt: instant(),
  undoReason: text(),
  undoneBy: uuid(),
  undoneAt: instant(),
  version: version(),
});

export const importFiles = pgTable("import_files", {
  planId: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  content: text().notNull(),
  header: jsonb().$type<string[]>().notNull(),
  samples: jsonb().$type<string[][]>().notNull(),
  expiresAt: instant().notNull(),
});

export type Phase = "plan" | "apply" | "undo" | "rest";
export const importProgress = pgTable("import_progress", {
  planId: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  phase: text().$type<Phase>().notNull(),
  cursor: integer().notNull().default(0),
  highestCode: integer().notNull().default(0),
  movedAt: instant(),
});

export const importRows = pgTable(
  "import_rows",
  {
    organizationId: tenantColumns().organizationId,
    planId: uuid().notNull(),
    number: integer().notNull(),
    cells: jsonb().$type<string[]>().notNull(),
    label: text().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    changes: jsonb().$type<Change[]>().notNull(),
    problems: jsonb().$type<Problem[]>().notNull(),
    basis: text().notNull(),
    seatBatchId: uuid(),
    takesCode: boolean().notNull(),
    codeNumber: integer(),
    needs: jsonb().$type<number[]>().notNull().default([]),
    result: text().$type<RowResult>(),
    note: text(),
    made: jsonb().$type<Record<string, unknown>>(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.planId, t.number] })],
);

export const tableRules = {
  import_plans: { wall: "staff", record: "audited" },
  import_files: { wall: "staff", record: "machinery" },
  import_progress: { wall: "staff", record: "machinery" },
  import_rows: { wall: "staff", record: "machinery" },
} satisfies Record<string, TableRule>;
