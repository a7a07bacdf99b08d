-- How often a link was tried since it was last wanted, for its back-off. `attempts` tells one claim from the next and never goes back: begun anew
-- with each want, two claims could hold the same number.
alter table registrant_links add column tries int not null default 0;
update registrant_links set tries = attempts where state = 'wanted';

create or replace function app.claim_registrant_links(p_limit int, p_session uuid, p_student uuid) returns table (id uuid, session_id uuid, student_id uuid, alias text, attempts int)
language sql volatile as $$
  update registrant_links l set due_at = clock_timestamp() + interval '60 seconds', attempts = l.attempts + 1, tries = l.tries + 1
    from (select x.id from registrant_links x join sessions s on s.organization_id = x.organization_id and s.id = x.session_id
          where x.organization_id = app.organization_id() and x.state = 'wanted' and x.due_at <= clock_timestamp()
            and (p_session is null or x.session_id = p_session) and (p_student is null or x.student_id = p_student)
          order by s.starts_at, x.due_at limit p_limit for update of x skip locked) due
   where l.id = due.id
  returning l.id, l.session_id, l.student_id, l.alias, l.attempts
$$;

-- When the link was replaced. From then on the batch's link is no fallback: it may lead to the very meeting that was replaced.
alter table session_meetings add column replaced_at timestamptz;

grant create on schema app to hub_gate;
set local role hub_gate;
create or replace function app.join_facts(p_host text, p_digest bytea, p_requested text, p_attempt_key text, p_now timestamptz, p_request_id text, p_record boolean)
returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare
  me jsonb; org uuid; student uuid; asked uuid;
  s record; e record; pol record;
  collected jsonb; is_admitted boolean; others int := 0; own_link uuid; own_sealed text; sealed text; link_kind text;
  attempt_id uuid; attempt_at timestamptz; attempt_facts jsonb;
begin
  me := app.enter(p_host, p_digest, 'student', null, p_now, 'session.join', null, p_request_id);
  org := (me -> 'tenant' ->> 'id')::uuid;
  student := (me ->> 'memberId')::uuid;

  select p.value, p.version into pol from public.policies p
    where p.organization_id = org and p.key = 'join_window' and p.plan_id is null and p.valid_from <= p_now order by p.version desc limit 1;

  if p_requested ~ '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$' then asked := p_requested::uuid; end if;
  select x.id, x.state, x.starts_at, x.ends_at, x.opens_at_override, x.closes_at_override, x.zone, x.number, x.title, x.batch_id, b.code as batch_code, b.state as batch_state, b.capacity,
      c.name as course_name, c.id as course_id, m.fallback_sealed, m.provider, m.generation, m.meeting_started_at, m.meeting_ended_at, bm.fallback_sealed as batch_fallback, h.meeting_size
    into s
    from public.sessions x
    join public.batches b on b.organization_id = x.organization_id and b.id = x.batch_id
    join public.courses c on c.organization_id = b.organization_id and c.id = b.course_id
    left join public.session_meetings m on m.organization_id = x.organization_id and m.session_id = x.id
    left join public.batch_meetings bm on bm.organization_id = b.organization_id and bm.batch_id = b.id and m.replaced_at is null
    left join public.host_accounts h on h.organization_id = x.organization_id and h.id = coalesce(x.host_account_id, b.host_account_id)
   where x.organization_id = org and x.id = asked;

  select a.id as assignment_id, a.state as assignment_state, n.id, n.state, n.valid_until_on, n.agreed_paisa, n.currency into e
    from public.batch_assignments a
    join public.enrollments n on n.organization_id = a.organization_id and n.id = a.enrollment_id
   where a.organization_id = org and a.student_id = student and a.batch_id = s.batch_id
   order by (a.state in ('assigned', 'active')) desc, (a.state = 'completed') desc, a.assigned_at desc limit 1;
  is_admitted := exists (select from public.session_admissions d where d.organization_id = org and d.session_id = s.id and d.student_id = student);
  select r.id, r.link_sealed into own_link, own_sealed from public.registrant_links r
    where r.organization_id = org and r.session_id = s.id and r.student_id = student and r.state = 'made' and r.generation = s.generation;
  -- People are counted only where they may be more than the meeting holds: by skipping from student to student in the index.
  if s.meeting_size < s.capacity then
    with recursive seen as (
      (select j.student_id from public.join_attempts j where j.organization_id = org and j.session_id = s.id and j.outcome = 'allowed' order by j.student_id limit 1)
      union all
      select (select j.student_id from public.join_attempts j
        where j.organization_id = org and j.session_id = s.id and j.outcome = 'allowed' and j.student_id > seen.student_id order by j.student_id limit 1)
      from seen where seen.student_id is not null)
    select count(*) into others from (select from seen where seen.student_id is not null and seen.student_id <> student limit s.meeting_size) x;
  end if;
  sealed := coalesce(own_sealed, s.fallback_sealed, s.batch_fallback);
  link_kind := case when own_sealed is not null then 'own' when s.fallback_sealed is not null then 'session' when s.batch_fallback is not null then 'batch' end;

  collected := jsonb_build_object(
    'session', case when s.id is not null then jsonb_build_object('id', s.id, 'state', s.state, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'opensAtOverride', s.opens_at_override,
      'closesAtOverride', s.closes_at_override, 'zone', s.zone, 'number', s.number, 'title', s.title, 'batchCode', s.batch_code, 'batchState', s.batch_state, 'courseName', s.course_name,
      'stillRunning', s.meeting_started_at is not null and s.meeting_ended_at is null) end,
    'assignment', e.assignment_state,
    'enrollment', case when e.id is not null then jsonb_build_object('id', e.id, 'state', e.state, 'validUntilOn', e.valid_until_on, 'agreedPaisa', e.agreed_paisa, 'currency', e.currency) end,
    'pauses', case when e.id is not null then coalesce((select jsonb_agg(jsonb_build_object('fromOn', p.from_on, 'untilOn', p.until_on) order by p.from_on) from public.enrollment_pauses p
      where p.organization_id = org and p.enrollment_id = e.id and p.state in ('approved', 'active')), '[]') else '[]' end,
    'ledger', case when e.id is not null then app.ledger_sums(org, e.id) end,
    'admitted', is_admitted,
    'meetingSize', s.meeting_size, 'othersIn', coalesce(others, 0),
    'alreadyIn', exists (select from public.join_attempts j where j.organization_id = org and j.session_id = s.id and j.student_id = student and j.outcome = 'allowed'),
    'link', link_kind,
    'policy', pol.value, 'policyVersion', coalesce(pol.version, 0));

  if p_record then
    -- A double click is one attempt: the same key within 60 s, or without a key the same facts within 3 s.
    perform pg_advisory_xact_lock(hashtextextended(student::text || coalesce(s.id::text, p_requested), 4));
    select j.id, j.at, j.facts into attempt_id, attempt_at, attempt_facts from public.join_attempts j
      -- Bounded by the index: whoever came to a hundred classes has a hundred rows.
      where j.organization_id = org and j.student_id = student and j.at <= p_now and j.at > p_now - interval '60 seconds' and j.requested = left(p_requested, 64)
        and case when p_attempt_key is not null then j.attempt_key = p_attempt_key
                 else j.attempt_key is null and j.at > p_now - interval '3 seconds' and j.facts - array['alreadyIn', 'othersIn'] = collected - array['alreadyIn', 'othersIn'] end
      order by j.at desc limit 1;
    if attempt_id is null then
      attempt_id := app.uuidv7();
      insert into public.join_attempts (id, organization_id, session_id, requested, student_id, attempt_key, at, facts, policy_version, link_id, request_id)
      values (attempt_id, org, s.id, left(p_requested, 64), student, p_attempt_key, p_now, collected, coalesce(pol.version, 0), case when link_kind = 'own' then own_link end, p_request_id);
    end if;
  end if;

  return jsonb_build_object('caller', me, 'attemptId', attempt_id, 'at', coalesce(attempt_at, p_now), 'facts', coalesce(attempt_facts, collected), 'linkSealed', sealed);
end $$;
create or replace function app.settle_attempts(p_organization uuid, p_settled jsonb, p_actor text, p_request_id text, p_now timestamptz) returns int
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare j record; n int := 0;
begin
  perform app.set_caller(p_organization, null, null, 'system', 'org', p_actor, 'session.join', null, p_request_id, p_now);
  -- The recorded facts decide again the same, so an outcome lost with a crash costs nothing and need not wait for the disk.
  perform set_config('synchronous_commit', 'off', true);
  for j in
    update public.join_attempts a set outcome = x.outcome, decided_at = p_now
      from jsonb_to_recordset(p_settled) as x(id uuid, outcome text)
     where a.organization_id = p_organization and a.id = x.id and a.outcome is null
    returning a.session_id, a.student_id, a.outcome, a.facts -> 'enrollment' ->> 'id' as enrollment_id, a.facts -> 'enrollment' ->> 'state' as enrollment_state
  loop
    n := n + 1;
    if j.outcome = 'allowed' and j.enrollment_state = 'BATCH_ASSIGNED' then
      insert into public.outbox (organization_id, event, payload) values (p_organization, 'session.joined', jsonb_build_object('sessionId', j.session_id, 'enrollmentId', j.enrollment_id));
    elsif j.outcome = 'join.no_link' then
      insert into public.outbox (organization_id, event, payload)
      select p_organization, 'session.link_missing', jsonb_build_object('sessionId', j.session_id, 'studentId', j.student_id)
       where not exists (select from public.outbox o where o.organization_id = p_organization and o.event = 'session.link_missing' and o.state in ('pending', 'claimed') and o.payload ->> 'sessionId' = j.session_id::text
         and o.payload ->> 'studentId' = j.student_id::text);
    end if;
  end loop;
  return n;
end $$;
reset role;
revoke create on schema app from hub_gate;

-- Compared column by column: as jsonb both rows would be built whole for every outcome.
create or replace function app.refuse_second_outcome() returns trigger language plpgsql as $$
declare settled public.join_attempts := old;
begin
  if tg_op = 'UPDATE' and old.outcome is null then
    settled.outcome := new.outcome;
    settled.decided_at := new.decided_at;
    if new is not distinct from settled then return new; end if;
  end if;
  raise exception using errcode = 'HB503', message = 'a join attempt is append-only; its outcome is written once';
end $$;
