import type { Pool } from "pg";

import { auditRests } from "#tests/support/audit-witness";

import { asOwner } from "./world";

/** Tables that grow with students, classes and time: reading one of them whole is never right in a request. */
export const growingTables: ReadonlySet<string> = new Set(
  (
    "users user_emails memberships student_profiles student_contacts student_directory name_words admission_forms enrollments enrollment_pauses onboarding_tasks payments payment_verifications " +
    "attendance_evidence attendance_sheets attendance_marks attendance_streaks attendance_excuses attendance_contests session_notes recordings import_rows " +
    "batch_assignments sessions session_meetings registrant_links session_admissions join_attempts notifications deliveries outbox processed_events audit_logs audit_personal audit_unsealed audit_seals auth_sessions"
  ).split(" "),
);

/** These have no trigger that would have to rest. */
const untriggered = new Set(["audit_logs", "audit_personal", "audit_unsealed", "audit_seals", "auth_sessions"]);

/**
 * Five thousand students more, in fifty batches with forty classes each, twenty thousand tries to join, links, mails and
 * events that are done, and thirty thousand records of who did what. Triggers rest meanwhile: this is bulk, not history.
 */
export async function growSchool(owner: Pool, organizationId: string): Promise<void> {
  await asOwner(owner, organizationId, async (client) => {
    await client.query(auditRests("bulk, and no history"));
    for (const table of growingTables)
      if (!untriggered.has(table)) await client.query(`alter table ${table} disable trigger user`);
    await client.query("alter table batches disable trigger user");
    for (const statement of bulk) await client.query(statement);
    for (const table of growingTables)
      if (!untriggered.has(table)) await client.query(`alter table ${table} enable trigger user`);
    await client.query("alter table batches enable trigger user");
  });
  await owner.query(
    "select app.list_students(array(select id from student_profiles)), app.list_enrollments(array(select id from student_profiles))",
  );
  await owner.query("analyze");
}

const plan = "(select id from plans where organization_id = app.organization_id() order by id limit 1)";
const course = "(select id from courses where organization_id = app.organization_id() order by id limit 1)";

const bulk = [
  "create temporary table big on commit drop as select n, app.uuidv7() as user_id, app.uuidv7() as id, app.uuidv7() as form_id, app.uuidv7() as enrollment_id from generate_series(1, 5000) n",
  "insert into users (id) select user_id from big",
  "insert into user_emails (user_id, email) select user_id, 'big' || n || '@nimbus.example' from big",
  "insert into memberships (id, user_id, kind, role) select id, user_id, 'student', 'student' from big",
  `insert into student_profiles (id, code, full_name) select id, 'BIG-' || n, given[1 + n % cardinality(given)] || ' ' || initcap(part[1 + n / 7 % cardinality(part)] || part[1 + n / 3 % cardinality(part)] || part[1 + n / 11 % cardinality(part)])
   from big, (select string_to_array('Asha Ravi Meera Joseph Omar Nila Priya Rahul Anjali Vikram Sneha Arjun Divya Karthik Lakshmi Suresh Deepa', ' ') as given, string_to_array('ra ni ka shi ma de va lo pri su th an bha gu ja ki mo ne sha ti', ' ') as part) x`,
  "insert into student_contacts (id) select id from big",
  `insert into admission_forms (id, state, source, full_name, email, plan_id, agreed_paisa, currency) select form_id, 'verified', 'legacy', 'Student ' || n, 'big' || n || '@nimbus.example', ${plan}, 100, 'INR' from big`,
  `insert into enrollments (id, student_id, plan_id, admission_form_id, state, valid_from_on, valid_until_on, agreed_paisa, currency)
   select enrollment_id, id, ${plan}, form_id, 'ACTIVE', '2026-01-01', '2030-01-01', 100, 'INR' from big`,
  "insert into enrollment_pauses (enrollment_id, student_id, state, from_on, until_on, reason) select enrollment_id, id, 'ended', '2026-02-01', '2026-02-07', 'exams' from big",
  "insert into onboarding_tasks (enrollment_id, student_id, key, title, owner, state) select enrollment_id, id, 'task-' || k, 'A task', 'student', 'done' from big, generate_series(1, 3) k",
  "insert into payments (enrollment_id, student_id, kind, amount_paisa, currency) select enrollment_id, id, 'receipt', 100, 'INR' from big",
  "insert into payment_verifications (payment_id, student_id) select p.id, p.student_id from payments p join big b on b.enrollment_id = p.enrollment_id",
  `create temporary table cohort on commit drop as select n, app.uuidv7() as id from generate_series(1, 50) n`,
  `insert into batches (id, code, name, course_id, state, capacity, zone) select id, 'BIG-' || n, 'Big', ${course}, 'active', 1000, 'Asia/Kolkata' from cohort`,
  `insert into batch_assignments (enrollment_id, student_id, course_id, batch_id, state, assigned_at)
   select b.enrollment_id, b.id, ${course}, c.id, 'active', now() - interval '1 hour' * b.n from big b join cohort c on c.n = b.n % 50 + 1`,
  `insert into sessions (id, batch_id, number, title, state, starts_at, ends_at, local_date, local_time, zone)
   select app.uuidv7(), c.id, k, 'Class', case when k < 20 then 'ended' else 'scheduled' end, at, at + interval '1 hour', at::date, at::time, 'Asia/Kolkata'
   from cohort c, generate_series(1, 40) k, lateral (select date_trunc('day', now()) + interval '1 day' * (k - 20) + interval '6 hours' as at) x`,
  "insert into session_meetings (session_id) select s.id from sessions s join cohort c on c.id = s.batch_id",
  `create temporary table tries on commit drop as
     select app.uuidv7() as id, s.id as session_id, a.student_id, s.starts_at, row_number() over (partition by a.student_id order by s.number) as k
     from sessions s join cohort c on c.id = s.batch_id join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id where s.number between 17 and 20`,
  `insert into join_attempts (id, session_id, requested, student_id, at, facts, policy_version, outcome, decided_at)
   select id, session_id, session_id, student_id, starts_at, '{}', 0, case when k = 1 then 'join.too_early' else 'allowed' end, starts_at from tries`,
  "insert into registrant_links (session_id, student_id, alias, state) select session_id, student_id, id || '@students.invalid', 'made' from tries",
  "insert into session_admissions (session_id, student_id, reason) select session_id, student_id, 'let in' from tries where k = 1",
  `insert into notifications (id, user_id, template, subject_id, category, state) select t.id, b.user_id, 'class_reminder_day', t.session_id, 'class', 'ready' from tries t join big b on b.id = t.student_id`,
  `insert into deliveries (notification_id, channel, user_id, state, sent_at) select id, 'email', user_id, 'sent', now() from notifications where template = 'class_reminder_day'`,
  "insert into outbox (event, payload, state) select 'session.joined', '{}', 'done' from tries",
  "insert into processed_events (subscriber, event_id) select 'links.want-again', id from tries",
  `create temporary table sheets on commit drop as select n, app.uuidv7() as id from generate_series(1, 40) n`,
  `insert into import_plans (id, kind, state, file_name, file_digest, header_digest, reading, row_count)
   select id, 'students', 'uploaded', 'sheet ' || n, repeat('0', 64), repeat('0', 64), '{"encoding": "UTF-8", "delimiter": ",", "days": {}}', 1000 from sheets`,
  "insert into import_progress (plan_id, phase) select id, 'rest' from sheets",
  `insert into import_rows (plan_id, number, cells, label, outcome, basis, result)
   select s.id, k, '[]', 'Student', case when k % 3 = 0 then 'create' else 'unchanged' end, '', case when k % 3 = 0 then 'applied' end from sheets s, generate_series(2, 1001) k`,
  `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
   select app.organization_id(), user_id, uuid_send(id), 'email_code', now(), now(), now() + interval '1 day', now() + interval '1 day' from big`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, request_id, after, subject_id)
   select app.organization_id(), now() - interval '1 minute' * (n % 5000) - interval '8 days', 'change', 'student_profiles', id, 'student.update', 'member:' || gen_random_uuid(), 'request-' || n, '{}', id from big`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, reason, request_id, before, after, subject_id)
   select app.organization_id(), now() - interval '1 minute' * (n % 5000) - interval '1 day' * k, 'change', 'enrollments', enrollment_id, 'enrollment.finish_onboarding', 'system:test', 'bulk', 'request-' || n % 50, '{}', '{"state": "BATCH_PENDING"}', id
   from big, generate_series(1, 3) k`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, reason, request_id, before, after, subject_id)
   select app.organization_id(), a.assigned_at, 'change', 'enrollments', a.enrollment_id, 'assignment.create', 'system:test', 'bulk', 'request-' || b.n % 50, '{"state": "BATCH_PENDING"}', '{"state": "BATCH_ASSIGNED"}', a.student_id
   from batch_assignments a join big b on b.enrollment_id = a.enrollment_id`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, reason, request_id, after, subject_id, batch_id)
   select app.organization_id(), a.assigned_at, 'change', 'batch_assignments', a.id, 'assignment.create', 'system:test', 'bulk', 'request-' || b.n % 50, '{}', a.student_id, a.batch_id
   from batch_assignments a join big b on b.enrollment_id = a.enrollment_id`,
  `insert into audit_logs (organization_id, at, kind, entity, entity_id, action, actor, after, batch_id)
   select app.organization_id(), s.starts_at, 'change', 'sessions', s.id, 'session.create', 'system:test', '{}', s.batch_id from sessions s join cohort c on c.id = s.batch_id`,
  // Seals of a thousand records each, the last of them with none. The rows wait as well, for the seal that is tried.
  `insert into audit_seals (number, digest, records, total)
   select n + 1, sha256('seal'), array(select id from audit_logs where organization_id = app.organization_id() order by id limit case when n < 20 then 1000 else 0 end offset n * 1000), 0 from generate_series(1, 400) n`,
  "update batch_assignments a set assigned_at = now() - interval '60 days' from cohort c where c.id = a.batch_id",
  `create temporary table marked on commit drop as
     select s.id as session_id, s.batch_id, s.number, s.starts_at, s.ends_at, a.student_id, row_number() over (partition by s.id order by a.student_id) as k
     from sessions s join cohort c on c.id = s.batch_id join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id where s.state = 'ended'`,
  "insert into attendance_sheets (session_id, marked_at) select distinct m.session_id, m.ends_at from marked m join cohort c on c.id = m.batch_id where m.number < 19 or c.n > 10",
  `insert into attendance_marks (session_id, student_id, mark, computed_mark, minutes, evidence, policy_version)
   select session_id, student_id, mark, mark, 60, '{}', 0 from (select *, case when k % 5 = 0 then 'absent' else 'present' end as mark from marked where number < 19) m`,
  `insert into attendance_evidence (entry_id, session_id, student_id, kind, present_from, present_until, name, recorded_at)
   select app.uuidv7(), session_id, case when k % 50 > 0 then student_id end, 'csv', starts_at, ends_at, 'Student', ends_at from marked where number between 10 and 18 and k % 5 > 0`,
  `insert into attendance_streaks (student_id, batch_id, last_seen_at, absent_from, missed)
   select student_id, batch_id, null, case when k % 5 = 0 then min(starts_at) end, case when k % 5 = 0 then count(*) else 0 end from marked where number < 19 group by student_id, batch_id, k`,
  "insert into attendance_excuses (session_id, student_id, reason) select session_id, student_id, 'ill' from marked where number = 5 and k % 5 = 0",
  "insert into attendance_contests (session_id, student_id, state, contested_mark, message) select session_id, student_id, case when k % 10 = 0 then 'declined' else 'open' end, 'absent', 'I was there' from marked where number = 6 and k % 5 = 0",
  "insert into recordings (session_id, link) select distinct session_id, 'https://video.example/' || session_id from marked",
  "insert into session_notes (session_id, body) select distinct session_id, 'A note' from marked",
];
