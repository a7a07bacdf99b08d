import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import { knowsHub } from "../admissions/knows-hub";
import type { AssignmentState } from "../batches/assignment.machine";
import { seatsTaken } from "../batches/seats";
import type { EnrollmentState, ResumeTo } from "../enrollments/enrollment.machine";
import type { SessionState } from "../sessions/session.machine";
import { clashKey } from "./propose-places";
import type { Candidate } from "./propose-places";

export type LeavingRow = {
  id: string;
  version: number;
  state: AssignmentState;
  studentId: string;
  enrollmentId: string;
  courseId: string;
  name: string;
  code: string;
  /** Whether a mail reaches them. */
  knows: boolean;
  enrollment: { id: string; version: number; state: EnrollmentState; resumeTo: ResumeTo | null };
  /** Other live places of the same plan. */
  others: { id: string; version: number }[];
};
type CandidateRow = Omit<Candidate, "startsAt"> & { starts: string | null };

/**
 * What cancelling a batch is decided on, as queries of one snapshot: who sits in it, in the order they came; the other
 * batches of the course with their seats; whose classes would overlap; and the classes it has still to hold.
 */
export function cancellationFacts(batchId: string, now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  const school = sql`(select app.organization_id())`;
  return {
    leaving: rows<LeavingRow>(sql`
      select a.id, a.version, a.state, a.student_id as "studentId", a.enrollment_id as "enrollmentId", a.course_id as "courseId", p.full_name as name, p.code, ${knowsHub} as knows,
        jsonb_build_object('id', e.id, 'version', e.version, 'state', e.state, 'resumeTo', e.resume_to) as enrollment,
        coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'version', o.version)) from batch_assignments o
          where o.organization_id = a.organization_id and o.enrollment_id = a.enrollment_id and o.id <> a.id and o.state in ('assigned', 'active')), '[]') as others
      from batch_assignments a join student_profiles p on p.organization_id = a.organization_id and p.id = a.student_id
      join memberships m on m.organization_id = a.organization_id and m.id = a.student_id
      join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
      where a.organization_id = ${school} and a.batch_id = ${batchId}::uuid and a.state in ('assigned', 'active') order by a.assigned_at, a.id`),
    candidates: rows<CandidateRow>(sql`
      select b.id, b.code, b.name, b.state, b.capacity - ${seatsTaken(sql`b.id`)} as free, x.held, x.coming, to_json(x.starts) #>> '{}' as starts
      from batches b cross join lateral (
        select count(*) filter (where s.state <> 'cancelled' and s.ends_at <= ${at})::int as held, count(*) filter (where s.state = 'scheduled' and s.ends_at > ${at})::int as coming,
          min(s.starts_at) filter (where s.state <> 'cancelled') as starts from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id) x
      where b.organization_id = ${school} and b.id <> ${batchId}::uuid and b.deleted_at is null and b.state in ('planning', 'forming', 'active')
        and b.course_id = (select c.course_id from batches c where c.organization_id = ${school} and c.id = ${batchId}::uuid) order by b.code limit 100`),
    clashes: rows<{ students: string[]; batch: string; n: number }>(sql`
      with theirs as materialized (
        select o.batch_id, array_agg(distinct o.student_id) as students from batch_assignments a
        join batch_assignments o on o.organization_id = a.organization_id and o.student_id = a.student_id and o.batch_id <> a.batch_id and o.state in ('assigned', 'active')
        where a.organization_id = ${school} and a.batch_id = ${batchId}::uuid and a.state in ('assigned', 'active') group by o.batch_id)
      select theirs.students, b.id as batch, x.n from theirs
      cross join (select c.id from batches c where c.organization_id = ${school} and c.id <> ${batchId}::uuid and c.state in ('planning', 'forming', 'active')
        and c.course_id = (select d.course_id from batches d where d.organization_id = ${school} and d.id = ${batchId}::uuid)) b
      cross join lateral (
        select count(*)::int as n from sessions s join sessions t on t.organization_id = s.organization_id and t.batch_id = b.id and t.state = 'scheduled'
          and t.starts_at < s.ends_at and t.starts_at > s.starts_at - interval '12 hours' and t.ends_at > s.starts_at
        where s.organization_id = ${school} and s.batch_id = theirs.batch_id and s.state = 'scheduled' and s.starts_at > ${at}) x
      where x.n > 0 and b.id <> theirs.batch_id`),
    coming: rows<{ id: string; version: number; state: SessionState }>(sql`
      select s.id, s.version, s.state from sessions s
      where s.organization_id = ${school} and s.batch_id = ${batchId}::uuid and s.state = 'scheduled' and s.ends_at > ${at} order by s.id`),
    held: rows<{ n: number }>(sql`
      select count(*)::int as n from sessions s where s.organization_id = ${school} and s.batch_id = ${batchId}::uuid and s.state <> 'cancelled' and s.ends_at <= ${at}`),
  };
}

export const candidatesOf = (list: CandidateRow[]): Candidate[] =>
  list.map(({ starts, ...rest }) => ({ ...rest, startsAt: starts === null ? null : new Date(starts) }));

export const clashesOf = (list: { students: string[]; batch: string; n: number }[]): Map<string, number> => {
  const found = new Map<string, number>();
  for (const { students, batch, n } of list)
    for (const student of students) {
      const key = clashKey(student, batch);
      found.set(key, (found.get(key) ?? 0) + n);
    }
  return found;
};
