-- Bulk work as plans: what a file or a selection would change is computed and shown before anything is written.

call app.declare_machine('import_plan', array['*new*>uploaded', 'uploaded>mapped discarded', 'mapped>planning discarded', 'planning>ready failed',
  'ready>applying stale discarded', 'applying>applied failed', 'failed>planning', 'stale>planning', 'applied>undone']);

create table import_plans (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  kind text not null check (kind in ('students', 'calendar', 'assign', 'holiday')),
  state text not null check (state in ('uploaded', 'mapped', 'planning', 'ready', 'applying', 'applied', 'undone', 'stale', 'failed', 'discarded')),
  -- Mandatory before anything is written; it stands in the audit of every row the plan changes.
  reason text check (length(btrim(reason)) between 1 and 400),
  file_name text not null check (length(file_name) between 1 and 200),
  file_digest text not null check (file_digest ~ '^[0-9a-f]{64}$'),
  -- How the file was read: encoding, delimiter.
  reading jsonb not null,
  -- Which columns a header of this shape has: the key of a remembered mapping.
  header_digest text not null check (header_digest ~ '^[0-9a-f]{64}$'),
  -- Field -> position of its column.
  mapping jsonb not null default '{}',
  options jsonb not null default '{}',
  row_count int not null check (row_count between 1 and 100000),
  -- By outcome, when planned; by result, when applied and undone.
  counts jsonb,
  results jsonb,
  error text,
  created_by uuid,
  created_at timestamptz not null default app.now(),
  planned_at timestamptz,
  applied_by uuid,
  applied_at timestamptz,
  -- Mandatory for the undo, as the reason is for the plan.
  undo_reason text check (length(btrim(undo_reason)) between 1 and 400),
  undone_by uuid,
  undone_at timestamptz,
  version int not null default 1,
  unique (organization_id, id),
  check (reason is not null or state not in ('applying', 'applied', 'undone'))
);
create index import_plans_newest on import_plans (organization_id, created_at desc, id desc);
create index import_plans_header on import_plans (organization_id, kind, header_digest, created_at desc);
create index import_plans_applied on import_plans (organization_id, applied_at desc) where applied_at is not null;
call app.protect('import_plans', 'staff', 'audited', 'select, insert, update', secret => 'file_digest,header_digest', versioned => true, machine => 'import_plan');

-- The text of an upload: personal, so it stands apart and is erased with the plan or after 30 days.
create table import_files (
  plan_id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  content text not null,
  header jsonb not null,
  samples jsonb not null,
  expires_at timestamptz not null,
  unique (organization_id, plan_id),
  foreign key (organization_id, plan_id) references import_plans (organization_id, id)
);
create index import_files_expires on import_files (organization_id, expires_at);
call app.protect('import_files', 'staff', 'machinery', 'select, insert, delete', key_column => 'plan_id');

-- What is due: computing, whose chunks move the cursor one after the other; applying and taking back, whose chunks settle their rows.
create table import_progress (
  plan_id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  phase text not null check (phase in ('plan', 'apply', 'undo', 'rest')),
  -- The number of the last row that was looked at.
  cursor int not null default 0,
  -- The highest student code of the school's own prefix that the file brings along.
  highest_code int not null default 0,
  moved_at timestamptz not null default clock_timestamp(),
  unique (organization_id, plan_id),
  foreign key (organization_id, plan_id) references import_plans (organization_id, id)
);
call app.protect('import_progress', 'staff', 'machinery', 'select, insert, update, delete', key_column => 'plan_id');

create table import_rows (
  organization_id uuid not null default app.organization_id(),
  plan_id uuid not null,
  -- As a spreadsheet counts: the header is row 1.
  number int not null check (number > 0),
  cells jsonb not null,
  label text not null,
  outcome text not null check (outcome in ('create', 'update', 'unchanged', 'skip', 'conflict', 'error')),
  -- [{"what", "from", "to"}] and [{"column", "value", "rule", "fix"}]
  changes jsonb not null default '[]',
  problems jsonb not null default '[]',
  -- What the row was computed from. Applying computes it again: where it differs, the row is not written.
  basis text not null,
  -- A seat this row would take.
  seat_batch_id uuid,
  -- Whether it takes one of the block of student codes, and which one it was given when applying began.
  takes_code boolean not null default false,
  code_number int,
  result text check (result in ('applied', 'changed', 'undone', 'kept')),
  note text,
  -- What was made, with the versions it had then and what stood there before: for the undo.
  made jsonb,
  primary key (organization_id, plan_id, number),
  foreign key (organization_id, plan_id) references import_plans (organization_id, id)
);
create index import_rows_waiting on import_rows (organization_id, plan_id, number) where result is null and outcome in ('create', 'update');
create index import_rows_outcome on import_rows (organization_id, plan_id, outcome, number);
create index import_rows_result on import_rows (organization_id, plan_id, result, number) where result is not null;
call app.protect('import_rows', 'staff', 'machinery', 'select, insert, update, delete', key_column => 'plan_id');

-- A block of student codes in one step, beyond every code the import itself brings along; answers the first of them.
create function app.take_student_codes(p_count int, p_beyond int) returns int language plpgsql volatile as $$
declare first int;
begin
  update student_code_counters x set next_number = greatest(x.next_number, p_beyond + 1) + p_count
   where x.organization_id = app.organization_id() returning x.next_number - p_count into first;
  if first is null then raise exception 'this organization has no counter of student codes'; end if;
  return first;
end $$;
grant execute on function app.take_student_codes(int, int) to hub_app;

-- Thousands of rows in a moment leave the planner believing that tables are empty, and every later statement reads them whole. Renews what
-- it knows of those that have doubled; autovacuum would, a minute or more later.
create function app.refresh_statistics() returns int language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare tbl regclass; n int := 0;
begin
  foreach tbl in array array['users', 'user_emails', 'memberships', 'student_profiles', 'student_contacts', 'admission_forms', 'enrollments',
    'payments', 'batch_assignments', 'sessions', 'import_rows']::regclass[] loop
    if pg_relation_size(tbl) / 8192 > (select 2 * greatest(c.relpages, 8) from pg_class c where c.oid = tbl) then
      execute format('analyze %s', tbl);
      n := n + 1;
    end if;
  end loop;
  return n;
end $$;
do $$
declare tbl regclass;
begin
  foreach tbl in array array['users', 'user_emails', 'memberships', 'student_profiles', 'student_contacts', 'admission_forms', 'enrollments',
    'payments', 'batch_assignments', 'sessions', 'import_rows']::regclass[] loop
    execute format('grant maintain on %s to hub_gate', tbl);
  end loop;
end $$;
call app.own_function('app.refresh_statistics()', 'hub_gate');
