-- People: whose personal data staff looked at, whom the school invited, who tried to sign in and matched nobody, a look through a
-- student's eyes, and two accounts that turned out to be one person.

-- Staff read a student's personal data: one row for each actor, student, screen and quarter of an hour, however often the page renews
-- itself. The lock makes two tabs opened at once one reading. SECURITY INVOKER: only staff see the audit, so only their readings are counted.
create function app.note_read(p_student uuid, p_screen text, p_action text, p_now timestamptz) returns boolean language plpgsql volatile set search_path = pg_catalog, public, app as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('read:' || app.setting('actor') || p_student || p_screen, 5));
  if exists (select from audit_logs a where a.organization_id = app.organization_id() and a.entity = 'student_profiles' and a.entity_id = p_student
      and a.at > p_now - interval '15 minutes' and a.at < p_now + interval '15 minutes' and a.kind = 'read' and a.actor = app.setting('actor') and a.after ->> 'screen' = p_screen) then
    return false;
  end if;
  perform app.note('read', 'student_profiles', p_student, p_action, jsonb_build_object('screen', p_screen));
  return true;
end $$;
grant execute on function app.note_read(uuid, text, text, timestamptz) to hub_app;

-- Invites: one row for each time somebody pressed Send. Whom it went to stands in notifications (template invite, subject the round), at
-- most once for each person and round; the mails leave one after another until `paced_until`.
create table invite_rounds (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  -- Who was asked for: {"who": "never_invited" | "invited" | "all", "batchId", "planId", "since", "again"}
  choice jsonb not null,
  reason text not null check (length(btrim(reason)) > 0),
  chosen int not null check (chosen > 0),
  per_minute int not null check (per_minute > 0),
  policy_version int not null,
  started_by uuid,
  started_at timestamptz not null default app.now(),
  paced_until timestamptz not null,
  unique (organization_id, id)
);
create index invite_rounds_start on invite_rounds (organization_id, started_at desc);
create index invite_rounds_pace on invite_rounds (organization_id, paced_until desc);
call app.protect('invite_rounds', 'staff', 'audited', 'select, insert');

-- How far each round has come, and all of them together (no round): counted after an answer and not while somebody waits for the page,
-- because a school's invites are as many as its students.
create table invite_counts (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  round_id uuid,
  invited int not null,
  sent int not null,
  delivered int not null,
  failed int not null,
  signed_in int not null,
  joined int not null,
  counted_at timestamptz not null default clock_timestamp(),
  unique (organization_id, id),
  unique nulls not distinct (organization_id, round_id),
  foreign key (organization_id, round_id) references invite_rounds (organization_id, id)
);
call app.protect('invite_counts', 'staff', 'machinery', 'select, insert, update');

-- Students who never signed in, those never invited first.
create index memberships_never_in on memberships (organization_id, invited_at) where kind = 'student' and first_signed_in_at is null and disabled_at is null;

-- Sign-ins that matched nobody: what somebody has dealt with leaves the list, and comes back when that address tries again.
alter table unmatched_sign_ins add column closed_at timestamptz;
create index unmatched_sign_ins_open on unmatched_sign_ins (organization_id, last_at, id) where closed_at is null;
create index unmatched_sign_ins_tries on unmatched_sign_ins (organization_id, tries, id) where closed_at is null;
grant update (closed_at) on unmatched_sign_ins to hub_app;
create function app.reopen_sign_in() returns trigger language plpgsql as $$
begin
  new.closed_at := null;
  return new;
end $$;
create trigger reopen before update on unmatched_sign_ins for each row when (new.tries > old.tries) execute function app.reopen_sign_in();

-- A look through a student's eyes: the auth session and the role are the staff's own, the wall is the student's, and the transaction must
-- be READ ONLY, which nobody inside it can take back. The roles are those of student.view_as (a test holds both equal).
create function app.enter_as(p_host text, p_digest bytea, p_hint text, p_student uuid, p_now timestamptz, p_request_id text)
returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare me jsonb; org uuid; student public.memberships;
begin
  if current_setting('transaction_read_only') <> 'on' then
    raise exception using errcode = 'HB403', message = 'another person''s pages are opened for reading only';
  end if;
  me := app.enter(p_host, p_digest, 'staff', p_hint, p_now, 'student.view_as', null, p_request_id);
  org := (me -> 'tenant' ->> 'id')::uuid;
  -- Until it is known that they may, they are nobody.
  perform app.set_caller(org, null, null, null, 'none', 'anonymous', null, null, p_request_id, p_now);
  if me ->> 'role' not in ('ops', 'ops_manager', 'program_manager', 'customer_support', 'leadership') then
    raise exception using errcode = 'HB403', message = 'this role sees no student''s pages';
  end if;
  select m.* into student from public.memberships m join public.users u on u.organization_id = m.organization_id and u.id = m.user_id and u.disabled_at is null
    where m.organization_id = org and m.id = p_student and m.kind = 'student' and m.disabled_at is null;
  if student.id is null then raise exception using errcode = 'HB410', message = 'no such student'; end if;
  perform app.set_caller(org, student.user_id, student.id, 'student', 'own', 'member:' || (me ->> 'memberId'), 'student.view_as', null, p_request_id, p_now);
  perform set_config('app.on_behalf_of', 'member:' || student.id, true);
  return me;
end $$;
call app.own_function('app.enter_as(text, bytea, text, uuid, timestamptz, text)', 'hub_gate');

-- Two accounts of one person. The merged one stays, closed and empty, so that its code is never given again; `moved` says what went over,
-- table by table, and an undo within a day brings exactly that back.
create table student_merges (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id(),
  kept_id uuid not null,
  merged_id uuid not null check (merged_id <> kept_id),
  reason text not null check (length(btrim(reason)) > 0),
  moved jsonb not null,
  merged_by uuid,
  merged_at timestamptz not null default app.now(),
  undone_at timestamptz,
  undo_reason text check ((undo_reason is null) = (undone_at is null)),
  version int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, kept_id) references student_profiles (organization_id, id),
  foreign key (organization_id, merged_id) references student_profiles (organization_id, id)
);
create index student_merges_kept on student_merges (organization_id, kept_id);
create index student_merges_merged on student_merges (organization_id, merged_id);
create unique index student_merges_live on student_merges (organization_id, merged_id) where undone_at is null;
call app.protect('student_merges', 'staff', 'audited', 'select', subject => 'kept_id', versioned => true);
call app.open_to_gate('student_merges', 'select, insert, update');

-- Where an account leads: itself, or the one it was merged into.
create function app.kept_student(p_student uuid) returns uuid language sql stable as $$
  with recursive way as (
    select p_student as id, 0 as step
    union all
    select m.kept_id, w.step + 1 from way w join student_merges m on m.organization_id = (select app.organization_id()) and m.merged_id = w.id and m.undone_at is null where w.step < 20)
  select id from way order by step desc limit 1
$$;
grant execute on function app.kept_student(uuid) to hub_app;

-- Evidence is append-only; the one thing a merge may change of it is whose it is. Only the merge itself, which is the gate's, is heard.
create function app.changes_hands(p_was jsonb, p_is jsonb) returns boolean language sql stable as $$
  select current_user = 'hub_gate' and app.setting('merging') = (p_was ->> 'student_id') || '>' || (p_is ->> 'student_id') and p_was - 'student_id' = p_is - 'student_id'
$$;
grant execute on function app.changes_hands(jsonb, jsonb) to hub_app, hub_gate;
create or replace function app.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if app.changes_hands(to_jsonb(old), to_jsonb(new)) then return new; end if;
  end if;
  raise exception using errcode = 'HB503', message = format('%s is append-only', tg_table_name);
end $$;
create or replace function app.refuse_second_outcome() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if app.changes_hands(to_jsonb(old), to_jsonb(new)) then return new; end if;
  end if;
  if tg_op = 'DELETE' or old.outcome is not null
     or (to_jsonb(new) - array['outcome', 'decided_at']) is distinct from (to_jsonb(old) - array['outcome', 'decided_at']) then
    raise exception using errcode = 'HB503', message = 'a join attempt is append-only; its outcome is written once';
  end if;
  return new;
end $$;

-- A command that read an account before it was merged finds that out: it runs again and writes to the one that stayed. After the row's
-- foreign keys, whose locks make it wait for a merge under way (hence the name: triggers fire by theirs).
create function app.refuse_merged() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  if exists (select from public.student_merges m where m.organization_id = new.organization_id and m.merged_id = new.student_id and m.undone_at is null) then
    raise exception using errcode = 'HB412', message = 'student changed since it was read', detail = 'merged into another account';
  end if;
  return null;
end $$;
call app.own_function('app.refuse_merged()', 'hub_gate', array['hub_owner']::name[]);

-- Tables whose rows are a student's and go with them. Every table with a student_id is named here; a test holds it so.
create table app.student_tables (table_name text primary key);
grant select on app.student_tables to hub_gate;
create procedure app.goes_with_student(tbl regclass, guarded boolean default true) language plpgsql as $$
declare short text := (select relname from pg_class where oid = tbl);
begin
  insert into app.student_tables values (short);
  execute format('grant select on %s to hub_gate', tbl);
  execute format('grant update (student_id) on %s to hub_gate', tbl);
  if not exists (select from pg_policies where schemaname = 'public' and tablename = short and policyname = 'gate') then
    execute format('create policy gate on %s to hub_gate using (true) with check (true)', tbl);
  end if;
  if guarded then
    execute format('create trigger z_not_merged after insert on %s for each row execute function app.refuse_merged()', tbl);
  end if;
end $$;
call app.goes_with_student('enrollments');
call app.goes_with_student('enrollment_plan_changes');
call app.goes_with_student('enrollment_pauses');
call app.goes_with_student('enrollment_extensions');
call app.goes_with_student('course_completions');
call app.goes_with_student('onboarding_tasks');
call app.goes_with_student('payments');
call app.goes_with_student('payment_verifications');
call app.goes_with_student('batch_assignments');
call app.goes_with_student('seat_holds');
call app.goes_with_student('session_admissions');
-- What a click or a job writes of an account that has just been closed stays there and harms nobody.
call app.goes_with_student('join_attempts', guarded => false);
call app.goes_with_student('registrant_links', guarded => false);
grant update (disabled_at) on users to hub_gate;
-- To lock it: a row that is about to point at a profile waits for a merge.
grant update (version) on student_profiles to hub_gate;
grant select on notifications to hub_gate;
grant update (user_id) on notifications to hub_gate;
create policy gate on notifications to hub_gate using (true) with check (true);

-- Gives rows to another student; those that would meet a row of theirs (the same class, admitted twice) stay where they are.
create function app.give_rows(p_table text, p_ids uuid[], p_from uuid, p_to uuid) returns uuid[] language plpgsql volatile as $$
declare one uuid; given uuid[] := '{}';
begin
  begin
    execute format('update public.%I set student_id = $1 where organization_id = app.organization_id() and id = any ($2) and student_id = $3', p_table) using p_to, p_ids, p_from;
    return p_ids;
  exception when unique_violation then null;
  end;
  foreach one in array p_ids loop
    begin
      execute format('update public.%I set student_id = $1 where organization_id = app.organization_id() and id = $2 and student_id = $3', p_table) using p_to, one, p_from;
      given := given || one;
    exception when unique_violation then null;
    end;
  end loop;
  return given;
end $$;
grant execute on function app.give_rows(text, uuid[], uuid, uuid) to hub_gate;

-- Both accounts, locked against anything that would newly point at them; HB412 where one of them is no longer what it was.
create function app.lock_students(p_ids uuid[]) returns void language plpgsql volatile as $$
begin
  perform from public.student_profiles p where p.organization_id = app.organization_id() and p.id = any (p_ids) order by p.id for update;
  perform from public.enrollments e where e.organization_id = app.organization_id() and e.student_id = any (p_ids) order by e.id for update;
end $$;
grant execute on function app.lock_students(uuid[]) to hub_gate;

create function app.merge_students(p_kept uuid, p_merged uuid, p_by uuid, p_now timestamptz) returns uuid language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare
  org uuid := app.organization_id(); kept public.memberships; gone public.memberships; t text; ids uuid[]; given jsonb := '{}'; made uuid; s uuid;
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'staff only'; end if;
  perform app.lock_students(array[p_kept, p_merged]);
  select * into kept from public.memberships m where m.organization_id = org and m.id = p_kept and m.kind = 'student' and m.disabled_at is null for no key update;
  select * into gone from public.memberships m where m.organization_id = org and m.id = p_merged and m.kind = 'student' and m.disabled_at is null for no key update;
  if kept.id is null or gone.id is null or kept.id = gone.id then
    raise exception using errcode = 'HB412', message = 'student changed since it was read';
  end if;
  perform set_config('app.merging', p_merged || '>' || p_kept, true);
  for t in select x.table_name from app.student_tables x order by 1 loop
    execute format('select coalesce(array_agg(x.id order by x.id), ''{}'') from public.%I x where x.organization_id = $1 and x.student_id = $2', t) into ids using org, p_merged;
    if ids <> '{}' then
      ids := app.give_rows(t, ids, p_merged, p_kept);
      given := given || jsonb_build_object(t, to_jsonb(ids));
    end if;
  end loop;
  perform set_config('app.merging', '', true);
  -- What a command that ran at the same moment may have added.
  if exists (select from public.enrollments e where e.organization_id = org and e.student_id = p_kept and e.state not in ('EXPIRED', 'COMPLETED', 'CANCELLED', 'REFUNDED') group by e.plan_id having count(*) > 1)
     or exists (select from public.batch_assignments a where a.organization_id = org and a.student_id = p_kept and a.state in ('assigned', 'active') group by a.course_id having count(*) > 1) then
    raise exception using errcode = 'HB412', message = 'plans changed since they were read';
  end if;

  given := given || jsonb_build_object('kept_primary', (select e.id from public.user_emails e where e.organization_id = org and e.user_id = kept.user_id and e.is_primary),
    'primary', (select e.id from public.user_emails e where e.organization_id = org and e.user_id = gone.user_id and e.is_primary));
  with m as (update public.user_emails e set user_id = kept.user_id, is_primary = false where e.organization_id = org and e.user_id = gone.user_id returning e.id)
    select coalesce(array_agg(m.id), '{}') into ids from m;
  given := given || jsonb_build_object('user_emails', to_jsonb(ids));
  -- What both were told of stays with each; the mail of the one without an address is dropped.
  with m as (update public.notifications n set user_id = kept.user_id where n.organization_id = org and n.user_id = gone.user_id
      and not exists (select from public.notifications k where k.organization_id = org and k.template = n.template and k.subject_id = n.subject_id and k.user_id = kept.user_id and k.occurrence = n.occurrence) returning n.id)
    select coalesce(array_agg(m.id), '{}') into ids from m;
  update public.deliveries d set user_id = kept.user_id where d.organization_id = org and d.user_id = gone.user_id and d.notification_id = any (ids);
  given := given || jsonb_build_object('notifications', to_jsonb(ids));

  update public.auth_codes c set user_id = kept.user_id where c.organization_id = org and c.user_id = gone.user_id and c.consumed_at is null;
  for s in update public.auth_sessions x set revoked_at = p_now where x.organization_id = org and x.user_id = gone.user_id and x.revoked_at is null returning x.id loop
    perform app.note('auth', 'auth_sessions', s, coalesce(app.setting('action'), 'student.merge'));
  end loop;
  update public.memberships m set disabled_at = p_now where m.organization_id = org and m.id = gone.id;
  update public.users u set disabled_at = p_now where u.organization_id = org and u.id = gone.user_id;
  insert into public.student_merges (organization_id, kept_id, merged_id, reason, moved, merged_by, merged_at)
  values (org, p_kept, p_merged, coalesce(app.setting('reason'), ''), given, p_by, p_now) returning id into made;
  return made;
end $$;

-- Everything of a moved plan goes back with it, what was added since too; what was the kept one's own stays.
create function app.unmerge_students(p_merge uuid, p_now timestamptz) returns void language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare
  org uuid := app.organization_id(); m public.student_merges; kept_user uuid; gone_user uuid; t text; ids uuid[]; plans uuid[]; has_plan boolean;
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'staff only'; end if;
  select * into m from public.student_merges x where x.organization_id = org and x.id = p_merge and x.undone_at is null for update;
  if m.id is null then raise exception using errcode = 'HB412', message = 'merge changed since it was read'; end if;
  perform app.lock_students(array[m.kept_id, m.merged_id]);
  if exists (select from public.student_merges x where x.organization_id = org and x.merged_id = m.kept_id and x.undone_at is null) then
    raise exception using errcode = 'HB412', message = 'student changed since it was read';
  end if;
  select x.user_id into kept_user from public.memberships x where x.organization_id = org and x.id = m.kept_id;
  select x.user_id into gone_user from public.memberships x where x.organization_id = org and x.id = m.merged_id;
  plans := array(select jsonb_array_elements_text(m.moved -> 'enrollments')::uuid);

  perform set_config('app.merging', m.kept_id || '>' || m.merged_id, true);
  for t in select x.table_name from app.student_tables x order by 1 loop
    ids := array(select jsonb_array_elements_text(m.moved -> t)::uuid);
    select exists (select from pg_attribute a where a.attrelid = format('public.%I', t)::regclass and a.attname = 'enrollment_id') into has_plan;
    if has_plan then
      execute format('select array(select x.id from public.%I x where x.organization_id = $1 and x.student_id = $2 and x.enrollment_id = any ($3))', t) into ids using org, m.kept_id, plans;
    elsif t = 'payment_verifications' then
      ids := array(select v.id from public.payment_verifications v join public.payments p on p.organization_id = v.organization_id and p.id = v.payment_id
        where v.organization_id = org and v.student_id = m.kept_id and p.enrollment_id = any (plans));
    end if;
    if ids <> '{}' then perform app.give_rows(t, ids, m.kept_id, m.merged_id); end if;
  end loop;
  perform set_config('app.merging', '', true);

  ids := array(select jsonb_array_elements_text(m.moved -> 'user_emails')::uuid);
  update public.user_emails e set user_id = gone_user, is_primary = false where e.organization_id = org and e.id = any (ids) and e.user_id = kept_user;
  -- One of them may have been made the kept one's first address meanwhile.
  update public.user_emails e set is_primary = true where e.organization_id = org and e.user_id = kept_user and e.id = (m.moved ->> 'kept_primary')::uuid
    and not exists (select from public.user_emails x where x.organization_id = org and x.user_id = kept_user and x.is_primary);
  update public.user_emails e set is_primary = true where e.organization_id = org and e.user_id = gone_user and e.id = (m.moved ->> 'primary')::uuid;
  ids := array(select jsonb_array_elements_text(m.moved -> 'notifications')::uuid);
  update public.notifications n set user_id = gone_user where n.organization_id = org and n.id = any (ids) and n.user_id = kept_user;
  update public.deliveries d set user_id = gone_user where d.organization_id = org and d.notification_id = any (ids) and d.user_id = kept_user;
  update public.auth_codes c set user_id = gone_user from public.user_emails e
    where c.organization_id = org and e.organization_id = org and e.user_id = gone_user and c.email = e.email and c.user_id = kept_user and c.consumed_at is null;
  update public.memberships x set disabled_at = null where x.organization_id = org and x.id = m.merged_id and x.disabled_at = m.merged_at;
  update public.users u set disabled_at = null where u.organization_id = org and u.id = gone_user and u.disabled_at = m.merged_at;
  update public.student_merges x set undone_at = p_now, undo_reason = coalesce(app.setting('reason'), '') where x.id = m.id;
end $$;
call app.own_function('app.merge_students(uuid, uuid, uuid, timestamptz)', 'hub_gate');
call app.own_function('app.unmerge_students(uuid, timestamptz)', 'hub_gate');
