-- Run once by the admin role of a fresh cluster (locally the superuser, on Neon the console's role), before the first
-- migration. Idempotent. New roles are no superusers, and Neon's admin may not even say so. The two passwords are filled in by the caller.
--   hub_owner   migrates; owns tables and plain functions
--   hub_app     serves requests, jobs and queues; owns nothing, bypasses nothing
--   hub_gate    owns the few definer functions that cross a wall; cannot log in
--   hub_auditor owns the function that writes audit rows; cannot log in
do $$
begin
  if not exists (select from pg_roles where rolname = 'hub_owner') then create role hub_owner; end if;
  if not exists (select from pg_roles where rolname = 'hub_app') then create role hub_app; end if;
  if not exists (select from pg_roles where rolname = 'hub_gate') then create role hub_gate; end if;
  if not exists (select from pg_roles where rolname = 'hub_auditor') then create role hub_auditor; end if;
end $$;
alter role hub_owner login nobypassrls nocreatedb nocreaterole password :'owner_password';
alter role hub_app login nobypassrls nocreatedb nocreaterole password :'app_password';
alter role hub_gate nologin nobypassrls;
alter role hub_auditor nologin nobypassrls;
-- Without "inherit false" the gate's policies would hold for the owner through membership; "set" lets a migration hand functions over.
grant hub_gate, hub_auditor to hub_owner with inherit false, set true;
