-- What every table stands on: who is asking (settings of the transaction), walls, state machines, versions, audit.

create schema app;
grant usage on schema app to hub_app, hub_gate, hub_auditor;
grant usage on schema public to hub_app, hub_gate, hub_auditor;
alter default privileges for role hub_owner revoke execute on functions from public;

-- Who is asking. Set by the entrances only, for one transaction; after a commit a setting reads '', not null.
-- SQL, STABLE and without a SET clause, so that the planner inlines them: written otherwise they cost four times on scans.
create function app.organization_id() returns uuid language sql stable as $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$;
create function app.user_id() returns uuid language sql stable as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create function app.member_id() returns uuid language sql stable as $$ select nullif(current_setting('app.member_id', true), '')::uuid $$;
create function app.scope() returns text language sql stable as $$ select coalesce(nullif(current_setting('app.scope', true), ''), 'none') $$;
create function app.setting(name text) returns text language sql stable as $$ select nullif(current_setting('app.' || name, true), '') $$;
-- The request's clock where a request set one, else the database's.
create function app.now() returns timestamptz language sql volatile as $$ select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, clock_timestamp()) $$;

-- Our own, because SQL must also run on Postgres 17, which has no uuidv7().
create function app.uuidv7() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;
grant execute on function app.organization_id(), app.user_id(), app.member_id(), app.scope(), app.setting(text), app.now(), app.uuidv7()
  to hub_app, hub_gate, hub_auditor;

-- The guard of a command. It must raise inside SQL: when JavaScript sees a row count, the batch has committed.
create function app.expect(wanted int, got int, what text) returns int language plpgsql stable as $$
begin
  if got is distinct from wanted then
    raise exception using errcode = 'HB412', message = format('%s changed since it was read', what), detail = format('expected %s, found %s', wanted, got);
  end if;
  return got;
end $$;
grant execute on function app.expect(int, int, text) to hub_app, hub_gate;

-- State machines: the transitions as rows, held equal to app/domain/**/*.machine.ts by a test.
create table state_transitions (
  machine text not null,
  from_state text not null,
  to_state text not null,
  primary key (machine, from_state, to_state)
);
grant select on state_transitions to hub_app, hub_gate;

create function app.check_transition() returns trigger language plpgsql as $$
declare was text := '*new*';
begin
  if tg_op = 'UPDATE' then was := old.state; end if;
  if not exists (select from state_transitions t where t.machine = tg_argv[0] and t.from_state = was and t.to_state = new.state) then
    raise exception using errcode = 'HB501', message = format('transition not allowed: %s %s -> %s', tg_argv[0], was, new.state);
  end if;
  return new;
end $$;

create function app.raise_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;

-- Evidence is append-only for everybody.
create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'HB503', message = format('%s is append-only', tg_table_name);
end $$;

-- Audit. Written by trigger so that it cannot be forgotten; hub_app can read it and nothing else.
create table audit_logs (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null,
  at timestamptz not null default app.now(),
  kind text not null check (kind in ('change', 'read', 'auth', 'export')),
  entity text not null,
  entity_id uuid,
  action text not null,
  actor text not null,
  on_behalf_of text,
  reason text,
  request_id text,
  before jsonb,
  after jsonb
);
create unique index audit_logs_tenant on audit_logs (organization_id, id);
create index audit_logs_entity on audit_logs (organization_id, entity, entity_id, at desc);
create index audit_logs_at on audit_logs using brin (at);

create table audit_personal (
  audit_id uuid primary key references audit_logs (id),
  organization_id uuid not null,
  subject_id uuid,
  salt uuid not null,
  before jsonb,
  after jsonb
);
create index audit_personal_subject on audit_personal (organization_id, subject_id);

alter table audit_logs enable row level security;
alter table audit_logs force row level security;
alter table audit_personal enable row level security;
alter table audit_personal force row level security;
create policy owner on audit_logs to hub_owner using (true) with check (true);
create policy owner on audit_personal to hub_owner using (true) with check (true);
create policy tenant on audit_logs for select to hub_app using (organization_id = (select app.organization_id()));
create policy tenant on audit_personal for select to hub_app using (organization_id = (select app.organization_id()));
create policy wall on audit_logs as restrictive for select to hub_app using ((select app.scope()) = 'org');
create policy wall on audit_personal as restrictive for select to hub_app using ((select app.scope()) = 'org');
create policy auditor on audit_logs for insert to hub_auditor with check (true);
create policy auditor on audit_personal for insert to hub_auditor with check (true);
grant select on audit_logs, audit_personal to hub_app;
grant insert on audit_logs, audit_personal to hub_auditor;

-- Values of personal columns leave only a salted digest in the sealed row; the values themselves go where they can be erased.
create function app.digest_values(data jsonb, salt uuid) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, 'sha256:' || encode(sha256(convert_to(salt::text || value::text, 'UTF8')), 'hex')), '{}') from jsonb_each(data)
$$;
grant execute on function app.digest_values(jsonb, uuid) to hub_auditor;

-- Arguments: entity key column, subject column or '', personal columns, secret columns (comma separated). A migration shows them.
create function app.audit_change() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
declare
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  now_is jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  whole jsonb := coalesce(now_is, was);
  personal text[] := string_to_array(tg_argv[2], ',');
  secret text[] := string_to_array(tg_argv[3], ',') || array['version'];
  personal_before jsonb; personal_after jsonb;
  new_id uuid := app.uuidv7();
  salt uuid;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, was -> key), jsonb_object_agg(key, value) into was, now_is
      from jsonb_each(now_is) where value is distinct from was -> key;
    if now_is is null or now_is - secret = '{}' then
      -- A secret column changed and nothing else: the fact is kept, its value never.
      if now_is is null or now_is - array['version'] = '{}' then return null; end if;
    end if;
  end if;
  if app.setting('action') is null then
    raise exception using errcode = 'HB502', message = format('no action named for a change of %s', tg_table_name);
  end if;
  was := was - secret;
  now_is := now_is - secret;
  select jsonb_object_agg(key, value) into personal_before from jsonb_each(was) where key = any (personal) and value <> 'null';
  select jsonb_object_agg(key, value) into personal_after from jsonb_each(now_is) where key = any (personal) and value <> 'null';
  if personal_before is not null or personal_after is not null then
    salt := gen_random_uuid();
    was := was || app.digest_values(coalesce(personal_before, '{}'), salt);
    now_is := now_is || app.digest_values(coalesce(personal_after, '{}'), salt);
  end if;
  insert into public.audit_logs (id, organization_id, kind, entity, entity_id, action, actor, on_behalf_of, reason, request_id, before, after)
  values (new_id, coalesce((whole ->> 'organization_id')::uuid, (whole ->> 'id')::uuid), 'change', tg_table_name, (whole ->> tg_argv[0])::uuid,
    app.setting('action'), coalesce(app.setting('actor'), session_user::text), app.setting('on_behalf_of'), app.setting('reason'), app.setting('request_id'), was, now_is);
  if salt is not null then
    insert into public.audit_personal (audit_id, organization_id, subject_id, salt, before, after)
    values (new_id, coalesce((whole ->> 'organization_id')::uuid, (whole ->> 'id')::uuid), nullif(whole ->> nullif(tg_argv[1], ''), '')::uuid, salt, personal_before, personal_after);
  end if;
  return null;
end $$;

-- Rows of kind read, auth, export: things that change nothing and must be known all the same.
create function app.note(p_kind text, p_entity text, p_entity_id uuid, p_action text default null, p_after jsonb default null) returns void
language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  if p_kind not in ('read', 'auth', 'export') then raise exception 'a note is read, auth or export'; end if;
  insert into public.audit_logs (organization_id, kind, entity, entity_id, action, actor, on_behalf_of, reason, request_id, after)
  values (app.organization_id(), p_kind, p_entity, p_entity_id, coalesce(p_action, app.setting('action'), p_kind), coalesce(app.setting('actor'), 'anonymous'),
    app.setting('on_behalf_of'), app.setting('reason'), app.setting('request_id'), p_after);
end $$;

-- Hands a definer function to its role. CREATE on the schema is needed for the moment of the change only.
create procedure app.own_function(fn regprocedure, role_name name, callers name[] default array['hub_app']) language plpgsql as $$
declare caller name;
begin
  execute format('grant create on schema app to %I', role_name);
  execute format('alter function %s owner to %I', fn, role_name);
  execute format('revoke create on schema app from %I', role_name);
  execute format('set local role %I', role_name);
  execute format('revoke all on function %s from public', fn);
  foreach caller in array callers loop execute format('grant execute on function %s to %I', fn, caller); end loop;
  reset role;
end $$;
call app.own_function('app.audit_change()', 'hub_auditor', array['hub_owner']::name[]);
call app.own_function('app.note(text, text, uuid, text, jsonb)', 'hub_auditor', array['hub_app', 'hub_gate']::name[]);

-- What each table declared; held equal to app/domain/**/tables.ts and to the catalog by a test.
create table app.table_rules (table_name text primary key, wall text not null, record text not null);

-- Every tenant table goes through here once.
--   wall    public (any scope) | shared (not signed out) | own (a student's own rows) | staff | gate (definer functions only)
--   record  audited | evidence (append-only) | machinery
create procedure app.protect(
  tbl regclass, wall text, record text, grants text,
  wall_column text default 'student_id', tenant_column text default 'organization_id', key_column text default 'id',
  subject text default '', personal text default '', secret text default '', versioned boolean default false, machine text default null
) language plpgsql as $$
declare short text := (select relname from pg_class where oid = tbl);
begin
  insert into app.table_rules values (short, wall, record);
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  -- FORCE binds the owner too: without its own policy a backfill would silently touch no row.
  execute format('create policy owner on %s to hub_owner using (true) with check (true)', tbl);
  if wall <> 'gate' then
    execute format('create policy tenant on %s to hub_app using (%I = (select app.organization_id())) with check (%I = (select app.organization_id()))', tbl, tenant_column, tenant_column);
    execute format('grant %s on %s to hub_app', grants, tbl);
  end if;
  case wall
    when 'public', 'gate' then null;
    when 'shared' then execute format('create policy wall on %s as restrictive to hub_app using ((select app.scope()) in (''org'', ''own''))', tbl);
    when 'staff' then execute format('create policy wall on %s as restrictive to hub_app using ((select app.scope()) = ''org'')', tbl);
    when 'own' then execute format('create policy wall on %s as restrictive to hub_app using ((select app.scope()) = ''org'' or ((select app.scope()) = ''own'' and %I = (select app.%s())))',
      tbl, wall_column, case wall_column when 'user_id' then 'user_id' else 'member_id' end);
  end case;
  case record
    when 'audited' then
      execute format('create trigger audit after insert or update or delete on %s for each row execute function app.audit_change(%L, %L, %L, %L)', tbl, key_column, subject, personal, secret);
    when 'evidence' then
      execute format('create trigger append_only before update or delete on %s for each row execute function app.refuse_change()', tbl);
    when 'machinery' then null;
  end case;
  if versioned then
    execute format('create trigger a_version before update on %s for each row when (old.* is distinct from new.*) execute function app.raise_version()', tbl);
  end if;
  if machine is not null then
    execute format('create trigger b_state_new before insert on %s for each row execute function app.check_transition(%L)', tbl, machine);
    execute format('create trigger b_state before update on %s for each row when (old.state is distinct from new.state) execute function app.check_transition(%L)', tbl, machine);
  end if;
end $$;

-- What the gate's functions may touch, and nothing more.
create procedure app.open_to_gate(tbl regclass, grants text) language plpgsql as $$
begin
  execute format('grant %s on %s to hub_gate', grants, tbl);
  execute format('create policy gate on %s to hub_gate using (true) with check (true)', tbl);
end $$;

create procedure app.declare_machine(name text, transitions text[]) language plpgsql as $$
declare line text;
begin
  foreach line in array transitions loop
    insert into state_transitions select name, f, t
      from unnest(string_to_array(split_part(line, '>', 1), ' ')) f, unnest(string_to_array(split_part(line, '>', 2), ' ')) t;
  end loop;
end $$;
