-- Tenants: the school, the hosts it answers on, its rules and calendar.

call app.declare_machine('organization', array['*new*>active', 'active>suspended', 'suspended>active closed', 'active>closed']);

create table organizations (
  id uuid primary key default app.uuidv7(),
  slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
  name text not null check (length(btrim(name)) between 1 and 120),
  state text not null default 'active' check (state in ('active', 'suspended', 'closed')),
  zone text not null,
  locale text not null default 'en-IN',
  currency text not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
  -- One colour and one letter; every tint is derived, so contrast can be checked when it is saved.
  brand text not null default '#1f5fbf' check (brand ~ '^#[0-9a-f]{6}$'),
  letter text not null check (length(letter) between 1 and 2),
  words jsonb not null default '{}',
  support_email text,
  support_phone text,
  support_hours text,
  -- Exactly these may a page's form redirect to (CSP form-action); a meeting link on another origin is refused when saved.
  meeting_origins text[] not null default '{}',
  pilot boolean not null default true,
  created_at timestamptz not null default app.now(),
  version int not null default 1
);
call app.protect('organizations', 'public', 'audited', 'select, insert, update', tenant_column => 'id', versioned => true, machine => 'organization');

create table organization_hosts (
  host text primary key check (host = lower(host) and host !~ '[:/\s]'),
  organization_id uuid not null default app.organization_id() references organizations (id),
  id uuid not null default app.uuidv7(),
  kind text not null default 'slug' check (kind in ('slug', 'custom')),
  created_at timestamptz not null default app.now(),
  unique (organization_id, id)
);
call app.protect('organization_hosts', 'public', 'audited', 'select, insert');

-- Append-only; the defaults in code are version 0.
create table policies (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  key text not null,
  plan_id uuid,
  version int not null check (version > 0),
  value jsonb not null,
  valid_from timestamptz not null default app.now(),
  set_by uuid,
  reason text not null check (length(btrim(reason)) > 0),
  unique (organization_id, id),
  unique nulls not distinct (organization_id, key, plan_id, version)
);
call app.protect('policies', 'shared', 'audited', 'select, insert');

create table organization_holidays (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  holiday_on date not null,
  name text not null,
  unique (organization_id, id),
  unique (organization_id, holiday_on)
);
call app.protect('organization_holidays', 'shared', 'audited', 'select, insert, update, delete');
