import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import type { EnrollmentState } from "../../enrollments/enrollment.machine";
import type { BatchState } from "../../batches/batch.machine";

import type { ClassToCome } from "../timetable";

export type KnownStudent = {
  studentId: string;
  userId: string;
  code: string;
  fullName: string;
  profileVersion: number;
  phone: string | null;
  contactVersion: number;
  membershipVersion: number;
  isDisabled: boolean;
  /** The primary one first. */
  emails: string[];
};
export type KnownForm = { externalId: string; state: string; enrollmentId: string | null; studentId: string | null };
export type KnownEnrollment = {
  id: string;
  studentId: string;
  planId: string;
  state: EnrollmentState;
  version: number;
  validFromOn: string;
  validUntilOn: string | null;
  externalId: string | null;
  /** Its form was taken back: the undo of an import. */
  isVoid: boolean;
  /** Live places of this enrollment. */
  places: { courseId: string; batchId: string; code: string }[];
};
export type KnownBatch = {
  id: string;
  code: string;
  courseId: string;
  state: BatchState;
  capacity: number;
  /** Live places and holds that stand. */
  taken: number;
  /** Seats that earlier rows of this plan would take. */
  claimed: number;
};
export type KnownPlan = {
  id: string;
  code: string;
  name: string;
  validityDays: number | null;
  pricePaisa: string;
  currency: string;
  courseIds: string[];
};

export type Keys = { externalIds: string[]; codes: string[]; emails: string[]; batchCodes: string[] };

/**
 * Everything a chunk of rows could mean: whom its keys name, what they have bought, which seats are left. Set-wise, by the
 * unique indexes of the keys. A form that is void gave its external id back.
 */
export function matchQueries(keys: Keys, run: { planId: string; from: number; now: Date }) {
  const hit = studentsOf(keys);
  return {
    forms: rows<KnownForm>(sql`
      select f.external_id as "externalId", f.state, e.id as "enrollmentId", e.student_id as "studentId"
      from unnest(${list(keys.externalIds)}::text[]) k
      join admission_forms f on f.organization_id = (select app.organization_id()) and f.external_id = k
      left join enrollments e on e.organization_id = f.organization_id and e.admission_form_id = f.id`),
    students: rows<KnownStudent>(sql`
      with hit as (${hit})
      select p.id as "studentId", m.user_id as "userId", p.code, p.full_name as "fullName", p.version as "profileVersion", c.phone, coalesce(c.version, 0) as "contactVersion",
        m.version as "membershipVersion", m.disabled_at is not null or u.disabled_at is not null as "isDisabled",
        (select jsonb_agg(x.email order by x.is_primary desc, x.email) from user_emails x where x.organization_id = m.organization_id and x.user_id = m.user_id) as emails
      from hit
      join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = hit.id
      join memberships m on m.organization_id = p.organization_id and m.id = p.id
      join users u on u.organization_id = m.organization_id and u.id = m.user_id
      left join student_contacts c on c.organization_id = p.organization_id and c.id = p.id`),
    people: rows<{ email: string; userId: string; isDisabled: boolean }>(sql`
      select x.email, x.user_id as "userId", u.disabled_at is not null as "isDisabled"
      from unnest(${list(keys.emails)}::text[]) k
      join user_emails x on x.organization_id = (select app.organization_id()) and x.email = k
      join users u on u.organization_id = x.organization_id and u.id = x.user_id`),
    enrollments: rows<KnownEnrollment>(sql`
      with hit as (${hit})
      select e.id, e.student_id as "studentId", e.plan_id as "planId", e.state, e.version, e.valid_from_on::text as "validFromOn", e.valid_until_on::text as "validUntilOn", f.external_id as "externalId", f.state = 'void' as "isVoid",
        coalesce((select jsonb_agg(jsonb_build_object('courseId', a.course_id, 'batchId', a.batch_id, 'code', b.code))
          from batch_assignments a join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
          where a.organization_id = e.organization_id and a.enrollment_id = e.id and a.state in ('assigned', 'active')), '[]') as places
      from hit
      join enrollments e on e.organization_id = (select app.organization_id()) and e.student_id = hit.id
      join admission_forms f on f.organization_id = e.organization_id and f.id = e.admission_form_id
      order by e.created_at desc, e.id`),
    batches: rows<KnownBatch>(sql`
      select b.id, b.code, b.course_id as "courseId", b.state, b.capacity,
        ((select count(*) from batch_assignments a where a.organization_id = b.organization_id and a.batch_id = b.id and a.state in ('assigned', 'active'))
         + (select count(*) from seat_holds h where h.organization_id = b.organization_id and h.batch_id = b.id and h.released_at is null and h.expires_at > clock_timestamp()))::int as taken,
        coalesce(c.seats, 0) as claimed
      from unnest(${list(keys.batchCodes)}::text[]) k
      join batches b on b.organization_id = (select app.organization_id()) and b.code = k and b.deleted_at is null
      left join (select r.seat_batch_id, count(*)::int as seats from import_rows r
        where r.organization_id = (select app.organization_id()) and r.plan_id = ${run.planId}::uuid and r.number < ${run.from} and r.seat_batch_id is not null and r.result is null
        group by 1) c on c.seat_batch_id = b.id`),
    plans: rows<KnownPlan>(sql`
      select p.id, p.code, p.name, p.validity_days as "validityDays", p.price_paisa as "pricePaisa", p.currency,
        coalesce((select jsonb_agg(c.course_id) from plan_courses c where c.organization_id = p.organization_id and c.plan_id = p.id), '[]') as "courseIds"
      from plans p where p.deleted_at is null`),
  };
}
export type MatchQueries = ReturnType<typeof matchQueries>;

/** Classes to come of the batches that are named, and of those the students sit in already. */
export const classesToCome = (keys: Keys, now: Date) =>
  rows<ClassToCome>(sql`
    with hit as (${studentsOf(keys)}),
    wanted as (
      select b.id from unnest(${list(keys.batchCodes)}::text[]) k join batches b on b.organization_id = (select app.organization_id()) and b.code = k and b.deleted_at is null
      union select a.batch_id from hit
        join batch_assignments a on a.organization_id = (select app.organization_id()) and a.student_id = hit.id and a.state in ('assigned', 'active'))
    select b.id as "batchId", b.code, s.starts_at as "startsAt", s.ends_at as "endsAt"
    from wanted join batches b on b.organization_id = (select app.organization_id()) and b.id = wanted.id
    join sessions s on s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled' and s.ends_at > ${now.toISOString()}::timestamptz`);

/** The students whom any key of the chunk names, each once. */
const studentsOf = (keys: Keys): SQL => sql`
  select e.student_id as id from unnest(${list(keys.externalIds)}::text[]) k
    join admission_forms f on f.organization_id = (select app.organization_id()) and f.external_id = k
    join enrollments e on e.organization_id = f.organization_id and e.admission_form_id = f.id
  union select p.id from unnest(${list(keys.codes)}::text[]) k join student_profiles p on p.organization_id = (select app.organization_id()) and p.code = k
  union select m.id from unnest(${list(keys.emails)}::text[]) k
    join user_emails x on x.organization_id = (select app.organization_id()) and x.email = k
    join memberships m on m.organization_id = x.organization_id and m.user_id = x.user_id and m.kind = 'student'`;

/** An array as one parameter: a list of parameters would be another statement for every length. */
const list = (values: string[]): string =>
  `{${[...new Set(values)].map((one) => `"${one.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
