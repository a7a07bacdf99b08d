-- The student page: what staff needs to see and do about one person, and the ledger as a list.

-- Receipts that nobody has verified yet. The ledger itself is append-only and its verified entries grow for ever, so the few that wait
-- stand in a list of their own, which only the ledger's triggers write.
create table payments_waiting (
  payment_id uuid primary key,
  organization_id uuid not null default app.organization_id(),
  recorded_at timestamptz not null,
  unique (organization_id, payment_id),
  foreign key (organization_id, payment_id) references payments (organization_id, id)
);
create index payments_waiting_order on payments_waiting (organization_id, recorded_at, payment_id);
call app.protect('payments_waiting', 'staff', 'machinery', 'select');
call app.open_to_gate('payments_waiting', 'select, insert, delete');

-- A receipt waits from its entry until it is verified or reversed.
create function app.keep_payments_waiting() returns trigger language plpgsql security definer set search_path = pg_catalog, public, app as $$
begin
  if tg_table_name = 'payment_verifications' then
    delete from public.payments_waiting w where w.organization_id = new.organization_id and w.payment_id = new.payment_id;
    return null;
  end if;
  if new.kind = 'receipt' then
    insert into public.payments_waiting (payment_id, organization_id, recorded_at) values (new.id, new.organization_id, new.recorded_at);
  elsif new.kind = 'reversal' then
    delete from public.payments_waiting w where w.organization_id = new.organization_id and w.payment_id = new.reverses_id;
  end if;
  return null;
end $$;
call app.own_function('app.keep_payments_waiting()', 'hub_gate', array['hub_owner']::name[]);
create trigger waiting after insert on payments for each row execute function app.keep_payments_waiting();
create trigger waiting after insert on payment_verifications for each row execute function app.keep_payments_waiting();
insert into payments_waiting (payment_id, organization_id, recorded_at)
  select p.id, p.organization_id, p.recorded_at from payments p where p.kind = 'receipt'
    and not exists (select from payment_verifications v where v.organization_id = p.organization_id and v.payment_id = p.id)
    and not exists (select from payments r where r.organization_id = p.organization_id and r.reverses_id = p.id);

-- The ledger as a list, newest first, whole or of one kind.
create index payments_order on payments (organization_id, recorded_at desc, id desc);
create index payments_kind on payments (organization_id, kind, recorded_at desc, id desc);

-- One page of it. Not left to a query behind the wall: a student's own wall names a column, so the planner expects next to no row, and would
-- rather read and sort the whole ledger than walk along its order.
create function app.ledger_page(p_kind text, p_from timestamptz, p_until timestamptz, p_after_at timestamptz, p_after_id uuid, p_descending boolean, p_limit int)
returns table (id uuid) language plpgsql stable security definer set search_path = pg_catalog, public, app as $$
declare org uuid := app.organization_id(); first_at timestamptz := coalesce(p_from, '-infinity'); last_at timestamptz := coalesce(p_until, 'infinity');
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'staff only'; end if;
  if p_descending then
    p_after_at := coalesce(p_after_at, 'infinity'); p_after_id := coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    if p_kind is null then
      return query select p.id from public.payments p where p.organization_id = org and p.recorded_at >= first_at and p.recorded_at < last_at
        and (p.recorded_at, p.id) < (p_after_at, p_after_id) order by p.recorded_at desc, p.id desc limit p_limit;
    else
      return query select p.id from public.payments p where p.organization_id = org and p.kind = p_kind and p.recorded_at >= first_at and p.recorded_at < last_at
        and (p.recorded_at, p.id) < (p_after_at, p_after_id) order by p.recorded_at desc, p.id desc limit p_limit;
    end if;
  else
    p_after_at := coalesce(p_after_at, '-infinity'); p_after_id := coalesce(p_after_id, '00000000-0000-0000-0000-000000000000');
    if p_kind is null then
      return query select p.id from public.payments p where p.organization_id = org and p.recorded_at >= first_at and p.recorded_at < last_at
        and (p.recorded_at, p.id) > (p_after_at, p_after_id) order by p.recorded_at, p.id limit p_limit;
    else
      return query select p.id from public.payments p where p.organization_id = org and p.kind = p_kind and p.recorded_at >= first_at and p.recorded_at < last_at
        and (p.recorded_at, p.id) > (p_after_at, p_after_id) order by p.recorded_at, p.id limit p_limit;
    end if;
  end if;
end $$;
call app.own_function('app.ledger_page(text, timestamptz, timestamptz, timestamptz, uuid, boolean, int)', 'hub_gate');

-- Where somebody was signed in lately, for staff: devices and times, never a token. Ended ones too, because "I cannot get in" asks for both.
create function app.auth_sessions_of(p_user uuid, p_now timestamptz) returns table (id uuid, method text, device text, created_at timestamptz, last_seen_at timestamptz, live boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, app as $$
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'staff only'; end if;
  return query select s.id, s.method, s.device, s.created_at, s.last_seen_at,
      s.revoked_at is null and s.idle_expires_at > p_now and s.absolute_expires_at > p_now
    from public.auth_sessions s where s.organization_id = app.organization_id() and s.user_id = p_user and s.method <> 'google'
    order by s.last_seen_at desc limit 10;
end $$;
call app.own_function('app.auth_sessions_of(uuid, timestamptz)', 'hub_gate');

-- Takes an address away from a person: nobody signs in by it any more, whoever holds it. A code on its way is forgotten and the auth sessions
-- made by mailed codes end, because no one can tell which of them that address made. HB412 when the address is not theirs (any more).
grant delete on user_emails to hub_gate;
create function app.drop_address(p_user uuid, p_address_id uuid, p_now timestamptz) returns int language plpgsql volatile security definer set search_path = pg_catalog, public, app as $$
declare n int; gone text;
begin
  if app.scope() <> 'org' then raise exception using errcode = 'HB401', message = 'staff only'; end if;
  delete from public.user_emails e where e.organization_id = app.organization_id() and e.id = p_address_id and e.user_id = p_user returning e.email into gone;
  if gone is null then raise exception using errcode = 'HB412', message = 'address changed since it was read'; end if;
  delete from public.auth_codes c where c.organization_id = app.organization_id() and c.user_id = p_user and c.email = gone;
  update public.auth_sessions s set revoked_at = p_now
    where s.organization_id = app.organization_id() and s.user_id = p_user and s.method <> 'google' and s.revoked_at is null;
  get diagnostics n = row_count;
  return n;
end $$;
call app.own_function('app.drop_address(uuid, uuid, timestamptz)', 'hub_gate');
