-- Who was in class: what was seen of it (append-only), what follows from that, and what people say about it.

-- One thing that was seen or said. It never changes: who it was of, or that it counts no longer, is said by its next revision.
create table attendance_evidence (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  entry_id uuid not null,
  revision int not null default 0 check (revision >= 0),
  session_id uuid not null,
  -- Null: somebody was in the meeting, and nobody knows yet who.
  student_id uuid,
  kind text not null check (kind in ('click', 'provider', 'report', 'manual', 'csv')),
  present_from timestamptz,
  -- Null: left when the meeting ended.
  present_until timestamptz,
  -- What a person says the mark is; 'evidence' takes back what they said before.
  says text check (says in ('present', 'late', 'partial', 'absent', 'excused', 'not_applicable', 'evidence')),
  -- No student of the school, or a report that was taken back.
  set_aside text check (set_aside in ('nobody', 'taken_back')),
  name text,
  email text,
  registrant_id text,
  customer_key text,
  -- The report it came with.
  source_id uuid,
  reason text,
  recorded_by uuid,
  recorded_at timestamptz not null default app.now(),
  check (case when kind = 'manual' then says is not null and student_id is not null else says is null and present_from is not null end),
  check (present_until >= present_from),
  unique (organization_id, id),
  unique (organization_id, entry_id, revision),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index attendance_evidence_session on attendance_evidence (organization_id, session_id, recorded_at);
create index attendance_evidence_student on attendance_evidence (organization_id, student_id, session_id);
-- An address that was matched once is known the next time.
create index attendance_evidence_email on attendance_evidence (organization_id, email) where email is not null and student_id is not null;
create index attendance_evidence_unmatched on attendance_evidence (organization_id, recorded_at) where student_id is null and set_aside is null;
call app.protect('attendance_evidence', 'own', 'evidence', 'select, insert');
-- Nobody marks themselves.
create policy by_staff on attendance_evidence as restrictive for insert to hub_app with check ((select app.scope()) = 'org');

-- One row a class: every command that adds evidence or marks guards it, so that two at once see each other's work.
create table attendance_sheets (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  -- When the marks were first worked out; null while the class runs.
  marked_at timestamptz,
  unlocked_until timestamptz,
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, session_id),
  foreign key (organization_id, session_id) references sessions (organization_id, id)
);
call app.protect('attendance_sheets', 'staff', 'audited', 'select, insert, update', versioned => true);

-- What follows from the evidence by the rule of its version, and what a person said instead.
create table attendance_marks (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  student_id uuid not null,
  mark text not null check (mark in ('present', 'late', 'partial', 'absent', 'excused', 'not_applicable')),
  computed_mark text check (computed_mark in ('present', 'late', 'partial', 'absent', 'excused', 'not_applicable')),
  manual_mark text check (manual_mark in ('present', 'late', 'partial', 'absent', 'excused', 'not_applicable')),
  minutes int not null default 0 check (minutes >= 0),
  evidence jsonb not null,
  policy_version int not null,
  marked_by uuid,
  reason text,
  version int not null default 1,
  check (mark is not distinct from coalesce(manual_mark, computed_mark)),
  unique (organization_id, id),
  unique (organization_id, session_id, student_id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index attendance_marks_student on attendance_marks (organization_id, student_id, session_id);
call app.protect('attendance_marks', 'own', 'audited', 'select, insert, update', subject => 'student_id', versioned => true);
create policy by_staff on attendance_marks as restrictive for insert to hub_app with check ((select app.scope()) = 'org');
create policy changed_by_staff on attendance_marks as restrictive for update to hub_app using (true) with check ((select app.scope()) = 'org');

-- How long a student has been away from a batch: two million marks need not be counted for a list of those who fade away.
create table attendance_streaks (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  student_id uuid not null,
  batch_id uuid not null,
  last_seen_at timestamptz,
  -- The first class missed since then; null while they come.
  absent_from timestamptz,
  missed int not null default 0 check (missed >= 0),
  unique (organization_id, id),
  unique (organization_id, student_id, batch_id),
  check ((absent_from is null) = (missed = 0)),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id),
  foreign key (organization_id, batch_id) references batches (organization_id, id)
);
create index attendance_streaks_batch on attendance_streaks (organization_id, batch_id);
create index attendance_streaks_absent on attendance_streaks (organization_id, absent_from, id) where absent_from is not null;
call app.protect('attendance_streaks', 'staff', 'machinery', 'select, insert, update');

create table attendance_excuses (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  student_id uuid not null,
  reason text not null check (length(btrim(reason)) > 0),
  excused_at timestamptz not null default app.now(),
  withdrawn_at timestamptz,
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, session_id, student_id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index attendance_excuses_student on attendance_excuses (organization_id, student_id);
-- Why somebody stays away is theirs: illness, a family's trouble.
call app.protect('attendance_excuses', 'own', 'audited', 'select, insert, update', subject => 'student_id', personal => 'reason', versioned => true);

call app.declare_machine('attendance_contest', array['*new*>open', 'open>accepted declined withdrawn']);

create table attendance_contests (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  student_id uuid not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'withdrawn')),
  -- The mark that stood when it was contested.
  contested_mark text not null check (contested_mark in ('present', 'late', 'partial', 'absent', 'excused', 'not_applicable')),
  message text not null check (length(btrim(message)) > 0),
  opened_at timestamptz not null default app.now(),
  decided_by uuid,
  decided_at timestamptz,
  answer text,
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create unique index attendance_contests_one_open on attendance_contests (organization_id, session_id, student_id) where state = 'open';
create index attendance_contests_session on attendance_contests (organization_id, session_id, student_id);
create index attendance_contests_student on attendance_contests (organization_id, student_id, session_id);
create index attendance_contests_open on attendance_contests (organization_id, opened_at) where state = 'open';
call app.protect('attendance_contests', 'own', 'audited', 'select, insert, update', subject => 'student_id', personal => 'message', versioned => true, machine => 'attendance_contest');

-- What staff keeps in mind about a class; no student reads it.
create table session_notes (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  author_id uuid,
  body text not null check (length(btrim(body)) > 0),
  written_at timestamptz not null default app.now(),
  unique (organization_id, id),
  foreign key (organization_id, session_id) references sessions (organization_id, id)
);
create index session_notes_session on session_notes (organization_id, session_id, written_at);
create unique index session_notes_same on session_notes (organization_id, session_id, author_id, md5(body));
call app.protect('session_notes', 'staff', 'audited', 'select, insert');

call app.declare_machine('recording', array['*new*>processing ready', 'processing>ready', 'ready>hidden gone', 'hidden>ready gone']);

create table recordings (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  state text not null default 'ready' check (state in ('processing', 'ready', 'hidden', 'gone')),
  title text,
  link text not null check (link ~ '^https://'),
  placed_by uuid,
  placed_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, session_id) references sessions (organization_id, id)
);
create index recordings_session on recordings (organization_id, session_id, placed_at);
create unique index recordings_link on recordings (organization_id, session_id, md5(link)) where state in ('processing', 'ready', 'hidden');
call app.protect('recordings', 'shared', 'audited', 'select, insert, update', versioned => true, machine => 'recording');
-- A student sees what is shown, and of no other even that it exists.
create policy shown on recordings as restrictive to hub_app using ((select app.scope()) = 'org' or state = 'ready');

-- Sessions of a day, or of the last weeks, by their end: what the job looks for.
create index sessions_ended on sessions (organization_id, ends_at) where state = 'ended';
