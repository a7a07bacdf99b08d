-- Batches and their classes as ops runs them: life with its instants, series that move as one, announcements, and where the students
-- of a cancelled batch went.

alter table batches add column started_at timestamptz;
alter table batches add column completed_at timestamptz;

-- Classes that were moved by one decision: the students hear of them in one mail.
alter table session_changes add column series_id uuid;
create index session_changes_series on session_changes (organization_id, series_id) where series_id is not null;

-- A seat is counted when it is taken, and no more when its state moves on: in a batch that a manager oversold every first join would fail.
grant create on schema app to hub_gate;
set local role hub_gate;
create or replace function app.check_capacity() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
declare seats int; taken int;
begin
  -- Several ifs: in one expression a hold's row, which has no state, would be asked for it.
  if tg_table_name = 'batch_assignments' then
    if new.state not in ('assigned', 'active') then return null; end if;
    if tg_op = 'UPDATE' then
      if old.state in ('assigned', 'active') and old.batch_id = new.batch_id then return null; end if;
    end if;
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
reset role;
revoke create on schema app from hub_gate;

create table announcements (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  batch_id uuid not null,
  -- Null = to the whole batch.
  session_id uuid,
  text text not null check (length(btrim(text)) between 1 and 280),
  sent_by uuid,
  sent_at timestamptz not null default app.now(),
  unique (organization_id, id),
  foreign key (organization_id, batch_id) references batches (organization_id, id),
  foreign key (organization_id, session_id) references sessions (organization_id, id),
  foreign key (organization_id, sent_by) references staff_profiles (organization_id, id)
);
create index announcements_batch on announcements (organization_id, batch_id, sent_at desc);
create index announcements_session on announcements (organization_id, session_id);
create index announcements_sent_by on announcements (organization_id, sent_by);
call app.protect('announcements', 'shared', 'audited', 'select, insert');

-- One row for each student of a cancelled batch: the place they were given, or none yet, with who looks after it until when.
create table cancellation_moves (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  batch_id uuid not null,
  student_id uuid not null,
  enrollment_id uuid not null,
  course_id uuid not null,
  -- Null = no place.
  to_batch_id uuid,
  owner_id uuid,
  due_on date,
  moved_at timestamptz not null default app.now(),
  -- Placed after all, or settled in another way.
  closed_at timestamptz,
  closed_reason text,
  version int not null default 1,
  check (to_batch_id is not null or (owner_id is not null and due_on is not null)),
  unique (organization_id, id),
  unique (organization_id, batch_id, enrollment_id),
  foreign key (organization_id, batch_id) references batches (organization_id, id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id),
  foreign key (organization_id, course_id) references courses (organization_id, id),
  foreign key (organization_id, to_batch_id) references batches (organization_id, id),
  foreign key (organization_id, owner_id) references staff_profiles (organization_id, id)
);
create index cancellation_moves_unplaced on cancellation_moves (organization_id, due_on, id) where to_batch_id is null and closed_at is null;
create index cancellation_moves_student on cancellation_moves (organization_id, student_id);
create index cancellation_moves_enrollment on cancellation_moves (organization_id, enrollment_id);
create index cancellation_moves_course on cancellation_moves (organization_id, course_id);
create index cancellation_moves_to on cancellation_moves (organization_id, to_batch_id);
create index cancellation_moves_owner on cancellation_moves (organization_id, owner_id);
call app.protect('cancellation_moves', 'own', 'audited', 'select, insert, update', subject => 'student_id', versioned => true);
