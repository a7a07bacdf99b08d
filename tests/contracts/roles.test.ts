import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "#tests/support/database";
import type { TestDatabase } from "#tests/support/database";

let hub: TestDatabase;
beforeAll(async () => {
  hub = await testDatabase();
});
afterAll(() => hub.drop());

const all = async <T extends object>(text: string): Promise<T[]> => (await hub.owner.query(text)).rows as T[];

describe("the roles", () => {
  it("have no power beyond their grants", async () => {
    const roles = await all(
      "select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication as powerful from pg_roles where rolname like 'hub%' order by 1",
    );
    expect(roles).toEqual([
      { rolname: "hub_app", rolcanlogin: true, powerful: false },
      { rolname: "hub_auditor", rolcanlogin: false, powerful: false },
      { rolname: "hub_gate", rolcanlogin: false, powerful: false },
      { rolname: "hub_owner", rolcanlogin: true, powerful: false },
    ]);
  });

  it("are lent to the migrating role without their rights: policies would leak through membership", async () => {
    const lent = await all(
      `select r.rolname as role, m.inherit_option as inherits, m.set_option as sets from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
       where u.rolname like 'hub%' order by 1`,
    );
    expect(lent).toEqual([
      { role: "hub_auditor", inherits: false, sets: true },
      { role: "hub_gate", inherits: false, sets: true },
    ]);
  });

  it("that serve own nothing", async () => {
    const owned = await all(
      `select 'relation ' || c.oid::regclass as what from pg_class c where pg_get_userbyid(c.relowner) in ('hub_app', 'hub_auditor', 'hub_gate')
       union all select 'function ' || p.oid::regprocedure from pg_proc p where pg_get_userbyid(p.proowner) = 'hub_app'
       union all select 'schema ' || n.nspname from pg_namespace n where pg_get_userbyid(n.nspowner) in ('hub_app', 'hub_auditor', 'hub_gate')`,
    );
    expect(owned).toEqual([]);
  });

  it("that serve create nothing", async () => {
    const may = await all(
      `select r.rolname, n.nspname from pg_roles r cross join pg_namespace n where r.rolname in ('hub_app', 'hub_auditor', 'hub_gate') and n.nspname in ('app', 'public')
       and has_schema_privilege(r.rolname, n.oid, 'create')`,
    );
    expect(may).toEqual([]);
  });
});

describe("functions that act as their owner", () => {
  it("belong to the gate or the auditor, never to the migrating role", async () => {
    const owners = await all<{ owner: string }>(
      "select distinct pg_get_userbyid(proowner) as owner from pg_proc where pronamespace = 'app'::regnamespace and prosecdef order by 1",
    );
    expect(owners.map(({ owner }) => owner)).toEqual(["hub_auditor", "hub_gate"]);
  });

  it("pin their search path", async () => {
    const loose = await all(
      `select oid::regprocedure::text as name from pg_proc where pronamespace = 'app'::regnamespace and prosecdef
       and not exists (select from unnest(proconfig) setting where setting = 'search_path=pg_catalog, public, app')`,
    );
    expect(loose).toEqual([]);
  });

  it("run as the auditor only to write the audit", async () => {
    const names = await all<{ name: string }>(
      "select proname as name from pg_proc where pg_get_userbyid(proowner) = 'hub_auditor' order by 1",
    );
    expect(names.map(({ name }) => name)).toEqual(["audit_change", "note"]);
  });
});

describe("everybody", () => {
  it("may execute no function of ours", async () => {
    const open = await all(
      `select p.oid::regprocedure::text as name from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
       where p.pronamespace = 'app'::regnamespace and a.grantee = 0`,
    );
    expect(open).toEqual([]);
  });

  it("may touch no table of ours", async () => {
    const open = await all(
      `select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and a.grantee = 0`,
    );
    expect(open).toEqual([]);
  });
});

it("the worker's role may change no rule: not the transitions, not the tables' walls, not the ledger of migrations", async () => {
  const may = await all(
    `select t.name, p.privilege from (values ('state_transitions'), ('app.table_rules'), ('app.schema_migrations')) t(name), (values ('insert'), ('update'), ('delete'), ('truncate')) p(privilege)
     where has_table_privilege('hub_app', t.name, p.privilege)`,
  );
  expect(may).toEqual([]);
});

it("no role that serves may truncate anything", async () => {
  const may = await all(
    "select c.relname, r.rolname from pg_class c cross join pg_roles r where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and r.rolname in ('hub_app', 'hub_gate', 'hub_auditor') and has_table_privilege(r.rolname, c.oid, 'truncate')",
  );
  expect(may).toEqual([]);
});
