-- People and their logins. A person belongs to one organization; a person in two schools is two users.

create table users (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  disabled_at timestamptz,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id)
);
call app.protect('users', 'staff', 'audited', 'select, insert, update', versioned => true);

create table user_emails (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  user_id uuid not null,
  -- Stored canonical (trimmed, NFC, lower case, domain as A-label): lower() in a query could never use an index under a policy.
  email text not null check (email = lower(email) and email is nfc normalized and email ~ '^[^@[:space:]]{1,64}@[a-z0-9.-]{1,255}$'),
  is_primary boolean not null default true,
  verified_at timestamptz,
  created_at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, email),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
create unique index user_emails_primary on user_emails (organization_id, user_id) where is_primary;
create index user_emails_user on user_emails (organization_id, user_id);
call app.protect('user_emails', 'own', 'audited', 'select, insert, update', wall_column => 'user_id', subject => 'user_id', personal => 'email');

create table memberships (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  user_id uuid not null,
  kind text not null check (kind in ('student', 'staff')),
  role text not null check ((kind = 'student' and role = 'student') or (kind = 'staff' and role in
    ('ops', 'ops_manager', 'program_manager', 'customer_support', 'trainer', 'academic_counselor', 'sales', 'leadership'))),
  invited_at timestamptz,
  first_signed_in_at timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, user_id, kind),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
call app.protect('memberships', 'own', 'audited', 'select, insert, update', wall_column => 'user_id', versioned => true);

create table student_code_counters (
  organization_id uuid primary key default app.organization_id() references organizations (id),
  prefix text not null check (prefix ~ '^[A-Z]{1,6}$'),
  next_number int not null default 1001
);
call app.protect('student_code_counters', 'staff', 'machinery', 'select, insert, update');

-- The next student code, under the counter's lock: a code is never given twice. A code brought along by an import is kept, and the
-- counter moves beyond it when it carries the school's own prefix.
create function app.next_student_code(p_wanted text) returns text language plpgsql volatile as $$
declare c student_code_counters; wanted int;
begin
  select * into c from student_code_counters x where x.organization_id = app.organization_id() for no key update;
  if c.organization_id is null then raise exception 'this organization has no counter of student codes'; end if;
  if p_wanted is null then
    update student_code_counters x set next_number = x.next_number + 1 where x.organization_id = c.organization_id;
    return c.prefix || '-' || c.next_number;
  end if;
  wanted := substring(p_wanted from '^' || c.prefix || '-([0-9]{1,9})$')::int;
  if wanted >= c.next_number then
    update student_code_counters x set next_number = wanted + 1 where x.organization_id = c.organization_id;
  end if;
  return p_wanted;
end $$;
grant execute on function app.next_student_code(text) to hub_app;

create table student_profiles (
  id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  code text not null,
  full_name text not null check (length(btrim(full_name)) between 1 and 200),
  preferred_name text,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, code),
  foreign key (organization_id, id) references memberships (organization_id, id)
);
call app.protect('student_profiles', 'own', 'audited', 'select, insert, update', wall_column => 'id', subject => 'id', personal => 'full_name,preferred_name', versioned => true);

-- Apart from the student row, so that a policy can hide them whole: row level security cannot hide columns.
create table student_contacts (
  id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  whatsapp_consent boolean not null default false,
  city text,
  state_or_region text,
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, id) references student_profiles (organization_id, id)
);
call app.protect('student_contacts', 'own', 'audited', 'select, insert, update', wall_column => 'id', subject => 'id', personal => 'phone,city,state_or_region', versioned => true);

create table staff_profiles (
  id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  full_name text not null check (length(btrim(full_name)) between 1 and 200),
  title text,
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, id) references memberships (organization_id, id)
);
call app.protect('staff_profiles', 'shared', 'audited', 'select, insert, update', subject => 'id', personal => 'full_name', versioned => true);

create table allowed_staff_emails (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  email text not null check (email = lower(email) and email ~ '^[^@[:space:]]{1,64}@[a-z0-9.-]{1,255}$'),
  full_name text,
  role text not null check (role in ('ops', 'ops_manager', 'program_manager', 'customer_support', 'trainer', 'academic_counselor', 'sales', 'leadership')),
  added_at timestamptz not null default app.now(),
  removed_at timestamptz,
  version int not null default 1,
  unique (organization_id, id)
);
create unique index allowed_staff_emails_live on allowed_staff_emails (organization_id, email) where removed_at is null;
call app.protect('allowed_staff_emails', 'staff', 'audited', 'select, insert, update', personal => 'email,full_name', versioned => true);

create table google_identities (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  sub text not null,
  user_id uuid not null,
  created_at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, sub),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
create index google_identities_user on google_identities (organization_id, user_id);
call app.protect('google_identities', 'gate', 'audited', '', subject => 'user_id', personal => 'sub');

-- Only hashes of tokens; hub_app has no grant at all.
create table auth_sessions (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null,
  user_id uuid not null,
  token_digest bytea not null unique,
  method text not null check (method in ('email_code', 'spoken_code', 'google')),
  device text not null default '',
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_expires_at timestamptz not null,
  absolute_expires_at timestamptz not null,
  revoked_at timestamptz,
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
create index auth_sessions_user on auth_sessions (organization_id, user_id);
call app.protect('auth_sessions', 'gate', 'machinery', '');

create table auth_codes (
  id uuid primary key,
  organization_id uuid not null,
  flow_digest bytea not null unique,
  kind text not null default 'email' check (kind in ('email', 'spoken')),
  email text not null,
  user_id uuid,
  code_digest text not null,
  -- Sealed with the environment's key on its way to the mail; erased when sent or expired.
  sealed_code text,
  attempts int not null default 0,
  next_path text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
create index auth_codes_email on auth_codes (organization_id, email, created_at desc);
create index auth_codes_user on auth_codes (organization_id, user_id);
create index auth_codes_unsealed on auth_codes (organization_id, expires_at) where sealed_code is not null;
call app.protect('auth_codes', 'gate', 'machinery', '');

-- Unknown addresses and wrong codes by network address: whole classes sit behind one carrier address, so nothing else counts.
create table auth_misses (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null,
  ip_key text not null,
  kind text not null check (kind in ('unknown_address', 'wrong_code')),
  flow_id uuid,
  at timestamptz not null,
  unique (organization_id, id)
);
create index auth_misses_ip on auth_misses (organization_id, ip_key, at desc);
call app.protect('auth_misses', 'gate', 'machinery', '');

-- Addresses nobody invited: what staff needs to see who could not get in.
create table unmatched_sign_ins (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  email text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  tries int not null default 1,
  unique (organization_id, id),
  unique (organization_id, email)
);
call app.protect('unmatched_sign_ins', 'staff', 'machinery', 'select');

create table oauth_states (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null,
  state_digest bytea not null unique,
  host text not null,
  flow_digest bytea not null,
  sealed_verifier text not null,
  nonce text not null,
  next_path text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  unique (organization_id, id)
);
call app.protect('oauth_states', 'gate', 'machinery', '');

create table oauth_handoffs (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null,
  handoff_digest bytea not null unique,
  flow_digest bytea not null,
  sub text not null,
  email text not null,
  full_name text not null,
  next_path text,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  unique (organization_id, id)
);
call app.protect('oauth_handoffs', 'gate', 'machinery', '');
