import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

/** How long students of the last seven days waited for a place in a batch, in minutes, and who waited longest. */
export type TimeToAssign = {
  students: number;
  median: number;
  p90: number;
  longest: { studentId: string; name: string; code: string; batchCode: string; minutes: number }[];
};
type Row = { students: number; median: number | null; p90: number | null; longest: TimeToAssign["longest"] };

const school = sql`(select app.organization_id())`;
/** The newest places only: an import of ten thousand students is no reason to wait for Today. */
const mostPlaces = 500;

/**
 * From the record: the moment an enrollment began to wait (for a batch, or with its onboarding still open) to the moment
 * its first place was given. Somebody who studies already and gets a second course did not wait, and whoever an import
 * placed in the moment they were enrolled did not either.
 */
export const timeToAssign = (now: Date): Query<Row[]> =>
  rows<Row>(sql`
    with waits as materialized (
      select p.student_id, p.batch_id, extract(epoch from p.assigned_at - since.at) / 60 as minutes
      from (select a.enrollment_id, a.student_id, a.batch_id, a.assigned_at from batch_assignments a
            where a.organization_id = ${school} and a.assigned_at > ${now.toISOString()}::timestamptz - interval '7 days' and a.assigned_at <= ${now.toISOString()}::timestamptz
            order by a.assigned_at desc limit ${mostPlaces}) p
      join lateral (
        select r.before ->> 'state' as state from audit_logs r
        where r.organization_id = ${school} and r.entity = 'enrollments' and r.entity_id = p.enrollment_id and r.at = p.assigned_at and r.after ->> 'state' = 'BATCH_ASSIGNED'
        limit 1) given on given.state in ('BATCH_PENDING', 'PRE_ONBOARDING')
      join lateral (
        select r.at from audit_logs r
        where r.organization_id = ${school} and r.entity = 'enrollments' and r.entity_id = p.enrollment_id and r.at < p.assigned_at and r.after ? 'state'
        order by r.at desc limit 1) since on true)
    select count(*)::int as students, percentile_cont(0.5) within group (order by minutes) as median, percentile_cont(0.9) within group (order by minutes) as p90,
      coalesce((select jsonb_agg(jsonb_build_object('studentId', x.student_id, 'name', s.full_name, 'code', s.code, 'batchCode', b.code, 'minutes', x.minutes) order by x.minutes desc)
        from (select * from waits order by minutes desc limit 5) x
        join student_profiles s on s.organization_id = ${school} and s.id = x.student_id
        join batches b on b.organization_id = ${school} and b.id = x.batch_id), '[]') as longest
    from waits`);

export function timeToAssignIn([row]: Row[]): TimeToAssign | null {
  if (!row || row.median === null || row.p90 === null) return null;
  return { students: row.students, median: row.median, p90: row.p90, longest: row.longest };
}
