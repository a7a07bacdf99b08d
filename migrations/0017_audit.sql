-- What a record concerns stands beside it: whose it is and which batch's, so that the story of a person, of a batch, of a colleague or of one
-- request is one range of an index. The row itself knows neither: a change keeps the changed columns only.

alter table audit_logs add column subject_id uuid, add column batch_id uuid;

-- Which person and which batch a row of any table concerns. A student's or a colleague's membership where the row names one, else the user.
create function app.audit_subject(p_table text, p_column text, p_row jsonb) returns uuid language sql immutable as $$
  select coalesce(p_row ->> nullif(p_column, ''), p_row ->> 'student_id', p_row ->> 'user_id', case p_table when 'users' then p_row ->> 'id' end)::uuid
$$;
create function app.audit_batch(p_table text, p_row jsonb) returns uuid language sql immutable as $$
  select (case p_table when 'batches' then p_row ->> 'id' else p_row ->> 'batch_id' end)::uuid
$$;
grant execute on function app.audit_subject(text, text, jsonb), app.audit_batch(text, jsonb) to hub_auditor;

grant create on schema app to hub_auditor;
set local role hub_auditor;
create or replace function app.audit_change() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
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
    -- A secret column changed and nothing else: the fact is kept, its value never.
    if now_is is null or now_is - array['version'] = '{}' then return null; end if;
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
  insert into public.audit_logs (id, organization_id, kind, entity, entity_id, action, actor, on_behalf_of, reason, request_id, before, after, subject_id, batch_id)
  values (new_id, coalesce((whole ->> 'organization_id')::uuid, (whole ->> 'id')::uuid), 'change', tg_table_name, (whole ->> tg_argv[0])::uuid,
    app.setting('action'), coalesce(app.setting('actor'), session_user::text), app.setting('on_behalf_of'), app.setting('reason'), app.setting('request_id'), was, now_is,
    app.audit_subject(tg_table_name, tg_argv[1], whole), app.audit_batch(tg_table_name, whole));
  if salt is not null then
    insert into public.audit_personal (audit_id, organization_id, subject_id, salt, before, after)
    values (new_id, coalesce((whole ->> 'organization_id')::uuid, (whole ->> 'id')::uuid), nullif(whole ->> nullif(tg_argv[1], ''), '')::uuid, salt, personal_before, personal_after);
  end if;
  return null;
end $$;
create or replace function app.note(p_kind text, p_entity text, p_entity_id uuid, p_action text default null, p_after jsonb default null) returns void
language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  if p_kind not in ('read', 'auth', 'export') then raise exception 'a note is read, auth or export'; end if;
  insert into public.audit_logs (organization_id, kind, entity, entity_id, action, actor, on_behalf_of, reason, request_id, after, subject_id, batch_id)
  values (app.organization_id(), p_kind, p_entity, p_entity_id, coalesce(p_action, app.setting('action'), p_kind), coalesce(app.setting('actor'), 'anonymous'),
    app.setting('on_behalf_of'), app.setting('reason'), app.setting('request_id'), p_after,
    case when p_entity in ('student_profiles', 'student_contacts', 'memberships', 'users') then p_entity_id else app.audit_subject(p_entity, '', p_after) end,
    case when p_entity = 'batches' then p_entity_id else app.audit_batch('', p_after) end);
end $$;
reset role;
revoke create on schema app from hub_auditor;

-- What was recorded before: the row that made a thing names whom it concerns, and a table's trigger says in which column.
with made as (
  select distinct on (a.organization_id, a.entity, a.entity_id) a.organization_id, a.entity, a.entity_id,
    app.audit_subject(a.entity, coalesce(split_part(encode(t.tgargs, 'escape'), '\000', 2), ''), a.after) as subject_id, app.audit_batch(a.entity, a.after) as batch_id
  from audit_logs a left join pg_trigger t on t.tgrelid = to_regclass(a.entity) and t.tgname = 'audit'
  where a.kind = 'change' and a.before is null
  order by a.organization_id, a.entity, a.entity_id, a.at)
update audit_logs a set subject_id = made.subject_id, batch_id = made.batch_id from made
 where made.organization_id = a.organization_id and made.entity = a.entity and made.entity_id = a.entity_id;

-- Newest first, whole or of one person, batch or colleague; `id` decides among rows of one moment, which all rows of one command are.
create index audit_logs_time on audit_logs (organization_id, at desc, id desc);
create index audit_logs_subject on audit_logs (organization_id, subject_id, at desc, id desc) where subject_id is not null;
create index audit_logs_batch on audit_logs (organization_id, batch_id, at desc, id desc) where batch_id is not null;
create index audit_logs_actor on audit_logs (organization_id, actor, at desc, id desc);
create index audit_logs_action on audit_logs (organization_id, action, at desc, id desc);
create index audit_logs_request on audit_logs (organization_id, request_id, at desc, id desc) where request_id is not null;

-- Today's figure of how long students waited for a batch begins with the newest places.
create index batch_assignments_assigned on batch_assignments (organization_id, assigned_at desc);
