import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { StateOf } from "#kernel/machine";

import type { ContestState } from "../attendance/attendance-contest.machine";
import type { Mark } from "../attendance/inputs";
import type { SessionState } from "../sessions/session.machine";
import { seatJson } from "./class-seat";
import type { Seat } from "./class-seat";
import type { deliveryMachine } from "./delivery.machine";
import type { StoredBody } from "./tables";

/** All that sending one delivery needs to know, in one statement; instants are ISO text. */
export type DeliveryFacts = {
  delivery: {
    id: string;
    notificationId: string;
    state: StateOf<typeof deliveryMachine>;
    attempts: number;
    /** Its time has come and nobody holds it. */
    due: boolean;
    urgent: boolean;
    template: string;
    subjectId: string;
    occurrence: string;
    subject: string | null;
    body: StoredBody | null;
    bodySealed: string | null;
  };
  address: string | null;
  suppressed: boolean;
  host: string;
  code: { sealed: string | null; userId: string | null; expiresAt: string; live: boolean } | null;
  session: {
    id: string;
    state: SessionState;
    sequence: number;
    number: number;
    of: number;
    title: string;
    course: string;
    startsAt: string;
    endsAt: string;
    opensAtOverride: string | null;
    trainer: string | null;
    cancelReason: string | null;
    moved: { at: string; reason: string; wasStartsAt: string; wasEndsAt: string } | null;
  } | null;
  /** Of the live assignment to the batch it is about; null once the student has none. */
  seat: Seat | null;
  /** Of mails about an account: the student whose it is; null once it is closed. */
  student: { name: string; signedIn: boolean } | null;
  /** The address a mail tells of; null once it is no longer the student's. */
  added: string | null;
  /** Classes of a batch that moved or fell away by one decision. */
  series: {
    batch: string;
    course: string;
    classes: {
      title: string;
      startsAt: string;
      endsAt: string;
      wasStartsAt: string;
      wasEndsAt: string;
      state: SessionState;
      now: boolean;
    }[];
    reason: string | null;
  } | null;
  /** Where the student of a cancelled batch went. */
  move: {
    batch: string;
    course: string;
    reason: string | null;
    to: { batch: string; nextAt: string | null } | null;
    owner: string | null;
    closed: boolean;
  } | null;
  /** A student's question about a mark, and the mark as it is now. */
  contest: {
    sessionId: string;
    course: string;
    title: string;
    startsAt: string;
    endsAt: string;
    state: ContestState;
    mark: Mark | null;
    answer: string | null;
  } | null;
  announcement: { about: string; from: string; message: string } | null;
  /** The batch a student has a place in, with what is ahead of it; null once they have none there, or it is over. */
  cohort: { batch: string; course: string; nextAt: string | null; coming: number } | null;
  /** Another address is the student's now: which, and whether the one so far signs them in as well. */
  changed: { to: string; opensStill: boolean } | null;
};

/** The address a notification is about, kept as a second one or taken away. */
const addressBefore = sql`coalesce(
    (select o.email from user_emails o where o.organization_id = d.organization_id and o.id = n.subject_id and o.user_id = d.user_id),
    (select x.before ->> 'email' from audit_logs l join audit_personal x on x.audit_id = l.id
      where l.organization_id = d.organization_id and l.entity = 'user_emails' and l.entity_id = n.subject_id and l.after is null and x.subject_id = d.user_id
      order by l.at desc limit 1))`;

/**
 * The address is looked up when sending, so a corrected one is used; a code goes to the address that asked for it. That
 * another address was given goes to the one it was taken from: it stands in the record's personal part, where it can be
 * erased, and no copy is made.
 */
export const deliveryFacts = (deliveryId: string, now: Date): SQL => sql`
  select jsonb_build_object(
    'delivery', jsonb_build_object('id', d.id, 'notificationId', n.id, 'state', d.state, 'attempts', d.attempts, 'due', d.due_at <= clock_timestamp(), 'urgent', d.urgent,
      'template', n.template, 'subjectId', n.subject_id, 'occurrence', n.occurrence, 'subject', d.subject, 'body', d.body, 'bodySealed', d.body_sealed),
    'address', who.address,
    'suppressed', exists (select from suppressions x where x.channel = 'email' and x.lifted_at is null
      and x.address_digest = 'sha256:' || encode(sha256(convert_to(d.organization_id::text || who.address, 'UTF8')), 'hex')),
    'host', (select h.host from organization_hosts h where h.kind = 'slug' order by h.created_at limit 1),
    'code', code.it,
    'session', case when s.id is not null then jsonb_build_object('id', s.id, 'state', s.state, 'sequence', s.sequence, 'number', s.number, 'of', c.sessions_planned, 'title', s.title,
      'course', c.name, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'opensAtOverride', s.opens_at_override,
      'trainer', (select t.full_name from staff_profiles t where t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)), 'cancelReason', s.cancel_reason,
      'moved', (select jsonb_build_object('at', x.at, 'reason', x.reason, 'wasStartsAt', x.was_starts_at, 'wasEndsAt', x.was_ends_at)
        from session_changes x where x.organization_id = s.organization_id and x.session_id = s.id and x.sequence = s.sequence)) end,
    'series', case when n.template = 'batch_moved' then (
      select jsonb_build_object('batch', min(sb.name), 'course', min(sc.name), 'reason', min(x.reason), 'classes', jsonb_agg(jsonb_build_object('title', y.title, 'startsAt', y.starts_at,
        'endsAt', y.ends_at, 'wasStartsAt', x.was_starts_at, 'wasEndsAt', x.was_ends_at, 'state', y.state, 'now', y.sequence = x.sequence) order by x.was_starts_at))
      from session_changes x join sessions y on y.organization_id = x.organization_id and y.id = x.session_id
      join batches sb on sb.organization_id = y.organization_id and sb.id = y.batch_id join courses sc on sc.organization_id = sb.organization_id and sc.id = sb.course_id
      where x.organization_id = d.organization_id and x.series_id = n.subject_id having count(*) > 0) end,
    'move', case when n.template = 'batch_cancelled' then (
      select jsonb_build_object('batch', fb.name, 'course', fc.name, 'reason', fb.cancel_reason, 'owner', o.full_name, 'closed', v.closed_at is not null,
        'to', case when tb.id is not null then jsonb_build_object('batch', tb.name, 'nextAt', (select min(y.starts_at) from sessions y
          where y.organization_id = tb.organization_id and y.batch_id = tb.id and y.state = 'scheduled' and y.ends_at > ${now.toISOString()}::timestamptz)) end)
      from cancellation_moves v join batches fb on fb.organization_id = v.organization_id and fb.id = v.batch_id join courses fc on fc.organization_id = v.organization_id and fc.id = v.course_id
      left join batches tb on tb.organization_id = v.organization_id and tb.id = v.to_batch_id left join staff_profiles o on o.organization_id = v.organization_id and o.id = v.owner_id
      where v.organization_id = d.organization_id and v.id = n.subject_id) end,
    'contest', case when n.template = 'contest_answered' then (
      select jsonb_build_object('sessionId', y.id, 'course', yc.name, 'title', y.title, 'startsAt', y.starts_at, 'endsAt', y.ends_at, 'state', q.state, 'answer', q.answer,
        'mark', (select k.mark from attendance_marks k where k.organization_id = q.organization_id and k.session_id = q.session_id and k.student_id = q.student_id))
      from attendance_contests q join sessions y on y.organization_id = q.organization_id and y.id = q.session_id
      join batches yb on yb.organization_id = y.organization_id and yb.id = y.batch_id join courses yc on yc.organization_id = yb.organization_id and yc.id = yb.course_id
      where q.organization_id = d.organization_id and q.id = n.subject_id) end,
    'announcement', case when n.template = 'announcement' then (
      select jsonb_build_object('about', coalesce(y.title, ab.name), 'from', coalesce(p.full_name, (select g.name from organizations g)), 'message', r.text)
      from announcements r join batches ab on ab.organization_id = r.organization_id and ab.id = r.batch_id
      left join sessions y on y.organization_id = r.organization_id and y.id = r.session_id left join staff_profiles p on p.organization_id = r.organization_id and p.id = r.sent_by
      where r.organization_id = d.organization_id and r.id = n.subject_id) end,
    'cohort', case when n.template in ('place_given', 'classes_planned') then (
      select jsonb_build_object('batch', gb.name, 'course', gc.name, 'nextAt', t.next_at, 'coming', t.coming)
      from memberships m
      join batch_assignments a on a.organization_id = m.organization_id and a.student_id = m.id and a.state in ('assigned', 'active')
        and n.subject_id = case n.template when 'place_given' then a.id else a.batch_id end
      join batches gb on gb.organization_id = a.organization_id and gb.id = a.batch_id and gb.state in ('planning', 'forming', 'active')
      join courses gc on gc.organization_id = gb.organization_id and gc.id = gb.course_id
      cross join lateral (select min(y.starts_at) as next_at, count(*) as coming from sessions y
        where y.organization_id = gb.organization_id and y.batch_id = gb.id and y.state = 'scheduled' and y.ends_at > ${now.toISOString()}::timestamptz) t
      where m.organization_id = d.organization_id and m.user_id = d.user_id and m.kind = 'student' and m.disabled_at is null limit 1) end,
    'changed', case when n.template = 'address_changed' then (
      select jsonb_build_object('to', e.email, 'opensStill', exists (select from user_emails o where o.organization_id = e.organization_id and o.id = n.subject_id and o.user_id = e.user_id))
      from user_emails e where e.organization_id = d.organization_id and e.user_id = d.user_id and e.is_primary and e.id <> n.subject_id) end,
    'seat', (select ${seatJson} from memberships m
      join batch_assignments a on a.organization_id = m.organization_id and a.student_id = m.id and a.state in ('assigned', 'active') and a.batch_id = case n.template
        when 'batch_moved' then (select y.batch_id from session_changes x join sessions y on y.organization_id = x.organization_id and y.id = x.session_id
          where x.organization_id = n.organization_id and x.series_id = n.subject_id limit 1)
        else s.batch_id end
      join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
      where m.user_id = d.user_id and m.kind = 'student' and m.disabled_at is null limit 1),
    'student', case when n.category = 'account' then (
      select jsonb_build_object('name', coalesce(p.preferred_name, p.full_name), 'signedIn', m.first_signed_in_at is not null)
      from memberships m
      join users u on u.organization_id = m.organization_id and u.id = m.user_id and u.disabled_at is null
      join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
      where m.user_id = d.user_id and m.kind = 'student' and m.disabled_at is null) end,
    'added', case when n.template = 'address_added' then (
      select e.email from user_emails e where e.organization_id = n.organization_id and e.id = n.subject_id and e.user_id = d.user_id) end
  ) as value
  from deliveries d
  join notifications n on n.organization_id = d.organization_id and n.id = d.notification_id
  cross join lateral (select case when n.category = 'code' then app.read_code_mail(n.subject_id, ${now.toISOString()}::timestamptz) end as it) code
  cross join lateral (select case when n.template = 'address_changed' then ${addressBefore} else coalesce(code.it ->> 'email',
    (select e.email from user_emails e where e.organization_id = d.organization_id and e.user_id = d.user_id and e.is_primary)) end as address) who
  left join sessions s on n.category in ('class', 'schedule') and s.organization_id = n.organization_id and s.id = n.subject_id
  left join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  left join courses c on c.organization_id = b.organization_id and c.id = b.course_id
  where d.id = ${deliveryId}::uuid`;
