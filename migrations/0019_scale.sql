-- A large school is read, and written, as a small one is: walls whose cost the planner can see, and an audit of statements.

-- Who asks is known only when a statement runs, and of a comparison with what is not known the planner takes one row in two hundred to be
-- meant: with two or three walls in a join it expects one row where there are thousands, and reads a table once for each of them. The
-- comparison made within the subselect is a boolean, of which it expects half: the rules are the same, word for word.
do $$
declare p record;
begin
  for p in select c.relname, w.polname, pg_get_expr(w.polqual, w.polrelid) as rule from pg_policy w join pg_class c on c.oid = w.polrelid
    where w.polname in ('wall', 'wall_update') loop
    execute format('alter policy %I on %I using (%s)', p.polname, p.relname,
      replace(replace(replace(p.rule,
        '(( SELECT app.scope() AS scope) = ''org''::text)', '(select app.scope() = ''org'')'),
        '(( SELECT app.scope() AS scope) = ''own''::text)', '(select app.scope() = ''own'')'),
        '(( SELECT app.scope() AS scope) = ANY (ARRAY[''org''::text, ''own''::text]))', '(select app.scope() in (''org'', ''own''))'));
  end loop;
end $$;

-- The audit of a statement, once for all its rows: of an import's ten thousand students it was more than a third of the work. The same
-- rows as before (0001, 0017): the whole of what was made or removed, of a change the columns that changed, and nothing where nothing did.
grant create on schema app to hub_auditor;
set local role hub_auditor;
-- What is kept was planned for the first statement's few rows: a nested loop over thousands of pairs must not be it.
create or replace function app.audit_change() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app set enable_nestloop = off as $$
declare
  key_column constant text := tg_argv[0];
  subject_column constant text := tg_argv[1];
  personal constant text[] := string_to_array(tg_argv[2], ',');
  secret constant text[] := string_to_array(tg_argv[3], ',') || array['version'];
  wholes jsonb[]; befores jsonb[]; afters jsonb[];
begin
  if tg_op = 'INSERT' then
    wholes := array(select to_jsonb(n) from made n);
    afters := wholes;
  elsif tg_op = 'DELETE' then
    wholes := array(select to_jsonb(o) from was o);
    befores := wholes;
  else
    -- A secret column changed and nothing else: the fact is kept, its value never.
    select array_agg(x.whole), array_agg(x.before), array_agg(x.after) into wholes, befores, afters from (
      select n.row as whole, c.before, c.after
      from (select to_jsonb(o) as row from was o offset 0) o
      join (select to_jsonb(n) as row from made n offset 0) n on n.row -> key_column = o.row -> key_column
      cross join lateral (select jsonb_object_agg(e.key, o.row -> e.key) as before, jsonb_object_agg(e.key, e.value) as after from jsonb_each(n.row) e where e.value is distinct from o.row -> e.key) c
      where c.after - array['version'] <> '{}') x;
  end if;
  if coalesce(cardinality(wholes), 0) = 0 then return null; end if;
  if app.setting('action') is null then
    raise exception using errcode = 'HB502', message = format('no action named for a change of %s', tg_table_name);
  end if;
  with changed as materialized (
    select app.uuidv7() as id, c.whole, c.before - secret as before, c.after - secret as after, p.before as personal_before, p.after as personal_after,
      case when p.before is not null or p.after is not null then gen_random_uuid() end as salt
    from unnest(wholes, befores, afters) c(whole, before, after)
    left join lateral (select
      (select jsonb_object_agg(e.key, e.value) from jsonb_each(c.before - secret) e where e.key = any (personal) and e.value <> 'null') as before,
      (select jsonb_object_agg(e.key, e.value) from jsonb_each(c.after - secret) e where e.key = any (personal) and e.value <> 'null') as after) p on cardinality(personal) > 0
  ), logged as (
    insert into public.audit_logs (id, organization_id, kind, entity, entity_id, action, actor, on_behalf_of, reason, request_id, before, after, subject_id, batch_id)
    select c.id, coalesce((c.whole ->> 'organization_id')::uuid, (c.whole ->> 'id')::uuid), 'change', tg_table_name, (c.whole ->> key_column)::uuid,
      app.setting('action'), coalesce(app.setting('actor'), session_user::text), app.setting('on_behalf_of'), app.setting('reason'), app.setting('request_id'),
      case when c.salt is null then c.before else c.before || app.digest_values(coalesce(c.personal_before, '{}'), c.salt) end,
      case when c.salt is null then c.after else c.after || app.digest_values(coalesce(c.personal_after, '{}'), c.salt) end,
      app.audit_subject(tg_table_name, subject_column, c.whole), app.audit_batch(tg_table_name, c.whole)
    from changed c
  )
  insert into public.audit_personal (audit_id, organization_id, subject_id, salt, before, after)
  select c.id, coalesce((c.whole ->> 'organization_id')::uuid, (c.whole ->> 'id')::uuid), nullif(c.whole ->> nullif(subject_column, ''), '')::uuid, c.salt, c.personal_before, c.personal_after
  from changed c where c.salt is not null;
  return null;
end $$;
reset role;
revoke create on schema app from hub_auditor;

create procedure app.audit_table(tbl regclass, key_column text, subject text, personal text, secret text) language plpgsql as $$
begin
  execute format('create trigger audit after insert on %s referencing new table as made for each statement execute function app.audit_change(%L, %L, %L, %L)', tbl, key_column, subject, personal, secret);
  execute format('create trigger audit_update after update on %s referencing old table as was new table as made for each statement execute function app.audit_change(%L, %L, %L, %L)', tbl, key_column, subject, personal, secret);
  execute format('create trigger audit_delete after delete on %s referencing old table as was for each statement execute function app.audit_change(%L, %L, %L, %L)', tbl, key_column, subject, personal, secret);
end $$;
do $$
declare t record;
begin
  for t in select tgrelid::regclass as tbl, string_to_array(encode(tgargs, 'escape'), '\000') as args from pg_trigger where tgname = 'audit' loop
    execute format('drop trigger audit on %s', t.tbl);
    call app.audit_table(t.tbl, t.args[1], t.args[2], t.args[3], t.args[4]);
  end loop;
end $$;

-- As in 0001, with walls and an audit of this kind for the tables to come.
create or replace procedure app.protect(
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
    when 'shared' then execute format('create policy wall on %s as restrictive to hub_app using ((select app.scope() in (''org'', ''own'')))', tbl);
    when 'staff' then execute format('create policy wall on %s as restrictive to hub_app using ((select app.scope() = ''org''))', tbl);
    when 'own' then execute format('create policy wall on %s as restrictive to hub_app using ((select app.scope() = ''org'') or ((select app.scope() = ''own'') and %I = (select app.%s())))',
      tbl, wall_column, case wall_column when 'user_id' then 'user_id' else 'member_id' end);
  end case;
  case record
    when 'audited' then
      call app.audit_table(tbl, key_column, subject, personal, secret);
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

-- The list of batches that are not over, the earliest first or by code: those of years past are not sorted along.
create index batches_current on batches (organization_id, (coalesce(starts_on, '9999-12-31'::date)), id) where deleted_at is null and state in ('planning', 'forming', 'active');
create index batches_current_by_code on batches (organization_id, code, id) where deleted_at is null and state in ('planning', 'forming', 'active');
