-- Cohorts and their classes. Links, meeting ids and host keys stand in tables no student's transaction can read.

call app.declare_machine('host_account', array['*new*>active', 'active>retired', 'retired>active']);
create table host_accounts (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  provider text not null default 'zoom' check (provider in ('zoom', 'meet', 'url')),
  name text not null,
  provider_user_id text,
  state text not null default 'active' check (state in ('active', 'retired')),
  -- How many people one meeting holds; null = no limit known.
  meeting_size int check (meeting_size > 0),
  simultaneous int not null default 1 check (simultaneous between 1 and 20),
  host_key_sealed text,
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, name)
);
call app.protect('host_accounts', 'staff', 'audited', 'select, insert, update', secret => 'host_key_sealed', versioned => true, machine => 'host_account');

call app.declare_machine('batch', array['*new*>planning', 'planning>forming active cancelled', 'forming>active cancelled', 'active>forming completed cancelled', 'completed>active']);

create table batches (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  code text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{0,29}$'),
  name text not null,
  course_id uuid not null,
  state text not null check (state in ('planning', 'forming', 'active', 'completed', 'cancelled')),
  capacity int not null check (capacity between 1 and 100000),
  zone text not null,
  starts_on date,
  start_confirmed boolean not null default false,
  -- {"days": ["mon","wed"], "time": "19:30", "minutes": 120, "from": "2026-11-23", "count": 36, "skip": []}
  pattern jsonb,
  owner_id uuid,
  trainer_id uuid,
  host_account_id uuid,
  cancel_reason text,
  created_at timestamptz not null default app.now(),
  deleted_at timestamptz,
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, course_id) references courses (organization_id, id),
  foreign key (organization_id, owner_id) references staff_profiles (organization_id, id),
  foreign key (organization_id, trainer_id) references staff_profiles (organization_id, id),
  foreign key (organization_id, host_account_id) references host_accounts (organization_id, id)
);
create unique index batches_code on batches (organization_id, code) where deleted_at is null;
create index batches_course on batches (organization_id, course_id);
create index batches_owner on batches (organization_id, owner_id);
create index batches_trainer on batches (organization_id, trainer_id);
create index batches_host_account on batches (organization_id, host_account_id);
create index batches_state on batches (organization_id, state, starts_on);
call app.protect('batches', 'shared', 'audited', 'select, insert, update', versioned => true, machine => 'batch');

create table batch_meetings (
  batch_id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  fallback_sealed text,
  version int not null default 1,
  unique (organization_id, batch_id),
  foreign key (organization_id, batch_id) references batches (organization_id, id)
);
call app.protect('batch_meetings', 'staff', 'audited', 'select, insert, update', key_column => 'batch_id', secret => 'fallback_sealed', versioned => true);

call app.declare_machine('session', array['*new*>scheduled', 'scheduled>ended cancelled', 'cancelled>scheduled']);

create table sessions (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  batch_id uuid not null,
  number int not null check (number > 0),
  title text not null check (length(btrim(title)) between 1 and 200),
  state text not null default 'scheduled' check (state in ('scheduled', 'ended', 'cancelled')),
  -- The truth; local_date, local_time and zone keep the series' intent.
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  local_date date not null,
  local_time time not null,
  zone text not null,
  -- Raised by every reschedule: the occurrence a notice belongs to.
  sequence int not null default 0,
  trainer_id uuid,
  host_account_id uuid,
  -- Which of the account's simultaneous meetings this is.
  host_lane int not null default 1,
  -- "Open now" and "close later" from Today.
  opens_at_override timestamptz,
  closes_at_override timestamptz,
  cancel_reason text,
  overlap_ok text,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  check (ends_at > starts_at and ends_at - starts_at <= interval '12 hours'),
  unique (organization_id, id),
  unique (organization_id, batch_id, number) deferrable,
  foreign key (organization_id, batch_id) references batches (organization_id, id),
  foreign key (organization_id, trainer_id) references staff_profiles (organization_id, id),
  foreign key (organization_id, host_account_id) references host_accounts (organization_id, id)
);
create index sessions_batch on sessions (organization_id, batch_id, starts_at);
create index sessions_start on sessions (organization_id, starts_at);
create index sessions_trainer on sessions (organization_id, trainer_id, starts_at);
create index sessions_host on sessions (organization_id, host_account_id, starts_at);
-- A host account's meetings and a trainer's time cannot overlap; deferrable, or moving a whole series would fail half way.
-- A zone's offset is not immutable to the planner, so the buffer is added to the instants themselves: 10 minutes after the class.
create function app.busy(starts timestamptz, ends timestamptz) returns tstzrange language sql immutable as $$
  select tstzrange(starts, ends + interval '600 seconds', '[)')
$$;
grant execute on function app.busy(timestamptz, timestamptz) to hub_app, hub_gate;
alter table sessions add constraint sessions_host_overlap exclude using gist
  (organization_id with =, host_account_id with =, host_lane with =, app.busy(starts_at, ends_at) with &&)
  where (state = 'scheduled' and host_account_id is not null) deferrable;
alter table sessions add constraint sessions_trainer_overlap exclude using gist
  (organization_id with =, trainer_id with =, tstzrange(starts_at, ends_at, '[)') with &&)
  where (state = 'scheduled' and trainer_id is not null and overlap_ok is null) deferrable;
call app.protect('sessions', 'shared', 'audited', 'select, insert, update', versioned => true, machine => 'session');

create table session_changes (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  sequence int not null,
  was_starts_at timestamptz not null,
  was_ends_at timestamptz not null,
  reason text not null,
  at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, session_id, sequence),
  foreign key (organization_id, session_id) references sessions (organization_id, id)
);
call app.protect('session_changes', 'shared', 'audited', 'select, insert');

create table session_meetings (
  session_id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  provider text not null default 'zoom' check (provider in ('zoom', 'meet', 'url')),
  -- A meeting id is text, and sealed like every link.
  meeting_id_sealed text,
  fallback_sealed text,
  host_key_sealed text,
  -- Null until the meeting was read; false = no personal links can be made.
  registration_on boolean,
  -- Raised when the meeting changes: links made for an older one are made again.
  generation int not null default 1,
  read_at timestamptz,
  read_error text,
  -- Evidence of the meeting itself: the trainer's start click now, the provider's events later. Started and not ended = still running.
  meeting_started_at timestamptz,
  meeting_ended_at timestamptz,
  version int not null default 1,
  unique (organization_id, session_id),
  foreign key (organization_id, session_id) references sessions (organization_id, id)
);
call app.protect('session_meetings', 'staff', 'audited', 'select, insert, update', key_column => 'session_id', secret => 'meeting_id_sealed,fallback_sealed,host_key_sealed', versioned => true);

call app.declare_machine('assignment', array['*new*>assigned', 'assigned>active transferred_out withdrawn', 'active>completed transferred_out withdrawn']);

create table batch_assignments (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  course_id uuid not null,
  batch_id uuid not null,
  state text not null default 'assigned' check (state in ('assigned', 'active', 'completed', 'transferred_out', 'withdrawn')),
  assigned_at timestamptz not null default app.now(),
  ended_at timestamptz,
  reason text,
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id),
  foreign key (organization_id, course_id) references courses (organization_id, id),
  foreign key (organization_id, batch_id) references batches (organization_id, id)
);
create unique index batch_assignments_live on batch_assignments (organization_id, enrollment_id, course_id) where state in ('assigned', 'active');
create index batch_assignments_student on batch_assignments (organization_id, student_id, batch_id);
create index batch_assignments_batch on batch_assignments (organization_id, batch_id, state);
create index batch_assignments_enrollment on batch_assignments (organization_id, enrollment_id);
create index batch_assignments_course on batch_assignments (organization_id, course_id);
call app.protect('batch_assignments', 'own', 'audited', 'select, insert, update', subject => 'student_id', versioned => true, machine => 'assignment');

create table seat_holds (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  batch_id uuid not null,
  student_id uuid not null,
  purpose text not null check (purpose in ('transfer', 'order')),
  expires_at timestamptz not null,
  released_at timestamptz,
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, batch_id) references batches (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index seat_holds_batch on seat_holds (organization_id, batch_id) where released_at is null;
create index seat_holds_student on seat_holds (organization_id, student_id);
call app.protect('seat_holds', 'own', 'audited', 'select, insert, update', versioned => true);

-- Capacity under concurrency. FOR NO KEY UPDATE: FOR UPDATE deadlocks with the foreign key's own key-share lock.
-- Runs READ COMMITTED: under REPEATABLE READ it would count an old snapshot and oversell.
create function app.check_capacity() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
declare seats int; taken int;
begin
  -- Two ifs: in one expression a hold's row, which has no state, would be asked for it.
  if tg_table_name = 'batch_assignments' then
    if new.state not in ('assigned', 'active') then return null; end if;
  end if;
  if app.setting('oversell') = 'yes' then return null; end if;
  select capacity into seats from public.batches b where b.organization_id = new.organization_id and b.id = new.batch_id for no key update;
  select (select count(*) from public.batch_assignments a where a.organization_id = new.organization_id and a.batch_id = new.batch_id and a.state in ('assigned', 'active'))
       + (select count(*) from public.seat_holds h where h.organization_id = new.organization_id and h.batch_id = new.batch_id and h.released_at is null and h.expires_at > clock_timestamp()
            and not exists (select from public.batch_assignments a where a.organization_id = h.organization_id and a.batch_id = h.batch_id and a.student_id = h.student_id and a.state in ('assigned', 'active')))
    into taken;
  if taken > seats then
    raise exception using errcode = 'HB423', message = 'no seat left', detail = new.batch_id::text;
  end if;
  return null;
end $$;
call app.open_to_gate('batches', 'select, update');
call app.open_to_gate('batch_assignments', 'select, insert, update');
call app.open_to_gate('seat_holds', 'select');
call app.own_function('app.check_capacity()', 'hub_gate', array['hub_owner']::name[]);
create constraint trigger capacity after insert or update of state, batch_id on batch_assignments for each row execute function app.check_capacity();
create constraint trigger capacity after insert or update of released_at, expires_at on seat_holds for each row when (new.released_at is null) execute function app.check_capacity();

call app.declare_machine('registrant_link', array['*new*>wanted', 'wanted>made failed revoked', 'made>revoked wanted', 'failed>wanted revoked', 'revoked>wanted']);

create table registrant_links (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  student_id uuid not null,
  state text not null default 'wanted' check (state in ('wanted', 'made', 'failed', 'revoked')),
  -- Opaque address given to the provider instead of the student's.
  alias text not null,
  link_sealed text,
  registrant_id text,
  -- Of the meeting the link was made for.
  generation int not null default 0,
  attempts int not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  error text,
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, session_id, student_id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index registrant_links_student on registrant_links (organization_id, student_id);
create index registrant_links_due on registrant_links (due_at) where state = 'wanted';
call app.protect('registrant_links', 'staff', 'machinery', 'select, insert, update', machine => 'registrant_link', versioned => true);

create table session_admissions (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid not null,
  student_id uuid not null,
  reason text not null check (length(btrim(reason)) > 0),
  admitted_by uuid,
  admitted_at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, session_id, student_id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index session_admissions_student on session_admissions (organization_id, student_id);
call app.protect('session_admissions', 'own', 'audited', 'select, insert', subject => 'student_id');

-- One row per signed-in attempt. The asked-for id has no foreign key: a wrong id is evidence too.
create table join_attempts (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  session_id uuid,
  requested text not null,
  student_id uuid not null,
  attempt_key text,
  at timestamptz not null,
  facts jsonb not null,
  policy_version int not null,
  link_id uuid,
  request_id text,
  -- From null, once: 'allowed' or a refusal code.
  outcome text,
  decided_at timestamptz,
  unique (organization_id, id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id)
);
create index join_attempts_session on join_attempts (organization_id, session_id, outcome, student_id);
create index join_attempts_student on join_attempts (organization_id, student_id, at desc);
create index join_attempts_undecided on join_attempts (at) where outcome is null;
call app.protect('join_attempts', 'own', 'machinery', 'select');
update app.table_rules set record = 'evidence' where table_name = 'join_attempts';
create function app.refuse_second_outcome() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.outcome is not null
     or (to_jsonb(new) - array['outcome', 'decided_at']) is distinct from (to_jsonb(old) - array['outcome', 'decided_at']) then
    raise exception using errcode = 'HB503', message = 'a join attempt is append-only; its outcome is written once';
  end if;
  return new;
end $$;
create trigger append_only before update or delete on join_attempts for each row execute function app.refuse_second_outcome();
