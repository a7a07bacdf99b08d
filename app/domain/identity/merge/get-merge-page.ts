import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { maskedEmail } from "#kernel/email";
import { read } from "#kernel/read.server";

import { ownName } from "../own-name";
import { sideOf, sideTyped } from "./merge-side";
import type { MergeSide } from "./merge-side";
import { undoHours } from "./undo-merge";

export type EarlierMerge = {
  id: string;
  at: Date;
  by: string | null;
  reason: string;
  kept: { id: string; name: string; code: string };
  merged: { id: string; name: string; code: string };
  undoneAt: Date | null;
  undoReason: string | null;
  /** Until when it can be undone. */
  undoUntil: Date;
};
export type MergePage = {
  personName: string;
  student: MergeSide;
  /** Null where nobody was asked for yet, undefined where nobody has that code or address. */
  other: MergeSide | null | undefined;
  /** Accounts like what was typed, or like this student where nothing was. */
  candidates: Candidate[];
  merges: EarlierMerge[];
};
export type Candidate = { id: string; name: string; code: string; address: string };
type MergeRow = {
  id: string;
  at: string;
  by: string | null;
  reason: string;
  undone_at: string | null;
  undo_reason: string | null;
  kept: EarlierMerge["kept"];
  merged: EarlierMerge["merged"];
};

/** A student, the account asked for beside it, and what was merged before. One round trip. */
export async function getMergePage(ctx: Ctx, studentId: string, other: string | null): Promise<MergePage | null> {
  const page = await read(ctx, (_, me) => ({
    person: ownName(me),
    student: sideOf(studentId),
    other: other ? sideTyped(other) : none,
    candidates: candidates(studentId, other),
    merges: rows<MergeRow>(sql`
      select g.id, to_json(g.merged_at) #>> '{}' as at, s.full_name as by, g.reason, to_json(g.undone_at) #>> '{}' as undone_at, g.undo_reason,
        jsonb_build_object('id', k.id, 'name', k.full_name, 'code', k.code) as kept, jsonb_build_object('id', p.id, 'name', p.full_name, 'code', p.code) as merged
      from (
        select * from student_merges a where a.organization_id = (select app.organization_id()) and a.kept_id = ${studentId}::uuid
        union all select * from student_merges b where b.organization_id = (select app.organization_id()) and b.merged_id = ${studentId}::uuid) g
      join student_profiles k on k.organization_id = g.organization_id and k.id = g.kept_id
      join student_profiles p on p.organization_id = g.organization_id and p.id = g.merged_id
      left join staff_profiles s on s.organization_id = g.organization_id and s.id = g.merged_by
      order by g.merged_at desc, g.id desc limit 20`),
  }));
  assertCan(ctx.actor, "student.merge");
  const student = page.student[0];
  if (!student) return null;
  return {
    personName: page.person[0]?.name ?? "",
    student,
    other: other ? page.other[0] : null,
    candidates: page.candidates.map(({ email, ...one }) => ({ ...one, address: maskedEmail(email) })),
    merges: page.merges.map((row) => ({
      id: row.id,
      at: new Date(row.at),
      by: row.by,
      reason: row.reason,
      kept: row.kept,
      merged: row.merged,
      undoneAt: row.undone_at ? new Date(row.undone_at) : null,
      undoReason: row.undo_reason,
      undoUntil: new Date(new Date(row.at).getTime() + undoHours * 3_600_000),
    })),
  };
}

const candidates = (studentId: string, typed: string | null) =>
  rows<Omit<Candidate, "address"> & { email: string }>(sql`
    select p.id, p.full_name as name, p.code, e.email
    from app.search_students((select app.organization_id()), coalesce(${typed}::text, (select x.full_name from student_profiles x where x.id = ${studentId}::uuid)), 8, true) found
    join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = found.student_id
    join memberships m on m.organization_id = p.organization_id and m.id = p.id and m.disabled_at is null
    join user_emails e on e.organization_id = m.organization_id and e.user_id = m.user_id and e.is_primary
    where p.id <> ${studentId}::uuid
    order by found.rank, p.full_name, p.id limit 6`);
const none = rows(sql`select 1 as id where false`) as unknown as Query<MergeSide[]>;
