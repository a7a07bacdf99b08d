-- Walls whose cost the planner can see, so that a page of a large school is read as one of a small school is.

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

-- As in 0001, with walls of this kind for the tables to come.
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

-- The list of batches that are not over, the earliest first: those of years past are not sorted along.
create index batches_current on batches (organization_id, (coalesce(starts_on, '9999-12-31'::date)), id) where deleted_at is null and state in ('planning', 'forming', 'active');
