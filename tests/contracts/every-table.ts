import type { PoolClient } from "pg";

/**
 * Rows for the tables that no command of the demo world writes, one for each student where a row belongs to somebody. What
 * the demo world has by now made itself stays.
 */
export async function fillEveryTable(client: PoolClient): Promise<void> {
  for (const statement of statements)
    await client.query(statement.startsWith("insert") ? `${statement} on conflict do nothing` : statement);
}

/** An account that was merged takes no rows of its own any more. */
const students =
  "(select p.* from student_profiles p where not exists (select from student_merges g where g.merged_id = p.id and g.undone_at is null))";
const statements = [
  `update student_contacts set phone = '+919800000001', city = 'Pune' where organization_id = app.organization_id()`,
  `insert into auth_codes (id, organization_id, flow_digest, email, user_id, code_digest, created_at, expires_at)
   select app.uuidv7(), organization_id, uuid_send(id), email, user_id, 'digest', now(), now() + interval '10 minutes' from user_emails where organization_id = app.organization_id()`,
  `insert into auth_misses (organization_id, ip_key, kind, at) values (app.organization_id(), '203.0.113.7', 'wrong_code', now())`,
  `insert into unmatched_sign_ins (email, first_at, last_at) values ('nobody@elsewhere.example', now(), now())`,
  `insert into google_identities (sub, user_id) select 'sub-' || user_id, user_id from memberships where organization_id = app.organization_id() and kind = 'staff'`,
  `insert into oauth_states (organization_id, state_digest, host, flow_digest, sealed_verifier, nonce, created_at, expires_at)
   values (app.organization_id(), uuid_send(gen_random_uuid()), 'x.localhost', 'flow', 'sealed', 'nonce', now(), now())`,
  `insert into oauth_handoffs (organization_id, handoff_digest, flow_digest, sub, email, full_name, expires_at)
   values (app.organization_id(), uuid_send(gen_random_uuid()), 'flow', 'sub', 'x@x.example', 'X', now())`,
  `insert into policies (key, version, value, reason) values ('join_window', 1, '{"opensMinutes": 15}', 'as before')`,
  `insert into seat_holds (batch_id, student_id, purpose, expires_at)
   select (select id from batches where organization_id = app.organization_id() limit 1), p.id, 'transfer', now() from ${students} p where p.organization_id = app.organization_id()`,
  `insert into enrollment_plan_changes (enrollment_id, student_id, from_plan_id, to_plan_id, difference_paisa, reason)
   select id, student_id, plan_id, plan_id, 0, 'upgrade' from enrollments where organization_id = app.organization_id()`,
  `insert into onboarding_tasks (enrollment_id, student_id, key, title, owner) select id, student_id, 'welcome', 'Welcome call', 'staff' from enrollments where organization_id = app.organization_id()`,
  `insert into enrollment_extensions (enrollment_id, student_id, days, reason) select id, student_id, 7, 'ill' from enrollments where organization_id = app.organization_id()`,
  `insert into enrollment_pauses (enrollment_id, student_id, state, from_on, until_on, reason)
   select id, student_id, 'requested', '2030-01-01', '2030-01-07', 'exams' from enrollments where organization_id = app.organization_id()`,
  `insert into course_completions (enrollment_id, student_id, course_id, rule, policy_version)
   select e.id, e.student_id, p.course_id, '{"rule": "manual"}', 0 from enrollments e join plan_courses p on p.organization_id = e.organization_id and p.plan_id = e.plan_id
   where e.organization_id = app.organization_id()`,
  `insert into payments (enrollment_id, student_id, kind, amount_paisa, currency) select id, student_id, 'receipt', 100, currency from enrollments where organization_id = app.organization_id()`,
  `insert into payments (enrollment_id, student_id, kind, amount_paisa, currency, reference) select id, student_id, 'receipt', 200, currency, 'waits' from enrollments where organization_id = app.organization_id()`,
  `insert into payment_verifications (payment_id, student_id) select id, student_id from payments where organization_id = app.organization_id() and kind = 'receipt' and reference is distinct from 'waits'`,
  `insert into session_changes (session_id, sequence, was_starts_at, was_ends_at, reason)
   select id, 1, starts_at, ends_at, 'holiday' from sessions where organization_id = app.organization_id()`,
  `insert into announcements (batch_id, text) select id, 'Bring your laptop' from batches where organization_id = app.organization_id()`,
  `insert into cancellation_moves (batch_id, student_id, enrollment_id, course_id, owner_id, due_on)
   select b.id, e.student_id, e.id, b.course_id, p.id, '2030-01-01' from enrollments e, lateral (select id, course_id from batches where organization_id = e.organization_id limit 1) b,
     lateral (select id from staff_profiles where organization_id = e.organization_id limit 1) p where e.organization_id = app.organization_id()`,
  `insert into registrant_links (session_id, student_id, alias)
   select s.id, p.id, p.id || '@students.invalid' from ${students} p, lateral (select id from sessions where organization_id = p.organization_id limit 1) s where p.organization_id = app.organization_id()`,
  `insert into session_admissions (session_id, student_id, reason)
   select s.id, p.id, 'forgot to pay' from ${students} p, lateral (select id from sessions where organization_id = p.organization_id limit 1) s where p.organization_id = app.organization_id()`,
  `insert into join_attempts (session_id, requested, student_id, at, facts, policy_version)
   select s.id, s.id, p.id, now(), '{}', 0 from ${students} p, lateral (select id from sessions where organization_id = p.organization_id limit 1) s where p.organization_id = app.organization_id()`,
  `insert into attendance_evidence (entry_id, session_id, student_id, kind, present_from, present_until)
   select app.uuidv7(), s.id, p.id, 'csv', s.starts_at, s.ends_at from ${students} p, lateral (select * from sessions where organization_id = p.organization_id limit 1) s where p.organization_id = app.organization_id()`,
  `insert into attendance_sheets (session_id, marked_at) select id, now() from sessions where organization_id = app.organization_id() limit 1`,
  `insert into attendance_marks (session_id, student_id, mark, computed_mark, minutes, evidence, policy_version)
   select h.session_id, p.id, 'present', 'present', 120, '{}', 0 from ${students} p join attendance_sheets h on h.organization_id = p.organization_id where p.organization_id = app.organization_id()`,
  `insert into attendance_streaks (student_id, batch_id) select p.id, b.id from ${students} p, lateral (select id from batches where organization_id = p.organization_id limit 1) b where p.organization_id = app.organization_id()`,
  `insert into attendance_excuses (session_id, student_id, reason) select m.session_id, m.student_id, 'a wedding' from attendance_marks m where m.organization_id = app.organization_id()`,
  `insert into attendance_contests (session_id, student_id, contested_mark, message) select m.session_id, m.student_id, 'late', 'I was there' from attendance_marks m where m.organization_id = app.organization_id()`,
  `insert into session_notes (session_id, body) select id, 'Subnets again next time' from sessions where organization_id = app.organization_id()`,
  `insert into recordings (session_id, link) select id, 'https://video.example/1' from sessions where organization_id = app.organization_id()`,
  `insert into notifications (user_id, template, subject_id, category) select user_id, 'class.reminder', app.uuidv7(), 'class' from memberships where organization_id = app.organization_id()`,
  `insert into deliveries (notification_id, channel, user_id) select id, 'email', user_id from notifications where organization_id = app.organization_id()`,
  `insert into invite_rounds (choice, reason, chosen, per_minute, policy_version, paced_until) values ('{"who": "all"}', 'a new batch', 1, 60, 0, now())`,
  `insert into invite_counts (round_id, invited, sent, delivered, failed, signed_in, joined) select id, 1, 0, 0, 0, 0, 0 from invite_rounds where organization_id = app.organization_id()`,
  // Undone: a merge that stands would close an account to the rows of others.
  `insert into student_merges (kept_id, merged_id, reason, moved, undone_at, undo_reason)
   select a.id, b.id, 'same person', '{}', now(), 'they are cousins' from student_profiles a join student_profiles b on b.organization_id = a.organization_id and b.id > a.id
   where a.organization_id = app.organization_id() limit 1`,
  `insert into suppressions (address_digest, reason) values ('digest', 'bounced')`,
  `insert into templates (key, subject, body) values ('welcome', 'Welcome', 'Hello')`,
  `insert into dead_letters (source, source_id, what, error) values ('job', 'x', 'a job', 'error')`,
  `insert into job_runs (job, local_on) values ('settle-joins', '2026-01-01')`,
  `insert into webhook_receipts (provider, provider_event_id, kind) values ('zoom', 'event-1', 'meeting.started')`,
  `insert into import_plans (id, kind, state, file_name, file_digest, header_digest, reading, row_count)
   select app.uuidv7(), 'students', 'uploaded', 'sheet.csv', repeat('0', 64), repeat('0', 64), '{"encoding": "UTF-8", "delimiter": ",", "days": {}}', 1`,
  `insert into import_files (plan_id, content, header, samples, expires_at) select id, 'Name', '["Name"]', '[]', now() from import_plans where organization_id = app.organization_id()`,
  `insert into import_progress (plan_id, phase) select id, 'rest' from import_plans where organization_id = app.organization_id()`,
  `insert into import_rows (plan_id, number, cells, label, outcome, basis) select id, 2, '[]', 'Asha', 'skip', '' from import_plans where organization_id = app.organization_id()`,
  `insert into audit_seals (number, digest, records, total) values (1, sha256('one'), '{}', 0)`,
  `insert into processed_events (subscriber, event_id) values ('test.filler', app.uuidv7())`,
];
