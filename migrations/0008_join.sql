-- The join gate's one call: enters, collects the facts, records the attempt with its facts, hands out the sealed link.
-- plpgsql, because its plans stay cached: planning under row level security costs as much as running.

call app.open_to_gate('sessions', 'select');
call app.open_to_gate('session_meetings', 'select');
call app.open_to_gate('batch_meetings', 'select');
call app.open_to_gate('host_accounts', 'select');
call app.open_to_gate('courses', 'select');
call app.open_to_gate('enrollments', 'select');
call app.open_to_gate('enrollment_pauses', 'select');
call app.open_to_gate('payments', 'select');
call app.open_to_gate('payment_verifications', 'select');
call app.open_to_gate('registrant_links', 'select');
call app.open_to_gate('session_admissions', 'select');
call app.open_to_gate('join_attempts', 'select, insert, update');

-- What was paid, waived, refunded. Only verified entries count; a waiver, a fee and an adjustment need no second pair of eyes to count here
-- (they are a manager's or an import's), a receipt does.
create function app.ledger_sums(p_organization uuid, p_enrollment uuid) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, public, app as $$
declare sums jsonb;
begin
  select jsonb_build_object(
    'receivedPaisa', coalesce(sum(p.amount_paisa) filter (where k = 'receipt' and v.id is not null), 0),
    'unverifiedPaisa', coalesce(sum(p.amount_paisa) filter (where k = 'receipt' and v.id is null), 0),
    'waivedPaisa', coalesce(sum(p.amount_paisa) filter (where k = 'waiver'), 0),
    'feesPaisa', coalesce(-sum(p.amount_paisa) filter (where k = 'fee'), 0),
    'refundedPaisa', coalesce(-sum(p.amount_paisa) filter (where k = 'refund'), 0),
    'adjustedPaisa', coalesce(sum(p.amount_paisa) filter (where k = 'adjustment'), 0)) into sums
  from public.payments p
  left join public.payments r on r.organization_id = p.organization_id and r.id = p.reverses_id
  -- A reversal counts in the column of what it reverses, and needs that entry's verification.
  cross join lateral (select coalesce(r.kind, p.kind) as k) kinds
  left join public.payment_verifications v on v.organization_id = p.organization_id and v.payment_id = coalesce(p.reverses_id, p.id)
  where p.organization_id = p_organization and p.enrollment_id = p_enrollment;
  return sums;
end $$;

create function app.join_facts(p_host text, p_digest bytea, p_requested text, p_attempt_key text, p_now timestamptz, p_request_id text, p_record boolean)
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
    left join public.batch_meetings bm on bm.organization_id = b.organization_id and bm.batch_id = b.id
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
      where j.organization_id = org and j.student_id = student and j.requested = left(p_requested, 64) and j.at <= p_now
        and case when p_attempt_key is not null then j.attempt_key = p_attempt_key and j.at > p_now - interval '60 seconds'
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

-- Writes outcomes once, and what follows from them: the first allowed join activates an enrollment, a missing link nudges the provisioner.
create function app.settle_attempts(p_organization uuid, p_settled jsonb, p_actor text, p_request_id text, p_now timestamptz) returns int
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
    returning a.id, a.session_id, a.student_id, a.outcome, a.facts
  loop
    n := n + 1;
    if j.outcome = 'allowed' and j.facts -> 'enrollment' ->> 'state' = 'BATCH_ASSIGNED' then
      insert into public.outbox (organization_id, event, payload) values (p_organization, 'session.joined', jsonb_build_object('sessionId', j.session_id, 'enrollmentId', j.facts -> 'enrollment' ->> 'id'));
    elsif j.outcome = 'join.no_link' then
      insert into public.outbox (organization_id, event, payload)
      select p_organization, 'session.link_missing', jsonb_build_object('sessionId', j.session_id, 'studentId', j.student_id)
       where not exists (select from public.outbox o where o.organization_id = p_organization and o.event = 'session.link_missing' and o.state in ('pending', 'claimed') and o.payload ->> 'sessionId' = j.session_id::text
         and o.payload ->> 'studentId' = j.student_id::text);
    end if;
  end loop;
  return n;
end $$;

-- A claim of links to make: a lease and the fencing token, as for the outbox.
create function app.claim_registrant_links(p_limit int, p_session uuid, p_student uuid) returns table (id uuid, session_id uuid, student_id uuid, alias text, attempts int)
language sql volatile as $$
  update registrant_links l set due_at = clock_timestamp() + interval '60 seconds', attempts = l.attempts + 1
    from (select x.id from registrant_links x join sessions s on s.organization_id = x.organization_id and s.id = x.session_id
          where x.organization_id = app.organization_id() and x.state = 'wanted' and x.due_at <= clock_timestamp()
            and (p_session is null or x.session_id = p_session) and (p_student is null or x.student_id = p_student)
          order by s.starts_at, x.due_at limit p_limit for update of x skip locked) due
   where l.id = due.id
  returning l.id, l.session_id, l.student_id, l.alias, l.attempts
$$;
grant execute on function app.claim_registrant_links(int, uuid, uuid) to hub_app;

-- Seats for people who must not count: a student sees how many are free and nothing of who sits there.
create function app.seats_free(p_batch uuid) returns int language sql stable security definer set search_path = pg_catalog, public, app as $$
  select greatest(0, b.capacity
    - (select count(*)::int from public.batch_assignments a where a.organization_id = b.organization_id and a.batch_id = b.id and a.state in ('assigned', 'active'))
    - (select count(*)::int from public.seat_holds h where h.organization_id = b.organization_id and h.batch_id = b.id and h.released_at is null and h.expires_at > clock_timestamp()))
  from public.batches b where b.organization_id = app.organization_id() and b.id = p_batch
$$;

call app.own_function('app.ledger_sums(uuid, uuid)', 'hub_gate', '{}');
call app.own_function('app.join_facts(text, bytea, text, text, timestamptz, text, boolean)', 'hub_gate');
call app.own_function('app.settle_attempts(uuid, jsonb, text, text, timestamptz)', 'hub_gate');
call app.own_function('app.seats_free(uuid)', 'hub_gate');

-- Whether a class that should be over still runs: the one fact of a meeting a student's page needs.
create function app.class_still_running(p_session uuid) returns boolean language sql stable security definer set search_path = pg_catalog, public, app as $$
  select coalesce((select m.meeting_started_at is not null and m.meeting_ended_at is null from public.session_meetings m
    where m.organization_id = app.organization_id() and m.session_id = p_session), false)
$$;
call app.own_function('app.class_still_running(uuid)', 'hub_gate');
