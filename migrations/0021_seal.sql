-- The record is sealed at night: its rows are chained by digests, so that whoever could alter it, the database's owner included, cannot do
-- so unseen by somebody who kept the last digest elsewhere.

-- What is recorded and not sealed yet. Transactions end in another order than they began, and a row's time is its request's: neither says
-- what a seal has seen. A row waits here from the transaction that wrote it until the one that seals it, so no two seals and no gap share it.
create table audit_unsealed (
  organization_id uuid not null default app.organization_id(),
  audit_id uuid not null,
  primary key (organization_id, audit_id)
);
call app.protect('audit_unsealed', 'staff', 'machinery', 'select', key_column => 'audit_id');
call app.open_to_gate('audit_unsealed', 'select, delete');
grant insert on audit_unsealed to hub_auditor;
create policy auditor on audit_unsealed for insert to hub_auditor with check (true);

-- `records` are the rows a seal covers, in its order; `total` counts them with those of all seals before.
create table audit_seals (
  id uuid primary key default app.uuidv7(),
  organization_id uuid not null default app.organization_id() references organizations (id),
  number int not null check (number > 0),
  sealed_at timestamptz not null default app.now(),
  digest bytea not null check (octet_length(digest) = 32),
  records uuid[] not null,
  total bigint not null,
  unique (organization_id, number)
);
call app.protect('audit_seals', 'staff', 'evidence', 'select');
call app.open_to_gate('audit_seals', 'select, insert');
call app.open_to_gate('audit_logs', 'select');

-- Once for all rows of a statement. Whoever writes the record, this follows: who forgot it would leave a row outside every seal.
create function app.await_seal() returns trigger language plpgsql as $$
begin
  insert into public.audit_unsealed (organization_id, audit_id) select organization_id, id from recorded;
  return null;
end $$;
-- Made before the rows there are wait, so that none is written between: it locks out writers until the end.
create trigger await_seal after insert on audit_logs referencing new table as recorded for each statement execute function app.await_seal();
insert into audit_unsealed (organization_id, audit_id) select organization_id, id from audit_logs;

-- Seals at most so many waiting rows and answers the head of the chain. One at a time for a school. `p_after`: the last row of the seal made
-- just before, so that the next does not walk again past all that was removed there. A row that waits and is gone counts as
-- nothing in the digest, and shows as gone wherever the chain is verified. What is hashed is said once more, by its own words, in
-- app/domain/audit/verify-audit.ts: a verifier that asked this function would believe whoever changed it.
create function app.seal_audit(p_most int, p_after uuid) returns jsonb language plpgsql security definer set search_path = pg_catalog, public, app set plan_cache_mode = force_generic_plan as $$
declare
  org constant uuid := app.organization_id();
  night constant timestamptz := app.now();
  waiting uuid[];
  head record;
  chained bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit_seals ' || org, 0));
  waiting := array(select u.audit_id from public.audit_unsealed u where u.organization_id = org and u.audit_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000') order by u.audit_id limit p_most);
  select s.number, s.digest, s.total into head from public.audit_seals s where s.organization_id = org order by s.number desc limit 1;
  if cardinality(waiting) > 0 then
    select sha256(convert_to(jsonb_build_array(org, coalesce(head.number, 0) + 1, extract(epoch from night))::text, 'UTF8') || coalesce(head.digest, '') || coalesce(string_agg(
        sha256(convert_to(jsonb_build_array(a.id, a.organization_id, extract(epoch from a.at), a.kind, a.entity, a.entity_id, a.action, a.actor, a.on_behalf_of, a.reason, a.request_id,
          a.subject_id, a.batch_id, a.before, a.after)::text, 'UTF8')), ''::bytea order by w.n), ''))
      into chained
      from unnest(waiting) with ordinality w(id, n) join public.audit_logs a on a.organization_id = org and a.id = w.id;
    insert into public.audit_seals (organization_id, number, sealed_at, digest, records, total)
    values (org, coalesce(head.number, 0) + 1, night, chained, waiting, coalesce(head.total, 0) + cardinality(waiting))
    returning number, digest, total into head;
    delete from public.audit_unsealed u where u.organization_id = org and u.audit_id = any (waiting);
  end if;
  return jsonb_build_object('sealed', cardinality(waiting), 'number', head.number, 'digest', encode(head.digest, 'hex'), 'last', waiting[cardinality(waiting)]);
end $$;
call app.own_function('app.seal_audit(int, uuid)', 'hub_gate');
