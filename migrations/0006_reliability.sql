-- Outbox, deliveries, dead letters, job runs: what makes "nothing lost, nothing twice" true when a runtime is killed.

call app.declare_machine('outbox', array['*new*>pending', 'pending>claimed', 'claimed>done pending dead', 'dead>pending']);

create table outbox (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  event text not null,
  -- Ids, instants and amounts; never personal data.
  payload jsonb not null,
  -- Who did it, so that a subscriber's own writes can name whom they act for.
  actor text not null default coalesce(app.setting('actor'), 'anonymous'),
  request_id text default app.setting('request_id'),
  at timestamptz not null default app.now(),
  state text not null default 'pending' check (state in ('pending', 'claimed', 'done', 'dead')),
  due_at timestamptz not null default clock_timestamp(),
  -- Until then an id is on its way through the queue and is not sent there again: a thousand commands in a second nudge the relay a thousand times.
  queued_until timestamptz,
  attempts int not null default 0,
  -- Raised by a replay; `attempts` is a fencing token and never goes back.
  most_attempts int not null default 8,
  error text,
  unique (organization_id, id)
);
create index outbox_due on outbox (due_at) where state in ('pending', 'claimed');
create index outbox_state on outbox (organization_id, state, at desc) where state <> 'done';
call app.protect('outbox', 'staff', 'machinery', 'select, insert, update', machine => 'outbox');
-- Anybody's command may leave an event behind; only staff and jobs may see or change one.
drop policy wall on outbox;
create policy wall on outbox as restrictive for select to hub_app using ((select app.scope()) = 'org');
create policy wall_update on outbox as restrictive for update to hub_app using ((select app.scope()) = 'org');

create table processed_events (
  organization_id uuid not null default app.organization_id(),
  subscriber text not null,
  event_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  primary key (organization_id, subscriber, event_id)
);
call app.protect('processed_events', 'staff', 'machinery', 'select, insert');

create table templates (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  key text not null,
  subject text not null,
  body text not null,
  deleted_at timestamptz,
  version int not null default 1,
  unique (organization_id, id)
);
create unique index templates_key on templates (organization_id, key) where deleted_at is null;
call app.protect('templates', 'staff', 'audited', 'select, insert, update', versioned => true);

call app.declare_machine('notification', array['*new*>pending', 'pending>ready stale unwanted', 'ready>read']);

create table notifications (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  -- Null for an address that belongs to nobody (a sign-in that matched no one).
  user_id uuid,
  template text not null,
  subject_id uuid not null,
  -- What tells one occurrence from the next: a session's sequence, a code's flow.
  occurrence text not null default '',
  category text not null check (category in ('code', 'class', 'schedule', 'join', 'account', 'news')),
  state text not null default 'pending' check (state in ('pending', 'ready', 'stale', 'unwanted', 'read')),
  created_at timestamptz not null default app.now(),
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
create unique index notifications_once on notifications (organization_id, template, subject_id, user_id, occurrence) nulls not distinct;
create index notifications_user on notifications (organization_id, user_id, created_at desc);
call app.protect('notifications', 'own', 'machinery', 'select, insert, update', wall_column => 'user_id', machine => 'notification', versioned => true);

call app.declare_machine('delivery', array['*new*>queued', 'queued>sending stale suppressed', 'sending>sent queued unsure dead stale',
  'sent>delivered delayed bounced complained', 'delayed>delivered bounced', 'dead unsure>queued']);

create table deliveries (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  notification_id uuid not null,
  channel text not null check (channel in ('email')),
  -- Whose address; the address itself is looked up when sending. A code to an address nobody has stands in auth_codes only.
  user_id uuid,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'delivered', 'delayed', 'bounced', 'complained', 'stale', 'suppressed', 'unsure', 'dead')),
  urgent boolean not null default false,
  -- Rendered once; a code mail's body is sealed, never shown to staff and erased when sent.
  subject text,
  body jsonb,
  body_sealed text,
  provider_id text,
  attempts int not null default 0,
  first_tried_at timestamptz,
  -- A try ended without a readable answer, or its runtime died: only the vendor's key keeps the next try from being a second mail.
  maybe_sent boolean not null default false,
  due_at timestamptz not null default clock_timestamp(),
  queued_until timestamptz,
  sent_at timestamptz,
  error text,
  created_at timestamptz not null default app.now(),
  unique (organization_id, id),
  unique (organization_id, notification_id, channel),
  foreign key (organization_id, notification_id) references notifications (organization_id, id),
  foreign key (organization_id, user_id) references users (organization_id, id)
);
create index deliveries_due on deliveries (urgent desc, due_at) where state in ('queued', 'sending');
create index deliveries_user on deliveries (organization_id, user_id, created_at desc);
create index deliveries_state on deliveries (organization_id, state, created_at desc) where state in ('dead', 'unsure', 'bounced', 'complained');
call app.protect('deliveries', 'staff', 'machinery', 'select, insert, update', machine => 'delivery');

-- Takes one delivery for 60 s. `p_attempts` is what the caller read, the number handed back is the fencing token. The rendering given is kept
-- only where there is none yet. A lapsed lease is taken again without a change of state.
create function app.claim_delivery(p_id uuid, p_attempts int, p_subject text, p_body jsonb, p_sealed text)
returns table (attempts int, maybe_sent boolean, tried_seconds int) language sql volatile as $$
  update deliveries d set state = 'sending', attempts = d.attempts + 1, due_at = clock_timestamp() + interval '60 seconds', queued_until = null,
      first_tried_at = coalesce(d.first_tried_at, clock_timestamp()), maybe_sent = d.maybe_sent or d.state = 'sending',
      subject = coalesce(d.subject, p_subject), body = coalesce(d.body, p_body), body_sealed = coalesce(d.body_sealed, p_sealed)
   where d.organization_id = app.organization_id() and d.id = p_id and d.attempts = p_attempts and d.state in ('queued', 'sending') and d.due_at <= clock_timestamp()
  returning d.attempts, d.maybe_sent, extract(epoch from clock_timestamp() - d.first_tried_at)::int
$$;
grant execute on function app.claim_delivery(uuid, int, text, jsonb, text) to hub_app;

create table suppressions (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  channel text not null default 'email',
  address_digest text not null,
  reason text not null check (reason in ('bounced', 'complained', 'unsubscribed', 'manual')),
  at timestamptz not null default app.now(),
  lifted_at timestamptz,
  version int not null default 1,
  unique (organization_id, id)
);
create unique index suppressions_live on suppressions (organization_id, channel, address_digest) where lifted_at is null;
call app.protect('suppressions', 'staff', 'audited', 'select, insert, update', versioned => true);

call app.declare_machine('dead_letter', array['*new*>open', 'open>replayed dismissed', 'replayed dismissed>open']);

-- What gave up, for a person to see and replay: one row per thing that died.
create table dead_letters (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  source text not null check (source in ('event', 'delivery', 'job')),
  source_id text not null,
  what text not null,
  error text not null,
  state text not null default 'open' check (state in ('open', 'replayed', 'dismissed')),
  died_at timestamptz not null default clock_timestamp(),
  times int not null default 1,
  version int not null default 1,
  unique (organization_id, id),
  unique (organization_id, source, source_id)
);
create index dead_letters_open on dead_letters (organization_id, state, died_at desc);
call app.protect('dead_letters', 'staff', 'audited', 'select, insert, update', versioned => true, machine => 'dead_letter');

create table job_runs (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  job text not null,
  -- The organization's local day by the job's clock: a nightly job runs once for each.
  local_on date not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  counts jsonb,
  error text,
  unique (organization_id, id)
);
create index job_runs_job on job_runs (organization_id, job, started_at desc);
create index job_runs_old on job_runs (organization_id, started_at);
call app.protect('job_runs', 'staff', 'machinery', 'select, insert, update, delete');

create table webhook_receipts (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  provider text not null,
  provider_event_id text not null,
  kind text not null,
  at timestamptz not null default clock_timestamp(),
  unique (organization_id, id),
  unique (organization_id, provider, provider_event_id)
);
call app.protect('webhook_receipts', 'staff', 'machinery', 'select, insert');
