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
