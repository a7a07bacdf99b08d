-- The few functions that cross a wall. All are owned by hub_gate, pin their search_path and name the organization themselves.

call app.open_to_gate('organizations', 'select');
call app.open_to_gate('organization_hosts', 'select');
call app.open_to_gate('policies', 'select');
call app.open_to_gate('users', 'select, insert');
call app.open_to_gate('user_emails', 'select, insert, update');
call app.open_to_gate('memberships', 'select, insert, update');
call app.open_to_gate('student_profiles', 'select');
call app.open_to_gate('staff_profiles', 'select, insert');
call app.open_to_gate('allowed_staff_emails', 'select');
call app.open_to_gate('google_identities', 'select, insert');
call app.open_to_gate('auth_sessions', 'select, insert, update, delete');
call app.open_to_gate('auth_codes', 'select, insert, update, delete');
call app.open_to_gate('auth_misses', 'select, insert, delete');
call app.open_to_gate('unmatched_sign_ins', 'select, insert, update');
call app.open_to_gate('oauth_states', 'select, insert, update, delete');
call app.open_to_gate('oauth_handoffs', 'select, insert, update, delete');
call app.open_to_gate('outbox', 'select, insert, update');
call app.open_to_gate('deliveries', 'select, update');

create function app.set_caller(p_organization uuid, p_user uuid, p_member uuid, p_role text, p_scope text, p_actor text, p_action text, p_reason text, p_request_id text, p_now timestamptz)
returns void language plpgsql volatile as $$
begin
  perform set_config('app.organization_id', p_organization::text, true), set_config('app.user_id', coalesce(p_user::text, ''), true),
    set_config('app.member_id', coalesce(p_member::text, ''), true), set_config('app.role', coalesce(p_role, ''), true), set_config('app.scope', p_scope, true),
    set_config('app.actor', p_actor, true), set_config('app.action', coalesce(p_action, ''), true), set_config('app.reason', coalesce(p_reason, ''), true),
    set_config('app.request_id', coalesce(p_request_id, ''), true), set_config('app.now', p_now::text, true);
end $$;
grant execute on function app.set_caller(uuid, uuid, uuid, text, text, text, text, text, text, timestamptz) to hub_gate;

-- The tenant of a host, or HB404. Unknown hosts and closed schools look alike.
create function app.tenant_of(p_host text) returns organizations language plpgsql stable security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations;
begin
  select org.* into o from public.organization_hosts h join public.organizations org on org.id = h.organization_id where h.host = p_host and org.state = 'active';
  if o.id is null then raise exception using errcode = 'HB404', message = 'unknown host'; end if;
  return o;
end $$;

create function app.tenant_json(o organizations) returns jsonb language sql stable as $$
  select jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'zone', o.zone, 'locale', o.locale, 'currency', o.currency, 'brand', o.brand, 'letter', o.letter,
    'words', o.words, 'supportEmail', o.support_email, 'supportPhone', o.support_phone, 'supportHours', o.support_hours, 'meetingOrigins', o.meeting_origins, 'pilot', o.pilot)
$$;
grant execute on function app.tenant_json(organizations) to hub_gate;

-- The entrance of every request. Portal student or staff: HB401 unless the auth session's user has that membership (staff: signed in
-- by Google). Public: the token is ignored. The hint lets queries be built before the truth is known; a stale one is HB409 with the right one in the detail.
create function app.enter(p_host text, p_digest bytea, p_portal text, p_hint text, p_now timestamptz, p_action text, p_reason text, p_request_id text)
returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare
  o public.organizations;
  who record;
  truth text;
begin
  o := app.tenant_of(p_host);
  if p_portal = 'public' then
    perform app.set_caller(o.id, null, null, null, 'none', 'anonymous', p_action, p_reason, p_request_id, p_now);
    return jsonb_build_object('tenant', app.tenant_json(o));
  end if;
  select s.id as session_id, s.method, s.last_seen_at, m.user_id, m.id as member_id, m.role, m.kind into who
    from public.auth_sessions s
    join public.users u on u.organization_id = s.organization_id and u.id = s.user_id and u.disabled_at is null
    join public.memberships m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.disabled_at is null
      and m.kind = case p_portal when 'staff' then 'staff' else 'student' end
   where s.token_digest = p_digest and s.organization_id = o.id and s.revoked_at is null and s.idle_expires_at > p_now and s.absolute_expires_at > p_now
     and (p_portal <> 'staff' or s.method = 'google');
  if who.session_id is null then
    -- The tenant stays known, so that the sign-in page can be shown in its colours.
    raise exception using errcode = 'HB401', message = 'no auth session';
  end if;
  truth := who.user_id::text || '.' || who.member_id::text || '.' || who.role;
  if p_hint is not null and p_hint <> truth then
    raise exception using errcode = 'HB409', message = 'stale hint', detail = truth;
  end if;
  perform app.set_caller(o.id, who.user_id, who.member_id, who.role, case who.kind when 'staff' then 'org' else 'own' end,
    'member:' || who.member_id::text, p_action, p_reason, p_request_id, p_now);
  return jsonb_build_object('tenant', app.tenant_json(o), 'userId', who.user_id, 'memberId', who.member_id, 'role', who.role, 'sessionId', who.session_id,
    'touchDue', who.last_seen_at < p_now - case who.kind when 'staff' then interval '5 minutes' else interval '1 hour' end);
end $$;

-- The entrance of jobs, subscribers, providers, the demo actor and org create (whose row need not exist yet).
create function app.enter_system(p_organization uuid, p_actor text, p_action text, p_reason text, p_request_id text, p_now timestamptz)
returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations;
begin
  if p_actor is null or p_actor !~ '^(system|provider):[a-z0-9_-]+$' then raise exception 'a system actor is named system:<job> or provider:<name>'; end if;
  perform app.set_caller(p_organization, null, null, 'system', 'org', p_actor, p_action, p_reason, p_request_id, p_now);
  select org.* into o from public.organizations org where org.id = p_organization;
  return jsonb_build_object('tenant', case when o.id is not null then app.tenant_json(o) end);
end $$;

-- Which organizations a cron message goes to. A job's own query finds what is due; this names the schools in service.
create function app.organizations_in_service() returns table (id uuid, slug text, zone text) language sql stable security definer set search_path = pg_catalog, public, app as $$
  select o.id, o.slug, o.zone from public.organizations o where o.state = 'active' order by o.slug
$$;

-- One-time codes ------------------------------------------------------------------------------------------------------

create function app.auth_limits_full(p_organization uuid, p_ip text, p_now timestamptz) returns boolean language sql stable as $$
  select count(*) >= 60 from (select from auth_misses m where m.organization_id = p_organization and m.ip_key = p_ip and m.at > p_now - interval '10 minutes' limit 60) x
$$;
grant execute on function app.auth_limits_full(uuid, text, timestamptz) to hub_gate;

-- One trip: limits under advisory locks (address, then network address), the code row and the outbox event, alike for known and unknown addresses.
create function app.request_code(p_host text, p_email text, p_flow_id uuid, p_flow_digest bytea, p_code_digest text, p_sealed text, p_ip text, p_next text, p_now timestamptz, p_request_id text)
returns jsonb language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare
  o public.organizations; known uuid; recent int; daily int; oldest timestamptz; first_of_day timestamptz;
begin
  o := app.tenant_of(p_host);
  perform app.set_caller(o.id, null, null, null, 'none', 'anonymous', 'auth.request_code', null, p_request_id, p_now);
  perform pg_advisory_xact_lock(hashtextextended('auth:' || o.id || p_email, 1));
  perform pg_advisory_xact_lock(hashtextextended('auth:' || p_ip, 2));
  if app.auth_limits_full(o.id, p_ip, p_now) then
    return jsonb_build_object('outcome', 'too_many', 'why', 'network', 'retryAt', p_now + interval '10 minutes', 'tenant', app.tenant_json(o));
  end if;
  select count(*) filter (where created_at > p_now - interval '15 minutes'), count(*), min(created_at) filter (where created_at > p_now - interval '15 minutes'), min(created_at)
    into recent, daily, oldest, first_of_day from public.auth_codes c where c.organization_id = o.id and c.email = p_email and c.kind = 'email' and c.created_at > p_now - interval '24 hours' and c.created_at <= p_now;
  if recent >= 5 or daily >= 15 then
    return jsonb_build_object('outcome', 'too_many', 'why', 'address', 'tenant', app.tenant_json(o),
      'retryAt', case when daily >= 15 then first_of_day + interval '1 day' else oldest + interval '15 minutes' end);
  end if;
  select e.user_id into known from public.user_emails e
    join public.users u on u.organization_id = e.organization_id and u.id = e.user_id and u.disabled_at is null
    join public.memberships m on m.organization_id = e.organization_id and m.user_id = e.user_id and m.kind = 'student' and m.disabled_at is null
   where e.organization_id = o.id and e.email = p_email;
  if known is null then
    insert into public.auth_misses (organization_id, ip_key, kind, at) values (o.id, p_ip, 'unknown_address', p_now);
    insert into public.unmatched_sign_ins (organization_id, email, first_at, last_at) values (o.id, p_email, p_now, p_now)
      on conflict (organization_id, email) do update set last_at = excluded.last_at, tries = public.unmatched_sign_ins.tries + 1;
  end if;
  insert into public.auth_codes (id, organization_id, flow_digest, email, user_id, code_digest, sealed_code, next_path, created_at, expires_at)
    values (p_flow_id, o.id, p_flow_digest, p_email, known, p_code_digest, p_sealed, p_next, p_now, p_now + interval '10 minutes');
  insert into public.outbox (organization_id, event, payload) values (o.id, 'auth.code_requested', jsonb_build_object('flowId', p_flow_id));
  return jsonb_build_object('outcome', 'sent', 'tenant', app.tenant_json(o), 'sends', recent + 1);
end $$;

-- What the confirm page may know of its own flow.
create function app.read_flow(p_host text, p_flow_digest bytea, p_now timestamptz) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations; c public.auth_codes;
begin
  o := app.tenant_of(p_host);
  select * into c from public.auth_codes a where a.organization_id = o.id and a.flow_digest = p_flow_digest;
  return jsonb_build_object('tenant', app.tenant_json(o), 'flow', case when c.id is not null then
    jsonb_build_object('email', c.email, 'createdAt', c.created_at, 'expiresAt', c.expires_at, 'consumed', c.consumed_at is not null, 'attempts', c.attempts, 'next', c.next_path) end);
end $$;

-- Adds a wrong try under the row's lock and hands out the digest; TypeScript compares in constant time and decides. The candidate's digest
-- comes along so that a wrong try, and no other, counts in the same trip, against the code and against its network address: whole classes
-- type their codes behind one carrier address in the same second, and a right code submitted many times at once is no guessing.
create function app.take_code(p_host text, p_flow_digest bytea, p_candidate text, p_ip text, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations; c public.auth_codes; state text;
begin
  o := app.tenant_of(p_host);
  if app.auth_limits_full(o.id, p_ip, p_now) then return jsonb_build_object('state', 'too_many_network', 'tenant', app.tenant_json(o)); end if;
  select * into c from public.auth_codes a where a.organization_id = o.id and a.flow_digest = p_flow_digest for update;
  state := case when c.id is null then 'gone' when c.consumed_at is not null then 'used' when c.expires_at <= p_now then 'expired' when c.attempts >= 5 then 'too_many' else 'open' end;
  if state = 'open' and (p_candidate is distinct from c.code_digest or c.user_id is null) then
    update public.auth_codes set attempts = attempts + 1 where id = c.id;
    insert into public.auth_misses (organization_id, ip_key, kind, flow_id, at) values (o.id, p_ip, 'wrong_code', c.id, p_now);
  end if;
  return jsonb_build_object('state', state, 'digest', c.code_digest, 'known', c.user_id is not null, 'triesLeft', greatest(0, 4 - c.attempts), 'next', c.next_path,
    'consumedAt', c.consumed_at, 'tenant', app.tenant_json(o));
end $$;

create function app.open_auth_session(p_organization uuid, p_user uuid, p_method text, p_token bytea, p_device text, p_now timestamptz) returns uuid
language plpgsql volatile as $$
declare made uuid := app.uuidv7(); staff boolean := p_method = 'google';
begin
  insert into public.auth_sessions (id, organization_id, user_id, token_digest, method, device, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
  values (made, p_organization, p_user, p_token, p_method, left(p_device, 120), p_now, p_now,
    p_now + case when staff then interval '8 hours' else interval '30 days' end, p_now + case when staff then interval '24 hours' else interval '180 days' end);
  perform app.note('auth', 'auth_sessions', made, 'auth.signed_in', jsonb_build_object('user_id', p_user, 'method', p_method));
  return made;
end $$;
grant execute on function app.open_auth_session(uuid, uuid, text, bytea, text, timestamptz) to hub_gate;

-- Consumes the code once, makes the auth session, links a student created ahead. 50 at once: one wins, the others read 'used'.
create function app.finish_sign_in(p_host text, p_flow_digest bytea, p_token bytea, p_device text, p_now timestamptz, p_request_id text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations; c public.auth_codes; m public.memberships;
begin
  o := app.tenant_of(p_host);
  update public.auth_codes a set consumed_at = p_now, sealed_code = null
    where a.organization_id = o.id and a.flow_digest = p_flow_digest and a.consumed_at is null and a.expires_at > p_now and a.user_id is not null returning * into c;
  if c.id is null then return jsonb_build_object('outcome', 'used'); end if;
  select * into m from public.memberships x where x.organization_id = o.id and x.user_id = c.user_id and x.kind = 'student' and x.disabled_at is null;
  if m.id is null then return jsonb_build_object('outcome', 'used'); end if;
  perform app.set_caller(o.id, c.user_id, m.id, m.role, 'own', 'member:' || m.id, 'auth.sign_in', null, p_request_id, p_now);
  update public.user_emails e set verified_at = p_now where e.organization_id = o.id and e.email = c.email and e.verified_at is null;
  update public.memberships x set first_signed_in_at = p_now where x.id = m.id and x.first_signed_in_at is null;
  -- Wrong tries that ended in the right code were typing errors.
  delete from public.auth_misses a where a.organization_id = o.id and a.flow_id = c.id;
  perform app.open_auth_session(o.id, c.user_id, case c.kind when 'spoken' then 'spoken_code' else 'email_code' end, p_token, p_device, p_now);
  return jsonb_build_object('outcome', 'signed_in', 'userId', c.user_id, 'memberId', m.id, 'role', m.role, 'next', c.next_path);
end $$;

-- For the mailer's subscriber: the sealed code and its address, once more until sent or expired.
create function app.read_code_mail(p_flow_id uuid, p_now timestamptz) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, public, app as $$
declare c public.auth_codes;
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'jobs only'; end if;
  select * into c from public.auth_codes a where a.organization_id = app.organization_id() and a.id = p_flow_id;
  if c.id is null then return null; end if;
  return jsonb_build_object('email', c.email, 'userId', c.user_id, 'sealed', c.sealed_code, 'expiresAt', c.expires_at, 'live', c.consumed_at is null and c.expires_at > p_now,
    'createdAt', c.created_at);
end $$;

-- Erases codes that were sent (by id) or that expired; the sweep (no id) also forgets old flows.
create function app.erase_codes(p_flow_id uuid, p_now timestamptz) returns int language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare n int;
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'jobs only'; end if;
  update public.auth_codes a set sealed_code = null where a.organization_id = app.organization_id() and a.sealed_code is not null and (a.id = p_flow_id or a.expires_at <= p_now);
  get diagnostics n = row_count;
  if p_flow_id is null then
    -- Limits look back one day; addresses are not kept longer than they serve.
    delete from public.auth_codes a where a.organization_id = app.organization_id() and a.created_at < p_now - interval '2 days';
    delete from public.auth_misses a where a.organization_id = app.organization_id() and a.at < p_now - interval '1 day';
  end if;
  return n;
end $$;

-- Google sign-in ------------------------------------------------------------------------------------------------------

create function app.start_oauth(p_host text, p_state bytea, p_flow bytea, p_sealed_verifier text, p_nonce text, p_next text, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations;
begin
  o := app.tenant_of(p_host);
  delete from public.oauth_states s where s.expires_at < p_now - interval '1 day';
  insert into public.oauth_states (organization_id, state_digest, host, flow_digest, sealed_verifier, nonce, next_path, created_at, expires_at)
  values (o.id, p_state, p_host, p_flow, p_sealed_verifier, p_nonce, p_next, p_now, p_now + interval '10 minutes');
  return jsonb_build_object('tenant', app.tenant_json(o));
end $$;

-- On the auth host: a state is good once. A used or expired one still says where its browser came from, so that it can be sent back there.
create function app.take_oauth_state(p_state bytea, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare s public.oauth_states;
begin
  update public.oauth_states x set consumed_at = p_now where x.state_digest = p_state and x.consumed_at is null and x.expires_at > p_now returning * into s;
  if s.id is not null then
    return jsonb_build_object('outcome', 'open', 'host', s.host, 'sealedVerifier', s.sealed_verifier, 'nonce', s.nonce);
  end if;
  return jsonb_build_object('outcome', 'gone', 'host', (select x.host from public.oauth_states x where x.state_digest = p_state));
end $$;

create function app.make_handoff(p_state bytea, p_handoff bytea, p_sub text, p_email text, p_name text, p_now timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare s public.oauth_states;
begin
  select * into s from public.oauth_states x where x.state_digest = p_state and x.consumed_at is not null and x.expires_at > p_now;
  if s.id is null then return false; end if;
  -- One state makes one handoff.
  update public.oauth_states x set expires_at = p_now where x.id = s.id;
  delete from public.oauth_handoffs h where h.expires_at < p_now - interval '1 day';
  insert into public.oauth_handoffs (organization_id, handoff_digest, flow_digest, sub, email, full_name, next_path, expires_at)
  values (s.organization_id, p_handoff, s.flow_digest, p_sub, p_email, p_name, s.next_path, p_now + interval '60 seconds');
  return true;
end $$;

-- On the tenant's host: single use, only in the browser that began (the flow cookie never reaches the auth host), only for listed people.
create function app.redeem_handoff(p_host text, p_handoff bytea, p_flow bytea, p_token bytea, p_device text, p_now timestamptz, p_request_id text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare
  o public.organizations; h public.oauth_handoffs; person uuid; owner uuid; listed public.allowed_staff_emails; m public.memberships; made uuid;
begin
  o := app.tenant_of(p_host);
  update public.oauth_handoffs x set consumed_at = p_now
    where x.handoff_digest = p_handoff and x.organization_id = o.id and x.flow_digest = p_flow and x.consumed_at is null and x.expires_at > p_now returning * into h;
  if h.id is null then return jsonb_build_object('outcome', 'gone', 'tenant', app.tenant_json(o)); end if;
  perform app.set_caller(o.id, null, null, null, 'none', 'anonymous', 'auth.staff_sign_in', null, p_request_id, p_now);
  perform pg_advisory_xact_lock(hashtextextended('staff:' || o.id || h.email, 3));
  select * into listed from public.allowed_staff_emails a where a.organization_id = o.id and a.email = h.email and a.removed_at is null;
  -- Keyed on sub: an address can change hands at Google, the account cannot.
  select g.user_id into person from public.google_identities g where g.organization_id = o.id and g.sub = h.sub;
  select e.user_id into owner from public.user_emails e where e.organization_id = o.id and e.email = h.email;
  if person is null then
    person := owner;
    if exists (select from public.google_identities g where g.organization_id = o.id and g.user_id = person) then listed := null; end if;
  elsif owner is distinct from person and owner is not null then
    listed := null;
  end if;
  select * into m from public.memberships x where x.organization_id = o.id and x.user_id = person and x.kind = 'staff';
  if listed.id is null or m.disabled_at is not null or exists (select from public.users u where u.id = person and u.disabled_at is not null) then
    perform app.note('auth', 'oauth_handoffs', h.id, 'auth.staff_denied', jsonb_build_object('address', 'sha256:' || encode(sha256(convert_to(o.id::text || h.email, 'UTF8')), 'hex')));
    return jsonb_build_object('outcome', 'denied', 'email', h.email, 'tenant', app.tenant_json(o));
  end if;
  if person is null then
    person := app.uuidv7();
    insert into public.users (id, organization_id) values (person, o.id);
    insert into public.user_emails (organization_id, user_id, email, verified_at) values (o.id, person, h.email, p_now);
  elsif owner is null then
    -- The account's address was changed at Google, and the new one is listed.
    insert into public.user_emails (organization_id, user_id, email, is_primary, verified_at) values (o.id, person, h.email, false, p_now);
  else
    update public.user_emails e set verified_at = p_now where e.organization_id = o.id and e.email = h.email and e.verified_at is null;
  end if;
  if m.id is null then
    insert into public.memberships (organization_id, user_id, kind, role, first_signed_in_at) values (o.id, person, 'staff', listed.role, p_now) returning * into m;
    insert into public.staff_profiles (id, organization_id, full_name) values (m.id, o.id, coalesce(listed.full_name, h.full_name));
  elsif m.first_signed_in_at is null then
    update public.memberships x set first_signed_in_at = p_now, role = listed.role where x.id = m.id returning * into m;
  elsif m.role <> listed.role then
    update public.memberships x set role = listed.role where x.id = m.id returning * into m;
  end if;
  insert into public.google_identities (organization_id, sub, user_id) values (o.id, h.sub, person) on conflict (organization_id, sub) do nothing;
  perform set_config('app.actor', 'member:' || m.id, true);
  made := app.open_auth_session(o.id, person, 'google', p_token, p_device, p_now);
  return jsonb_build_object('outcome', 'signed_in', 'userId', person, 'memberId', m.id, 'role', m.role, 'next', h.next_path, 'tenant', app.tenant_json(o));
end $$;

-- Auth sessions -------------------------------------------------------------------------------------------------------

create function app.my_auth_sessions(p_now timestamptz) returns table (id uuid, method text, device text, created_at timestamptz, last_seen_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, app as $$
  select s.id, s.method, s.device, s.created_at, s.last_seen_at from public.auth_sessions s
  where s.organization_id = app.organization_id() and s.user_id = app.user_id() and s.revoked_at is null and s.idle_expires_at > p_now and s.absolute_expires_at > p_now
  order by s.last_seen_at desc limit 50
$$;

-- One of the caller's own (p_id), or all but the one in use (p_keep).
create function app.revoke_auth_sessions(p_id uuid, p_keep uuid, p_now timestamptz) returns int language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare n int := 0; gone uuid;
begin
  for gone in update public.auth_sessions s set revoked_at = p_now
    where s.organization_id = app.organization_id() and s.user_id = app.user_id() and s.revoked_at is null and (p_id is null or s.id = p_id) and s.id is distinct from p_keep returning s.id
  loop
    n := n + 1;
    perform app.note('auth', 'auth_sessions', gone, coalesce(app.setting('action'), 'auth_session.revoke'));
  end loop;
  return n;
end $$;

-- Ends the staff auth sessions of the person an address stands for, in the transaction that takes it off the allowlist. The lock is
-- redeem_handoff's: a sign-in under way has either made its session, which ends here, or finds the address gone.
create function app.end_staff_auth_sessions(p_email text, p_now timestamptz) returns int language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare n int := 0; gone uuid; org uuid := app.organization_id();
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'staff only'; end if;
  perform pg_advisory_xact_lock(hashtextextended('staff:' || org || p_email, 3));
  for gone in update public.auth_sessions s set revoked_at = p_now
    where s.organization_id = org and s.method = 'google' and s.revoked_at is null
      and s.user_id = (select e.user_id from public.user_emails e where e.organization_id = org and e.email = p_email) returning s.id
  loop
    n := n + 1;
    perform app.note('auth', 'auth_sessions', gone, coalesce(app.setting('action'), 'allowlist.manage'));
  end loop;
  return n;
end $$;

create function app.sign_out(p_host text, p_digest bytea, p_now timestamptz, p_request_id text) returns boolean language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations; s public.auth_sessions;
begin
  o := app.tenant_of(p_host);
  update public.auth_sessions x set revoked_at = p_now where x.token_digest = p_digest and x.organization_id = o.id and x.revoked_at is null returning * into s;
  if s.id is null then return false; end if;
  perform app.set_caller(o.id, s.user_id, null, null, 'none', 'user:' || s.user_id, 'auth.sign_out', null, p_request_id, p_now);
  perform app.note('auth', 'auth_sessions', s.id, 'auth.signed_out');
  return true;
end $$;

create function app.touch_auth_session(p_host text, p_digest bytea, p_now timestamptz) returns boolean language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare o public.organizations;
begin
  o := app.tenant_of(p_host);
  update public.auth_sessions s set last_seen_at = p_now,
    idle_expires_at = least(s.absolute_expires_at, p_now + case s.method when 'google' then interval '8 hours' else interval '30 days' end)
  where s.token_digest = p_digest and s.organization_id = o.id and s.revoked_at is null and s.last_seen_at < p_now;
  return found;
end $$;

-- Claims ---------------------------------------------------------------------------------------------------------------
-- A lease of 60 s and the fencing token `attempts`. A lapsed lease is claimed again without a change of state.

create function app.claim_outbox(p_organization uuid, p_ids uuid[], p_limit int) returns table (id uuid, organization_id uuid, event text, payload jsonb, actor text, request_id text, at timestamptz, attempts int, most_attempts int)
language sql volatile security definer set search_path = pg_catalog, public, app as $$
  update public.outbox o set state = 'claimed', due_at = clock_timestamp() + interval '60 seconds', queued_until = null, attempts = o.attempts + 1
    from (select x.id from public.outbox x where x.state in ('pending', 'claimed') and x.due_at <= clock_timestamp()
            and (p_organization is null or x.organization_id = p_organization) and (p_ids is null or x.id = any (p_ids))
          order by x.due_at limit p_limit for update skip locked) due
   where o.id = due.id
  returning o.id, o.organization_id, o.event, o.payload, o.actor, o.request_id, o.at, o.attempts, o.most_attempts
$$;

-- Ids of what is due, for the relay to send to the queue; the consumer claims. What was sent is not sent again for a while, and is
-- when the queue lost it. `spent` are those whose runtime died at the last try they had: the consumer buries them.
create function app.dispatch_outbox(p_limit int) returns table (id uuid, organization_id uuid, event text, spent boolean)
language sql volatile security definer set search_path = pg_catalog, public, app as $$
  update public.outbox o set queued_until = clock_timestamp() + interval '45 seconds'
    from (select x.id from public.outbox x where x.state in ('pending', 'claimed') and x.due_at <= clock_timestamp() and (x.queued_until is null or x.queued_until <= clock_timestamp())
          order by x.due_at limit p_limit for update skip locked) due
   where o.id = due.id
  returning o.id, o.organization_id, o.event, o.attempts >= o.most_attempts
$$;
create function app.dispatch_deliveries(p_limit int) returns table (id uuid, organization_id uuid, urgent boolean)
language sql volatile security definer set search_path = pg_catalog, public, app as $$
  update public.deliveries d set queued_until = clock_timestamp() + case when d.urgent then interval '45 seconds' else interval '2 minutes' end
    from (select x.id from public.deliveries x where x.state in ('queued', 'sending') and x.due_at <= clock_timestamp() and (x.queued_until is null or x.queued_until <= clock_timestamp())
          order by x.urgent desc, x.due_at limit p_limit for update skip locked) due
   where d.id = due.id
  returning d.id, d.organization_id, d.urgent
$$;

do $$
declare f regprocedure;
begin
  foreach f in array array[
    'app.tenant_of(text)', 'app.enter(text, bytea, text, text, timestamptz, text, text, text)', 'app.enter_system(uuid, text, text, text, text, timestamptz)', 'app.organizations_in_service()',
    'app.request_code(text, text, uuid, bytea, text, text, text, text, timestamptz, text)', 'app.read_flow(text, bytea, timestamptz)', 'app.take_code(text, bytea, text, text, timestamptz)',
    'app.finish_sign_in(text, bytea, bytea, text, timestamptz, text)', 'app.read_code_mail(uuid, timestamptz)', 'app.erase_codes(uuid, timestamptz)',
    'app.start_oauth(text, bytea, bytea, text, text, text, timestamptz)', 'app.take_oauth_state(bytea, timestamptz)', 'app.make_handoff(bytea, bytea, text, text, text, timestamptz)',
    'app.redeem_handoff(text, bytea, bytea, bytea, text, timestamptz, text)', 'app.my_auth_sessions(timestamptz)', 'app.revoke_auth_sessions(uuid, uuid, timestamptz)', 'app.end_staff_auth_sessions(text, timestamptz)',
    'app.sign_out(text, bytea, timestamptz, text)', 'app.touch_auth_session(text, bytea, timestamptz)', 'app.claim_outbox(uuid, uuid[], int)', 'app.dispatch_outbox(int)', 'app.dispatch_deliveries(int)'
  ]::regprocedure[] loop
    call app.own_function(f, 'hub_gate');
  end loop;
end $$;
