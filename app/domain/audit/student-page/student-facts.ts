import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import type { Member } from "#kernel/ctx";
import type { AssignmentState } from "#domain/batches/assignment.machine";
import type { BatchState } from "#domain/batches/batch.machine";
import type { EnrollmentState, ResumeTo } from "#domain/enrollments/enrollment.machine";
import type { pauseMachine } from "#domain/enrollments/pause.machine";
import type { deliveryMachine } from "#domain/notifications/delivery.machine";
import { actions } from "#kernel/actions";
import type { StateOf } from "#kernel/machine";

const school = sql`(select app.organization_id())`;
const text = (instant: SQL) => sql`to_json(${instant}) #>> '{}'`;

export type ProfileRow = {
  id: string;
  user_id: string;
  code: string;
  full_name: string;
  preferred_name: string | null;
  version: number;
  created_at: string;
  invited_at: string | null;
  first_signed_in_at: string | null;
  disabled: boolean;
  /** The account this one was merged into. */
  merged_into: string | null;
  /** The primary address, by its id: what it says is contact, and shown elsewhere. */
  address_id: string | null;
  address_verified: boolean;
};

/** The student, or nothing where they are not this person's to see: a trainer's are those of own batches and classes. */
export const profileOf = (studentId: string, me: Member): Query<ProfileRow[]> =>
  rows<ProfileRow>(sql`
    select p.id, m.user_id, p.code, p.full_name, p.preferred_name, p.version, ${text(sql`p.created_at`)} as created_at, ${text(sql`m.invited_at`)} as invited_at,
      ${text(sql`m.first_signed_in_at`)} as first_signed_in_at, m.disabled_at is not null as disabled,
      (select app.kept_student(g.kept_id) from student_merges g where g.organization_id = p.organization_id and g.merged_id = p.id and g.undone_at is null) as merged_into, a.id as address_id, a.verified_at is not null as address_verified
    from student_profiles p
    join memberships m on m.organization_id = p.organization_id and m.id = p.id
    left join user_emails a on a.organization_id = m.organization_id and a.user_id = m.user_id and a.is_primary
    where p.organization_id = ${school} and p.id = ${studentId}::uuid ${ownOnly(me)}`);

/** The same table that `assertCan` reads decides. */
function ownOnly(me: Member): SQL {
  if (actions["student.read"][me.role as "trainer"] !== "assigned") return sql``;
  return sql`and exists (select from batch_assignments x join batches b on b.organization_id = x.organization_id and b.id = x.batch_id
    where x.organization_id = p.organization_id and x.student_id = p.id and x.state in ('assigned', 'active', 'completed')
      and (b.trainer_id = ${me.memberId}::uuid or exists (select from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.trainer_id = ${me.memberId}::uuid)))`;
}

export type PauseFact = {
  id: string;
  state: StateOf<typeof pauseMachine>;
  fromOn: string;
  untilOn: string;
  reason: string;
};
export type EnrollmentRow = {
  id: string;
  state: EnrollmentState;
  resume_to: ResumeTo | null;
  state_reason: string | null;
  plan_name: string;
  courses: string[];
  valid_from_on: string;
  valid_until_on: string | null;
  agreed_paisa: string;
  currency: string;
  version: number;
  pauses: PauseFact[];
  extensions: { days: number; feePaisa: number; reason: string; onDay: string }[];
  open_tasks: { title: string; required: boolean; dueOn: string | null }[];
};

/** A student's plans, those that go on first, each with what has changed it. */
export const enrollmentsOf = (studentId: string): Query<EnrollmentRow[]> =>
  rows<EnrollmentRow>(sql`
    select e.id, e.state, e.resume_to, e.state_reason, p.name as plan_name, e.valid_from_on::text as valid_from_on, e.valid_until_on::text as valid_until_on,
      e.agreed_paisa::text as agreed_paisa, e.currency, e.version,
      coalesce((select jsonb_agg(c.code order by pc.position) from plan_courses pc join courses c on c.organization_id = pc.organization_id and c.id = pc.course_id
        where pc.organization_id = e.organization_id and pc.plan_id = e.plan_id), '[]') as courses,
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'state', x.state, 'fromOn', x.from_on, 'untilOn', x.until_on, 'reason', x.reason) order by x.from_on desc)
        from enrollment_pauses x where x.organization_id = e.organization_id and x.enrollment_id = e.id), '[]') as pauses,
      coalesce((select jsonb_agg(jsonb_build_object('days', x.days, 'feePaisa', x.fee_paisa, 'reason', x.reason, 'onDay', (x.created_at at time zone o.zone)::date) order by x.created_at desc)
        from enrollment_extensions x where x.organization_id = e.organization_id and x.enrollment_id = e.id), '[]') as extensions,
      coalesce((select jsonb_agg(jsonb_build_object('title', t.title, 'required', t.required, 'dueOn', t.due_on) order by t.due_on nulls last)
        from onboarding_tasks t where t.organization_id = e.organization_id and t.enrollment_id = e.id and t.state = 'todo'), '[]') as open_tasks
    from enrollments e
    join organizations o on o.id = e.organization_id
    join plans p on p.organization_id = e.organization_id and p.id = e.plan_id
    where e.organization_id = ${school} and e.student_id = ${studentId}::uuid
    order by e.state in ('CANCELLED', 'REFUNDED', 'COMPLETED'), e.created_at desc limit 20`);

export type PlaceRow = {
  id: string;
  enrollment_id: string;
  batch_id: string;
  batch_code: string;
  batch_state: BatchState;
  course_name: string;
  state: AssignmentState;
  assigned_at: string;
  ended_at: string | null;
  reason: string | null;
  trainer: string | null;
  version: number;
  next_id: string | null;
  next_title: string | null;
  next_starts_at: string | null;
  next_ends_at: string | null;
  /** Classes still to come. */
  coming: number;
};

/** Batches a student sits or sat in, live ones first, each with its class that is on or next. */
export const placesOf = (studentId: string, now: Date): Query<PlaceRow[]> =>
  rows<PlaceRow>(sql`
    select a.id, a.enrollment_id, a.batch_id, b.code as batch_code, b.state as batch_state, c.name as course_name, a.state, ${text(sql`a.assigned_at`)} as assigned_at,
      ${text(sql`a.ended_at`)} as ended_at, a.reason, t.full_name as trainer, a.version, n.id as next_id, n.title as next_title,
      ${text(sql`n.starts_at`)} as next_starts_at, ${text(sql`n.ends_at`)} as next_ends_at,
      case when a.state in ('assigned', 'active') then (select count(*)::int from sessions s where s.organization_id = a.organization_id and s.batch_id = a.batch_id
        and s.starts_at > ${now.toISOString()}::timestamptz and s.state = 'scheduled') else 0 end as coming
    from batch_assignments a
    join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
    join courses c on c.organization_id = a.organization_id and c.id = a.course_id
    left join staff_profiles t on t.organization_id = b.organization_id and t.id = b.trainer_id
    left join lateral (select s.id, s.title, s.starts_at, s.ends_at from sessions s where a.state in ('assigned', 'active') and s.organization_id = a.organization_id and s.batch_id = a.batch_id
      and s.starts_at > ${now.toISOString()}::timestamptz - interval '12 hours' and s.ends_at > ${now.toISOString()}::timestamptz and s.state = 'scheduled' order by s.starts_at limit 1) n on true
    where a.organization_id = ${school} and a.student_id = ${studentId}::uuid
    order by a.state not in ('assigned', 'active'), n.starts_at nulls last, a.assigned_at desc limit 30`);

export type Pausing = { enrollmentId: string; fromOn: string; untilOn: string };
export type MissedRow = { batch_code: string; title: string; starts_at: string };

/** Classes of a plan's batches that fall into days of a pause, both included: the days are the school's, as the gate counts them. */
export const missedIn = (
  studentId: string,
  { enrollmentId, fromOn, untilOn }: Pausing,
  now: Date,
): Query<MissedRow[]> =>
  rows<MissedRow>(sql`
    select b.code as batch_code, s.title, ${text(sql`s.starts_at`)} as starts_at
    from batch_assignments a
    join organizations o on o.id = a.organization_id
    join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
    join sessions s on s.organization_id = a.organization_id and s.batch_id = a.batch_id and s.state = 'scheduled' and s.ends_at > ${now.toISOString()}::timestamptz
      and s.starts_at >= ${fromOn}::date::timestamp at time zone o.zone and s.starts_at < (${untilOn}::date + 1)::timestamp at time zone o.zone
    where a.organization_id = ${school} and a.student_id = ${studentId}::uuid and a.enrollment_id = ${enrollmentId}::uuid and a.state in ('assigned', 'active')
    order by s.starts_at, b.code limit 200`);

export type AttemptRow = {
  id: string;
  at: string;
  outcome: string | null;
  session_id: string | null;
  title: string | null;
  batch_code: string | null;
};

/** The last decisions of the gate. */
export const attemptsOf = (studentId: string): Query<AttemptRow[]> =>
  rows<AttemptRow>(sql`
    select j.id, ${text(sql`j.at`)} as at, j.outcome, j.session_id, s.title, b.code as batch_code
    from join_attempts j
    left join sessions s on s.organization_id = j.organization_id and s.id = j.session_id
    left join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    where j.organization_id = ${school} and j.student_id = ${studentId}::uuid
    order by j.at desc limit 10`);

const userOf = (studentId: string) =>
  sql`(select m.user_id from memberships m where m.organization_id = ${school} and m.id = ${studentId}::uuid and m.kind = 'student')`;

export type DeliveryRow = {
  id: string;
  template: string;
  state: StateOf<typeof deliveryMachine>;
  created_at: string;
  sent_at: string | null;
  error: string | null;
  dead_letter_id: string | null;
};

/** Mails to a student, newest first; what gave up carries the dead letter that sends it again. Never a subject or a body. */
export const deliveriesOf = (studentId: string): Query<DeliveryRow[]> =>
  rows<DeliveryRow>(sql`
    select d.id, n.template, d.state, ${text(sql`d.created_at`)} as created_at, ${text(sql`d.sent_at`)} as sent_at, d.error, l.id as dead_letter_id
    from deliveries d
    join notifications n on n.organization_id = d.organization_id and n.id = d.notification_id
    left join dead_letters l on l.organization_id = d.organization_id and l.source = 'delivery' and l.source_id = d.id::text and l.state = 'open'
    where d.organization_id = ${school} and d.user_id = ${userOf(studentId)}
    order by d.created_at desc limit 100`);

export type SignInRow = {
  id: string;
  method: string;
  device: string;
  created_at: string;
  last_seen_at: string;
  live: boolean;
};

/** Where the student was signed in lately. */
export const signInsOf = (studentId: string, now: Date): Query<SignInRow[]> =>
  rows<SignInRow>(sql`
    select s.id, s.method, s.device, ${text(sql`s.created_at`)} as created_at, ${text(sql`s.last_seen_at`)} as last_seen_at, s.live
    from app.auth_sessions_of(${userOf(studentId)}, ${now.toISOString()}::timestamptz) s`);
