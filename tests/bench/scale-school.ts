import type { Client } from "pg";

import { firstNames, lastNames, syllables } from "./names";

export type Size = { students: number; batches: number; sessions: number };

export type Sample = {
  studentId: string;
  enrollmentId: string;
  sessionId: string;
  markedSessionId: string;
  batchId: string;
  batchCode: string;
  importId: string;
  recordId: string;
  signInId: string;
  /** A day with classes, in both schools the same number of them. */
  day: string;
};

/**
 * A school of this size by set-wise SQL, its triggers and keys resting: what is measured is the reading of it. Both sizes
 * show the same: ten classes today and on every other day, a hundred students in each batch, the same sixty batches first
 * in their list, the same work waiting. What differs is how much stands behind it.
 */
export async function fillSchool(client: Client, size: Size): Promise<Sample> {
  await client.query("set local session_replication_role = replica");
  await client.query("create temporary table name_parts (given text[], family text[], syllable text[]) on commit drop");
  await client.query("insert into name_parts values ($1, $2, $3)", [firstNames, lastNames, syllables]);
  for (const statement of [...people(size), ...calendar(size), ...attendance, ...office(size)])
    await client.query(statement);
  await client.query("analyze");
  await client.query("select app.list_students(array(select id from pupil))");
  await client.query("select app.list_enrollments(array(select id from pupil))");
  const { rows } = await client.query<Sample>(
    `select a.student_id as "studentId", a.enrollment_id as "enrollmentId", l.id as "sessionId", before.id as "markedSessionId", b.id as "batchId", b.code as "batchCode",
       (select id from sheet where n = 7) as "importId", (select id from audit_logs where organization_id = b.organization_id and request_id = 'request-7' limit 1) as "recordId",
       (select id from unmatched_sign_ins where organization_id = b.organization_id and email like 'nobody7@%') as "signInId", ((now() at time zone 'Asia/Kolkata')::date - 2)::text as day
     from cohort c join lesson l on l.batch_id = c.id and l.k = ${today} join lesson before on before.batch_id = c.id and before.k = ${today - 1}
     join batches b on b.id = c.id join batch_assignments a on a.organization_id = b.organization_id and a.batch_id = b.id where c.n = 1 order by a.student_id limit 1`,
  );
  return rows[0]!;
}

const plan = "(select id from plans where organization_id = app.organization_id() order by id limit 1)";
const course = "(select id from courses where organization_id = app.organization_id() order by id limit 1)";
const trainer = "(select id from staff_profiles where organization_id = app.organization_id() order by id limit 1)";
/** Spread over all numbers, the same every time. */
const scattered = (of: string, salt: number) => `abs(hashint4((${of}) * 31 + ${salt}))`;
const pick = (list: string, salt: number) => `${list}[1 + ${scattered("n", salt)} % cardinality(${list})]`;
const rare = (...salts: number[]) => `initcap(${salts.map((salt) => pick("syllable", salt)).join(" || ")})`;
/** The class of the first ten batches that is today's. */
const today = 12;
const midnight = "(date_trunc('day', now() at time zone 'Asia/Kolkata') at time zone 'Asia/Kolkata')";

const people = ({ students }: Size): string[] => [
  `create temporary table pupil on commit drop as
   select n, app.uuidv7() as user_id, app.uuidv7() as id, app.uuidv7() as form_id, app.uuidv7() as enrollment_id,
     case when n = 77 then 'Zubeida Chrzanowska' else case when n % 4 = 0 then ${rare(1, 2, 3)} else ${pick("given", 4)} end || ' ' || case when n % 5 = 0 then ${rare(5, 6, 7, 8)} else ${pick("family", 9)} end end as name,
     case when n % 17 = 0 then 'SUSPENDED' when n % 31 = 0 then 'EXPIRED' when n % 29 = 0 then 'BATCH_PENDING' when n % 23 = 0 then 'COMPLETED' else 'ACTIVE' end as state
   from generate_series(1, ${students}) n, name_parts`,
  "insert into users (id) select user_id from pupil",
  `insert into user_emails (user_id, email) select user_id, regexp_replace(app.plain_name(name), '[^a-z]', '', 'g') || '.' || n || '@' || case n % 3 when 0 then 'gmail.com' when 1 then 'outlook.example' else 'nimbus.example' end from pupil`,
  "insert into memberships (id, user_id, kind, role, first_signed_in_at) select id, user_id, 'student', 'student', case when n % 7 > 0 then now() - interval '10 days' end from pupil",
  "insert into student_profiles (id, code, full_name) select id, 'MD-' || (1000 + n), name from pupil",
  `insert into student_contacts (id, phone) select id, '+91' || (9000000000 + ${scattered("n", 11)} % 999999999)::text from pupil`,
  `insert into admission_forms (id, state, source, full_name, email, plan_id, agreed_paisa, currency) select form_id, 'verified', 'legacy', name, 'md' || n || '@nimbus.example', ${plan}, 100, 'INR' from pupil`,
  `insert into enrollments (id, student_id, plan_id, admission_form_id, state, valid_from_on, valid_until_on, agreed_paisa, currency, created_at)
   select enrollment_id, id, ${plan}, form_id, state, '2026-01-01', '2031-01-01', 100, 'INR', now() - interval '1 day' from pupil`,
  "insert into enrollment_pauses (enrollment_id, student_id, state, from_on, until_on, reason) select enrollment_id, id, case when n % 2 = 0 then 'approved' else 'ended' end, current_date + 10, current_date + 17, 'exams' from pupil where n % 10 = 0",
  `insert into payments (id, enrollment_id, student_id, kind, amount_paisa, currency, recorded_at) select form_id, enrollment_id, id, 'receipt', 100, 'INR', now() - interval '1 minute' * n from pupil where n % 11 > 0`,
  // What waits for a second person is the work of some days in a school of any size.
  "insert into payment_verifications (payment_id, student_id) select form_id, id from pupil where n % 11 > 0 and (n % 13 > 0 or n > 1000)",
  "insert into payments_waiting (payment_id, recorded_at) select p.id, p.recorded_at from payments p join pupil u on u.form_id = p.id where u.n % 13 = 0 and u.n <= 1000",
  "insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at) select app.organization_id(), user_id, uuid_send(id), 'email_code', now(), now(), now() + interval '1 day', now() + interval '1 day' from pupil where n % 7 > 0",
  "insert into unmatched_sign_ins (email, first_at, last_at, tries) select 'nobody' || n || '@gmail.com', now() - interval '1 hour' * n, now() - interval '1 minute' * n, n % 5 + 1 from pupil where n <= 100 or n % 10 = 0",
];

const calendar = ({ batches, sessions }: Size): string[] => {
  const each = Math.ceil(sessions / batches);
  return [
    `create temporary table cohort on commit drop as select n, app.uuidv7() as id from generate_series(1, ${batches}) n`,
    // Ten that run and fifty that are being planned stand first in both schools.
    `insert into batches (id, code, name, course_id, state, capacity, zone, trainer_id, owner_id, starts_on)
     select c.id, 'MD-' || c.n, 'Cohort ' || c.n, ${course}, 'active', 1000, 'Asia/Kolkata', ${trainer}, ${trainer}, case when c.n <= 10 then date '2026-01-01' else date '2026-06-01' + c.n end from cohort c`,
    `insert into batches (code, name, course_id, state, capacity, zone, owner_id, starts_on)
     select 'NEXT-' || n, 'Next ' || n, ${course}, 'forming', 30, 'Asia/Kolkata', ${trainer}, date '2026-02-01' + n from generate_series(1, 490) n`,
    // A hundred students got their place this week, all others long ago.
    `insert into batch_assignments (enrollment_id, student_id, course_id, batch_id, state, assigned_at)
     select p.enrollment_id, p.id, ${course}, c.id, 'active', now() - case when p.n <= 100 then interval '1 hour' * p.n else interval '100 days' + interval '1 minute' * p.n end
     from pupil p join cohort c on c.n = p.n % ${batches} + 1 where p.state <> 'BATCH_PENDING'`,
    // The first ten batches meet today and on every other day; the rest on the days between, most of them in years past and some in years to come.
    `create temporary table lesson on commit drop as
     select app.uuidv7() as id, c.id as batch_id, c.n, k, at from cohort c, generate_series(1, ${each}) k, lateral (select (c.n - 1) / 10 as g) y,
     lateral (select case when g = 0 then (k - ${today}) * 2 when g % 20 = 19 then k * 2 + 1 else (k - ${each}) * 2 - 1 - ${each * 2} * (g / 10) end as days) z,
     lateral (select ${midnight} + interval '1 day' * days + interval '1 hour' * (c.n % 10 + 8) as at) x`,
    `insert into sessions (id, batch_id, number, title, state, starts_at, ends_at, local_date, local_time, zone)
     select id, batch_id, k, 'Class ' || k, case when at < now() then 'ended' else 'scheduled' end, at, at + interval '1 hour', (at at time zone 'Asia/Kolkata')::date, (at at time zone 'Asia/Kolkata')::time, 'Asia/Kolkata' from lesson`,
    "insert into session_meetings (session_id) select id from lesson",
    // Forty lost their place with a batch.
    `insert into batches (code, name, course_id, state, capacity, zone, owner_id, starts_on, cancel_reason) select 'GONE-1', 'Gone', ${course}, 'cancelled', 30, 'Asia/Kolkata', ${trainer}, date '2026-02-01', 'No trainer'`,
    `insert into cancellation_moves (batch_id, student_id, enrollment_id, course_id, owner_id, due_on)
     select b.id, p.id, p.enrollment_id, ${course}, ${trainer}, current_date + 3 from pupil p, batches b where p.n <= 40 and b.organization_id = app.organization_id() and b.code = 'GONE-1'`,
    `create temporary table seat on commit drop as
     select l.id as session_id, l.k, l.n, l.at, a.student_id, row_number() over (partition by l.id order by a.student_id) as place
     from lesson l join batch_assignments a on a.organization_id = app.organization_id() and a.batch_id = l.batch_id`,
    "analyze seat",
    // Of the last days: older tries are put away.
    `insert into join_attempts (id, session_id, requested, student_id, at, facts, policy_version, outcome, decided_at)
     select app.uuidv7(), session_id, session_id, student_id, at, '{}', 0, case when place % 10 = 0 then 'join.too_early' else 'allowed' end, at from seat where at between now() - interval '60 days' and ${midnight} + interval '1 day'`,
    `insert into registrant_links (session_id, student_id, alias, state) select session_id, student_id, student_id || '@' || session_id || '.invalid', 'made' from seat where at between now() - interval '60 days' and now() + interval '3 days'`,
  ];
};

/** A mark for every student of every class that is over, and what waits for somebody to look at it. */
const attendance: readonly string[] = [
  "insert into attendance_sheets (session_id, marked_at) select id, at + interval '2 hours' from lesson where at < now()",
  `insert into attendance_marks (session_id, student_id, mark, computed_mark, minutes, evidence, policy_version)
   select session_id, student_id, m, m, 50, '{}', 0 from seat cross join lateral (select case place % 5 when 0 then 'absent' when 1 then 'late' else 'present' end as m) x where at < now() order by session_id, student_id`,
  `insert into attendance_evidence (entry_id, session_id, student_id, kind, present_from, present_until, name, recorded_at, set_aside)
   select app.uuidv7(), session_id, case when place % 50 > 0 then student_id end, 'csv', at, at + interval '1 hour', 'Asha Kumra', at + interval '1 hour', case when place % 50 = 0 and n > 10 then 'nobody' end
   from seat where at between now() - interval '60 days' and now() and (place % 5 > 0 or place % 50 = 0)`,
  `insert into attendance_streaks (student_id, batch_id, absent_from, missed)
   select a.student_id, a.batch_id, case when p.n % 4 = 0 then now() - interval '15 days' - interval '1 hour' * (p.n % 1000) end, case when p.n % 4 = 0 then 3 else 0 end
   from pupil p join batch_assignments a on a.organization_id = app.organization_id() and a.student_id = p.id`,
  // A hundred wait in a school of any size; what was decided stays.
  `insert into attendance_contests (session_id, student_id, state, contested_mark, message, opened_at)
   select session_id, student_id, case when n <= 10 and place <= 50 then 'open' else 'declined' end, 'absent', 'I was there', at + interval '1 day' from seat where place % 5 = 0 and k = ${today - 1} and at < now()`,
];

const office = ({ batches }: Size): string[] => [
  "insert into notifications (id, user_id, template, subject_id, category, state, created_at) select app.uuidv7(), user_id, 'class_reminder_day', md5(id::text || k)::uuid, 'class', 'ready', now() - interval '1 day' * k from pupil, generate_series(1, 3) k",
  "insert into deliveries (notification_id, channel, user_id, state, sent_at, created_at) select id, 'email', user_id, 'sent', created_at, created_at from notifications where template = 'class_reminder_day'",
  `create temporary table sheet on commit drop as select n, app.uuidv7() as id from generate_series(1, ${50 + batches / 2}) n`,
  `insert into import_plans (id, kind, state, file_name, file_digest, header_digest, reading, row_count)
   select id, 'students', 'uploaded', 'sheet ' || n, repeat('0', 64), repeat('0', 64), '{"encoding": "UTF-8", "delimiter": ",", "days": {}}', 200 from sheet`,
  "insert into import_progress (plan_id, phase) select id, 'rest' from sheet",
  `insert into import_rows (plan_id, number, cells, label, outcome, basis, result)
   select s.id, k, '[]', 'Student', case when k % 3 = 0 then 'create' else 'unchanged' end, '', case when k % 3 = 0 then 'applied' end from sheet s, generate_series(2, 201) k`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, request_id, after, subject_id)
   select app.organization_id(), now() - interval '1 minute' * (n + 10000), 'change', 'student_profiles', id, 'student.update', 'member:' || ${trainer}, 'request-' || n / 20, '{}', id from pupil`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, reason, request_id, before, after, subject_id)
   select app.organization_id(), a.assigned_at - x.earlier, 'change', 'enrollments', a.enrollment_id, x.action, 'system:bench', 'bulk', 'request-' || p.n / 20, x.before::jsonb, x.after::jsonb, p.id
   from pupil p join batch_assignments a on a.organization_id = app.organization_id() and a.enrollment_id = p.enrollment_id,
     (values (interval '5 days', 'enrollment.finish_onboarding', '{"state": "PRE_ONBOARDING"}', '{"state": "BATCH_PENDING"}'), (interval '0', 'assignment.create', '{"state": "BATCH_PENDING"}', '{"state": "BATCH_ASSIGNED"}')) x (earlier, action, before, after)`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, reason, request_id, after, subject_id, batch_id)
   select app.organization_id(), a.assigned_at, 'change', 'batch_assignments', a.id, 'assignment.create', 'system:bench', 'bulk', 'request-' || p.n / 20, '{}', p.id, a.batch_id
   from pupil p join batch_assignments a on a.organization_id = app.organization_id() and a.enrollment_id = p.enrollment_id`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, after, batch_id)
   select app.organization_id(), at - interval '30 days', 'change', 'sessions', id, 'session.create', 'system:bench', '{}', batch_id from lesson`,
];
