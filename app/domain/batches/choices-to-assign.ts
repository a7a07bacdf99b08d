import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

import type { BatchState } from "./batch.machine";

/** A batch of one of a plan's courses that takes students, with what decides whether it suits this one. */
export type AssignChoice = {
  id: string;
  code: string;
  name: string;
  course_name: string;
  state: BatchState;
  starts_on: string | null;
  start_confirmed: boolean;
  capacity: number;
  seats_free: number;
  trainer: string | null;
  /** The next class, and how many were held already. */
  next_at: string | null;
  next_ends_at: string | null;
  held: number;
  /** The student's own class that the first overlap is with. */
  clash_code: string | null;
  clash_starts_at: string | null;
  clash_ends_at: string | null;
  /** The student sits in a batch of this course already. */
  seated: boolean;
};

/** Batches an enrollment could be assigned to, in the plan's order of courses, those that start first on top. For another page's one `read`. */
export const assignChoices = (enrollmentId: string, now: Date): Query<AssignChoice[]> =>
  rows<AssignChoice>(sql`
    -- Worked out once, bounds and all: a sum of an instant and a span is leaky, and as a join's condition would use no index behind the wall.
    with mine as materialized (
      select other.code, other.id as batch_id, m.starts_at, m.ends_at, m.starts_at - interval '12 hours' as earliest
      from enrollments e
      join batch_assignments a on a.organization_id = e.organization_id and a.student_id = e.student_id and a.state in ('assigned', 'active')
      join batches other on other.organization_id = a.organization_id and other.id = a.batch_id
      join sessions m on m.organization_id = a.organization_id and m.batch_id = a.batch_id and m.starts_at > ${now.toISOString()}::timestamptz and m.state = 'scheduled'
      where e.organization_id = (select app.organization_id()) and e.id = ${enrollmentId}::uuid
      order by m.starts_at limit 60)
    select b.id, b.code, b.name, c.name as course_name, b.state, b.starts_on::text as starts_on, b.start_confirmed, b.capacity, greatest(0, app.seats_free(b.id)) as seats_free,
      t.full_name as trainer, to_json(next.starts_at) #>> '{}' as next_at, to_json(next.ends_at) #>> '{}' as next_ends_at,
      (select count(*)::int from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.starts_at <= ${now.toISOString()}::timestamptz and s.state <> 'cancelled') as held,
      clash.code as clash_code, to_json(clash.starts_at) #>> '{}' as clash_starts_at, to_json(clash.ends_at) #>> '{}' as clash_ends_at,
      exists (select from batch_assignments a where a.organization_id = e.organization_id and a.enrollment_id = e.id and a.course_id = b.course_id and a.state in ('assigned', 'active')) as seated
    from enrollments e
    join plan_courses pc on pc.organization_id = e.organization_id and pc.plan_id = e.plan_id
    join courses c on c.organization_id = pc.organization_id and c.id = pc.course_id
    join batches b on b.organization_id = pc.organization_id and b.course_id = pc.course_id and b.deleted_at is null and b.state in ('planning', 'forming', 'active')
    left join staff_profiles t on t.organization_id = b.organization_id and t.id = b.trainer_id
    left join lateral (select s.starts_at, s.ends_at from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled'
      and s.starts_at > ${now.toISOString()}::timestamptz order by s.starts_at limit 1) next on true
    left join lateral (
      select mine.code, mine.starts_at, mine.ends_at from mine
      join sessions s on s.organization_id = (select app.organization_id()) and s.batch_id = b.id and s.starts_at > mine.earliest and s.starts_at < mine.ends_at
        and s.ends_at > mine.starts_at and s.state = 'scheduled'
      where mine.batch_id <> b.id
      order by mine.starts_at limit 1) clash on true
    where e.organization_id = (select app.organization_id()) and e.id = ${enrollmentId}::uuid
    order by pc.position, b.state = 'planning', b.starts_on nulls last, b.code limit 60`);
