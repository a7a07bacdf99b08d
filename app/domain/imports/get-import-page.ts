import { eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { ownName } from "../identity/own-name";
import { kindOf } from "./kinds";
import type { Field } from "./read/columns";
import { importPlans } from "./tables";
import type { Change, Outcome, Phase, Problem, RowResult } from "./tables";

export type ImportRow = {
  number: number;
  label: string;
  outcome: Outcome;
  changes: Change[];
  problems: Problem[];
  result: RowResult | null;
  note: string | null;
};
export type ImportFilter = Outcome | RowResult;
export type ImportPage = {
  personName: string;
  plan: typeof importPlans.$inferSelect;
  names: { created: string | null; applied: string | null; undone: string | null };
  /** Null when it was erased. */
  file: { header: string[]; samples: string[][] } | null;
  phase: Phase;
  /** Rows of the present phase that are through, and all it has. */
  done: number;
  outcomes: Partial<Record<Outcome, number>>;
  results: Partial<Record<RowResult, number>>;
  rows: ImportRow[];
  more: boolean;
  fields: readonly Field[];
  plans: { id: string; name: string }[];
  /** When the same file was applied before, if it was. */
  appliedBefore: string | null;
};
const rowsShown = 100;

/** One import: its file, how its columns are read, what each row would do or did, as far as the queue has come. One trip. */
export async function getImportPage(
  ctx: Ctx,
  planId: string,
  shown: { filter: ImportFilter | null; after: number },
): Promise<ImportPage> {
  const asked = await read(ctx, (_, me) => ({
    person: ownName(me),
    plan: q.select().from(importPlans).where(eq(importPlans.id, planId)),
    names: rows<ImportPage["names"]>(sql`
      select (${nameOf(sql`p.created_by`)}) as created, (${nameOf(sql`p.applied_by`)}) as applied, (${nameOf(sql`p.undone_by`)}) as undone
      from import_plans p where p.organization_id = (select app.organization_id()) and p.id = ${planId}::uuid`),
    file: rows<{ header: string[]; samples: string[][] }>(
      sql`select header, samples from import_files where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid`,
    ),
    progress: rows<{ phase: Phase }>(
      sql`select phase from import_progress where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid`,
    ),
    counts: rows<{ outcome: Outcome; result: RowResult | null; n: number }>(sql`
      select outcome, result, count(*)::int as n from import_rows
      where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid group by 1, 2`),
    rows: rows<ImportRow>(sql`
      select number, label, outcome, changes, problems, result, note from import_rows
      where organization_id = (select app.organization_id()) and plan_id = ${planId}::uuid and number > ${shown.after}::int and ${filtered(shown.filter)}
      order by number limit ${rowsShown + 1}`),
    plans: rows<{ id: string; name: string }>(
      sql`select id, name from plans where organization_id = (select app.organization_id()) and deleted_at is null order by name limit 200`,
    ),
    before: rows<{ at: string }>(sql`
      select o.applied_at as at from import_plans p join import_plans o on o.organization_id = p.organization_id and o.id <> p.id and o.file_digest = p.file_digest and o.state = 'applied'
      where p.organization_id = (select app.organization_id()) and p.id = ${planId}::uuid and o.applied_at < p.created_at order by o.applied_at desc limit 1`),
  }));
  assertCan(ctx.actor, "import.plan");
  const [plan] = asked.plan;
  if (!plan) throw refuse("not_found");
  const outcomes = summed(asked.counts, "outcome");
  const results = summed(asked.counts, "result");
  const phase = asked.progress[0]?.phase ?? "rest";
  return {
    personName: asked.person[0]?.name ?? "",
    plan,
    names: asked.names[0] ?? { created: null, applied: null, undone: null },
    file: asked.file[0] ?? null,
    phase,
    done: doneIn(phase, outcomes, results),
    outcomes,
    results,
    rows: asked.rows.slice(0, rowsShown),
    more: asked.rows.length > rowsShown,
    fields: kindOf(plan.kind).fields,
    plans: asked.plans,
    appliedBefore: asked.before[0]?.at ?? null,
  };
}

const nameOf = (column: SQL): SQL =>
  sql`select s.full_name from staff_profiles s where s.organization_id = p.organization_id and s.id = ${column}`;

const outcomeFilters: readonly string[] = ["create", "update", "unchanged", "skip", "conflict", "error"];
const filtered = (filter: ImportFilter | null): SQL =>
  filter === null ? sql`true` : outcomeFilters.includes(filter) ? sql`outcome = ${filter}` : sql`result = ${filter}`;

function summed<K extends "outcome" | "result">(
  counts: { outcome: Outcome; result: RowResult | null; n: number }[],
  key: K,
): Partial<Record<NonNullable<(typeof counts)[number][K]>, number>> {
  const sums: Record<string, number> = {};
  for (const one of counts) {
    const name = one[key];
    if (name !== null) sums[name] = (sums[name] ?? 0) + one.n;
  }
  return sums as Partial<Record<NonNullable<(typeof counts)[number][K]>, number>>;
}

function doneIn(phase: Phase, outcomes: ImportPage["outcomes"], results: ImportPage["results"]): number {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  if (phase === "plan") return sum(outcomes);
  if (phase === "apply") return (results.applied ?? 0) + (results.changed ?? 0);
  return phase === "undo" ? (results.undone ?? 0) + (results.kept ?? 0) : 0;
}
