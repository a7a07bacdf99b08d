import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { actions, assertCan } from "#kernel/actions";
import type { Ctx, Member } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import type { EnrollmentState } from "../enrollments/enrollment.machine";

export type StudentHit = {
  id: string;
  name: string;
  code: string;
  /** Effective today; null without an enrollment. */
  state: EnrollmentState | null;
  /** Codes of the batches they sit in. */
  batches: string[];
};

/**
 * `app.search_students` for whoever asks, as a table `(student_id, rank)`: names with errors, any part of an address, last digits
 * of a phone, codes. What a role may not read it cannot search by either, and a trainer finds their own students only.
 * `among` narrows it further: an expression that gives a uuid[].
 */
export function studentsLike(me: Member, text: string, limit: number, among?: SQL): SQL {
  const { role } = me;
  const contacts = role !== "student" && grantOf("student.read_contact", role) === "org";
  const own = grantOf("student.search", role) === "assigned" ? studentsOf(me) : null;
  const only =
    own && among
      ? sql`array(select unnest(${own}) intersect select unnest(${among}))`
      : (own ?? among ?? sql`null::uuid[]`);
  return keptOnes(
    sql`app.search_students(app.organization_id(), ${text}, ${limit}::int, ${contacts}::boolean, ${only})`,
  );
}

/** An account that was merged into another leads there, by its old code and name too. */
const keptOnes = (found: SQL): SQL => sql`(
  select case when g.id is null then s.student_id else app.kept_student(g.kept_id) end as student_id, min(s.rank) as rank
  from ${found} s
  left join student_merges g on g.organization_id = (select app.organization_id()) and g.merged_id = s.student_id and g.undone_at is null
  group by 1)`;

/** The students of a trainer's batches and classes: their whole scope, as a uuid[]. */
export const studentsOf = (me: Member): SQL =>
  sql`app.students_of_trainer(app.organization_id(), ${me.memberId}::uuid)`;

const grantOf = (action: "student.read_contact" | "student.search", role: Member["role"]) =>
  (actions[action] as Partial<Record<Member["role"], string>>)[role];

/** The students an address, a name, a code or a phone may mean, best first. Part of a page's one `read`. */
export const studentHits = (me: Member, now: Date, text: string, limit: number) =>
  rows<StudentHit>(sql`
    select d.id, p.full_name as name, p.code,
      app.state_on(d, (${now.toISOString()}::timestamptz at time zone o.zone)::date) as state,
      array(select b.code from batch_assignments a join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
        where a.organization_id = d.organization_id and a.student_id = d.id and a.state in ('assigned', 'active') order by b.code) as batches
    from ${studentsLike(me, text, limit)} f
    join student_directory d on d.organization_id = (select app.organization_id()) and d.id = f.student_id
    join student_profiles p on p.organization_id = d.organization_id and p.id = d.id
    join organizations o on o.id = d.organization_id
    order by f.rank, d.standing, d.sort_name, d.id`);

/** Finds students as people type: twenty at most, best first. Refuses roles without `student.search`. One trip. */
export async function searchStudents(ctx: Ctx, text: string): Promise<StudentHit[]> {
  const { hits } = await read(ctx, (_, me) => ({ hits: studentHits(me, ctx.now, text, 20) }));
  assertCan(ctx.actor, "student.search", { assigned: true });
  return hits;
}
