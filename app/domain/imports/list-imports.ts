import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import type { ImportPlanState } from "./import-plan.machine";
import type { ImportKindKey, Outcome, RowResult } from "./tables";

export type ImportLine = {
  id: string;
  kind: ImportKindKey;
  state: ImportPlanState;
  fileName: string;
  rowCount: number;
  counts: Partial<Record<Outcome, number>> | null;
  results: Partial<Record<RowResult, number>> | null;
  createdAt: string;
  createdBy: string | null;
};
export const importsShown = 50;

/** Bulk work done and under way, newest first, fifty a page, and the batches a holiday could be for. One trip. */
export async function listImports(
  ctx: Ctx,
  { before = null }: { before?: string | null } = {},
): Promise<{ personName: string; imports: ImportLine[]; more: boolean; batches: { id: string; code: string }[] }> {
  const { person, imports, batches } = await read(ctx, (_, me) => ({
    person: ownName(me),
    imports: rows<ImportLine>(sql`
      select p.id, p.kind, p.state, p.file_name as "fileName", p.row_count as "rowCount", p.counts, p.results, p.created_at as "createdAt", s.full_name as "createdBy"
      from import_plans p left join staff_profiles s on s.organization_id = p.organization_id and s.id = p.created_by
      where p.organization_id = (select app.organization_id())
        and (${before}::uuid is null or (p.created_at, p.id) < (select o.created_at, o.id from import_plans o where o.organization_id = p.organization_id and o.id = ${before}::uuid))
      order by p.created_at desc, p.id desc limit ${importsShown + 1}`),
    batches: rows<{ id: string; code: string }>(sql`
      select id, code from batches where organization_id = (select app.organization_id()) and state in ('planning', 'forming', 'active') and deleted_at is null order by code limit 500`),
  }));
  assertCan(ctx.actor, "import.plan");
  return {
    personName: person[0]?.name ?? "",
    imports: imports.slice(0, importsShown),
    more: imports.length > importsShown,
    batches,
  };
}
