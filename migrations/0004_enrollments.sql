-- Catalog, admission, enrollment and money: what was bought, by whom, and in which state the plan is.

create table plans (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  code text not null,
  name text not null,
  -- Null: no end. Days counted from the enrollment's first day, inclusive.
  validity_days int check (validity_days > 0),
  price_paisa bigint not null check (price_paisa >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default app.now(),
  deleted_at timestamptz,
  version int not null default 1,
  unique (organization_id, id)
);
create unique index plans_code on plans (organization_id, code) where deleted_at is null;
call app.protect('plans', 'shared', 'audited', 'select, insert, update', versioned => true);

create table courses (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  code text not null,
  name text not null,
  sessions_planned int not null default 1 check (sessions_planned > 0),
  created_at timestamptz not null default app.now(),
  deleted_at timestamptz,
  version int not null default 1,
  unique (organization_id, id)
);
create unique index courses_code on courses (organization_id, code) where deleted_at is null;
call app.protect('courses', 'shared', 'audited', 'select, insert, update', versioned => true);

create table plan_courses (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  plan_id uuid not null,
  course_id uuid not null,
  position int not null check (position > 0),
  required boolean not null default true,
  -- {"rule": "attendance", "percent": 60} | {"rule": "batch_completed"} | {"rule": "manual"}
  completion jsonb not null default '{"rule": "attendance", "percent": 60}',
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, plan_id, course_id),
  unique (organization_id, plan_id, position) deferrable,
  foreign key (organization_id, plan_id) references plans (organization_id, id),
  foreign key (organization_id, course_id) references courses (organization_id, id)
);
create index plan_courses_course on plan_courses (organization_id, course_id);
call app.protect('plan_courses', 'shared', 'audited', 'select, insert, update, delete', versioned => true);

call app.declare_machine('admission_form', array['*new*>draft verified', 'draft>submitted', 'submitted>verified rejected withdrawn', 'rejected>submitted', 'verified>void']);

create table admission_forms (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  state text not null check (state in ('draft', 'submitted', 'verified', 'rejected', 'withdrawn', 'void')),
  source text not null check (source in ('sales', 'legacy')),
  full_name text not null check (length(btrim(full_name)) between 1 and 200),
  email text not null check (email = lower(email) and email ~ '^[^@[:space:]]{1,64}@[a-z0-9.-]{1,255}$'),
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  plan_id uuid not null,
  agreed_paisa bigint not null check (agreed_paisa >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  external_id text,
  submitted_by uuid,
  submitted_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  rejection_reason text,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, plan_id) references plans (organization_id, id),
  -- Four eyes: nobody verifies a sale of their own. A legacy import has no author.
  check (decided_by is null or submitted_by is null or decided_by <> submitted_by or state = 'withdrawn')
);
create index admission_forms_plan on admission_forms (organization_id, plan_id);
create index admission_forms_state on admission_forms (organization_id, state, created_at desc);
create unique index admission_forms_external on admission_forms (organization_id, external_id) where external_id is not null;
call app.protect('admission_forms', 'staff', 'audited', 'select, insert, update', personal => 'full_name,email,phone', versioned => true, machine => 'admission_form');

call app.declare_machine('enrollment', array[
  '*new*>PAYMENT_VERIFIED',
  'PAYMENT_VERIFIED>PRE_ONBOARDING CANCELLED REFUNDED',
  'PRE_ONBOARDING>BATCH_PENDING BATCH_ASSIGNED SUSPENDED EXPIRED CANCELLED REFUNDED',
  'BATCH_PENDING>BATCH_ASSIGNED PAUSED SUSPENDED EXPIRED CANCELLED REFUNDED',
  'BATCH_ASSIGNED>BATCH_PENDING ACTIVE PAUSED SUSPENDED EXPIRED CANCELLED REFUNDED',
  'ACTIVE>PAUSED SUSPENDED EXPIRED COMPLETED CANCELLED REFUNDED',
  'PAUSED>BATCH_PENDING BATCH_ASSIGNED ACTIVE SUSPENDED CANCELLED REFUNDED',
  'SUSPENDED>PRE_ONBOARDING BATCH_PENDING BATCH_ASSIGNED ACTIVE PAUSED EXPIRED CANCELLED REFUNDED',
  'EXPIRED>ACTIVE BATCH_PENDING CANCELLED REFUNDED',
  'COMPLETED>ACTIVE BATCH_PENDING REFUNDED']);

create table enrollments (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  student_id uuid not null,
  plan_id uuid not null,
  admission_form_id uuid not null,
  state text not null check (state in ('PAYMENT_VERIFIED', 'PRE_ONBOARDING', 'BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE', 'PAUSED', 'SUSPENDED', 'EXPIRED', 'COMPLETED', 'CANCELLED', 'REFUNDED')),
  -- Where a pause or a suspension goes back to.
  resume_to text check (resume_to in ('PRE_ONBOARDING', 'BATCH_PENDING', 'BATCH_ASSIGNED', 'ACTIVE', 'PAUSED')),
  state_reason text,
  valid_from_on date not null,
  -- Inclusive; null = no end.
  valid_until_on date check (valid_until_on >= valid_from_on),
  agreed_paisa bigint not null check (agreed_paisa >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, admission_form_id),
  foreign key (organization_id, student_id) references student_profiles (organization_id, id),
  foreign key (organization_id, plan_id) references plans (organization_id, id),
  foreign key (organization_id, admission_form_id) references admission_forms (organization_id, id)
);
create index enrollments_student on enrollments (organization_id, student_id);
create index enrollments_plan on enrollments (organization_id, plan_id);
create index enrollments_state on enrollments (organization_id, state, valid_until_on);
call app.protect('enrollments', 'own', 'audited', 'select, insert, update', subject => 'student_id', versioned => true, machine => 'enrollment');

create table enrollment_plan_changes (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  from_plan_id uuid not null,
  to_plan_id uuid not null,
  difference_paisa bigint not null,
  reason text not null,
  created_at timestamptz not null default app.now(),
  unique (organization_id, id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id),
  foreign key (organization_id, from_plan_id) references plans (organization_id, id),
  foreign key (organization_id, to_plan_id) references plans (organization_id, id)
);
create index enrollment_plan_changes_enrollment on enrollment_plan_changes (organization_id, enrollment_id);
create index enrollment_plan_changes_from on enrollment_plan_changes (organization_id, from_plan_id);
create index enrollment_plan_changes_to on enrollment_plan_changes (organization_id, to_plan_id);
call app.protect('enrollment_plan_changes', 'own', 'audited', 'select, insert');

call app.declare_machine('pause', array['*new*>requested', 'requested>approved rejected cancelled lapsed', 'approved>active cancelled void', 'active>ended void']);

create table enrollment_pauses (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  state text not null check (state in ('requested', 'approved', 'active', 'ended', 'rejected', 'cancelled', 'lapsed', 'void')),
  -- Both inclusive local days; days = until - from + 1.
  from_on date not null,
  until_on date not null check (until_on >= from_on),
  reason text not null,
  decided_by uuid,
  policy_version int not null default 0,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id)
);
create index enrollment_pauses_enrollment on enrollment_pauses (organization_id, enrollment_id);
alter table enrollment_pauses add constraint enrollment_pauses_overlap exclude using gist
  (organization_id with =, enrollment_id with =, daterange(from_on, until_on, '[]') with &&) where (state in ('requested', 'approved', 'active'));
call app.protect('enrollment_pauses', 'own', 'audited', 'select, insert, update', subject => 'student_id', versioned => true, machine => 'pause');

create table enrollment_extensions (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  days int not null check (days > 0),
  fee_paisa bigint not null default 0 check (fee_paisa >= 0),
  reason text not null,
  created_at timestamptz not null default app.now(),
  unique (organization_id, id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id)
);
create index enrollment_extensions_enrollment on enrollment_extensions (organization_id, enrollment_id);
call app.protect('enrollment_extensions', 'own', 'audited', 'select, insert');

create table course_completions (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  course_id uuid not null,
  rule jsonb not null,
  policy_version int not null,
  at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, enrollment_id, course_id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id),
  foreign key (organization_id, course_id) references courses (organization_id, id)
);
create index course_completions_course on course_completions (organization_id, course_id);
call app.protect('course_completions', 'own', 'audited', 'select, insert');

call app.declare_machine('onboarding_task', array['*new*>todo', 'todo>done waived', 'done>todo']);

create table onboarding_tasks (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  key text not null,
  title text not null,
  owner text not null check (owner in ('student', 'staff')),
  required boolean not null default true,
  due_on date,
  state text not null default 'todo' check (state in ('todo', 'done', 'waived')),
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, enrollment_id, key),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id)
);
call app.protect('onboarding_tasks', 'own', 'audited', 'select, insert, update', subject => 'student_id', versioned => true, machine => 'onboarding_task');

-- The ledger. Signed: receipt, waiver and a downward adjustment lower what is due (negative balances are credits).
create table payments (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  enrollment_id uuid not null,
  student_id uuid not null,
  kind text not null check (kind in ('receipt', 'waiver', 'fee', 'refund', 'adjustment', 'reversal')),
  amount_paisa bigint not null check (
    (kind in ('receipt', 'waiver') and amount_paisa > 0) or (kind in ('fee', 'refund') and amount_paisa < 0) or (kind in ('adjustment', 'reversal') and amount_paisa <> 0)),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reverses_id uuid,
  reference text,
  reason text,
  recorded_by uuid,
  recorded_at timestamptz not null default app.now(),
  unique (organization_id, id),
  foreign key (organization_id, enrollment_id) references enrollments (organization_id, id),
  foreign key (organization_id, reverses_id) references payments (organization_id, id),
  check (kind not in ('waiver', 'adjustment') or length(btrim(reason)) > 0),
  check ((kind = 'reversal') = (reverses_id is not null))
);
create index payments_enrollment on payments (organization_id, enrollment_id);
create unique index payments_reverses on payments (organization_id, reverses_id) where reverses_id is not null;
call app.protect('payments', 'own', 'evidence', 'select, insert');

create table payment_verifications (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  payment_id uuid not null,
  student_id uuid not null,
  verified_by uuid,
  verified_at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, payment_id),
  foreign key (organization_id, payment_id) references payments (organization_id, id)
);
call app.protect('payment_verifications', 'own', 'evidence', 'select, insert');

-- Money is confirmed by somebody other than the person who wrote it down.
create function app.check_verifier() returns trigger language plpgsql as $$
begin
  if exists (select from payments p where p.organization_id = new.organization_id and p.id = new.payment_id and p.recorded_by is not null and p.recorded_by = new.verified_by) then
    raise exception using errcode = '23514', constraint = 'payment_verifications_four_eyes', message = 'a payment is verified by somebody other than its recorder';
  end if;
  return new;
end $$;
create trigger four_eyes before insert on payment_verifications for each row execute function app.check_verifier();
