import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "#tests/support/database";
import type { TestDatabase } from "#tests/support/database";

let hub: TestDatabase;
beforeAll(async () => {
  hub = await testDatabase();
});
afterAll(() => hub.drop());

type Key = { table: string; name: string; columns: string[]; target: string; indexed: boolean };
/** `indexed`: an index on the whole table, or on the rows where the key is not null, begins with the key's columns in any order. */
const foreignKeys = async (): Promise<Key[]> =>
  (
    await hub.owner.query<Key>(`
      select c.conrelid::regclass::text as "table", c.conname as name, c.confrelid::regclass::text as target,
        array(select a.attname::text from unnest(c.conkey) with ordinality k(attnum, at) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum order by k.at) as columns,
        exists (select from pg_index i where i.indrelid = c.conrelid and i.indpred is null
          and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] <@ c.conkey) as indexed
      from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1, 2`)
  ).rows;

/** Keys without an index of their own, and why that is right. */
const unindexed: Readonly<Record<string, string>> = {
  "payments.payments_organization_id_reverses_id_fkey":
    "a reversal names its entry: the unique index on the rows that have one serves it",
  "seat_holds.seat_holds_organization_id_batch_id_fkey":
    "capacity asks for holds that stand; the index holds exactly those, and batches are never deleted",
};

describe("foreign keys", () => {
  it("include the tenant, so that no row can point into another school", async () => {
    const keys = await foreignKeys();
    expect(keys.length).toBeGreaterThan(40);
    const loose = keys.filter(
      ({ columns, target }) => columns[0] !== "organization_id" && !["organizations", "audit_logs"].includes(target),
    );
    expect(loose).toEqual([]);
    // audit_personal shares its row's key; both are written by one trigger.
    expect(keys.filter(({ target }) => target === "audit_logs").map(({ table }) => table)).toEqual(["audit_personal"]);
  });

  it("have an index that begins with their columns", async () => {
    const without = (await foreignKeys()).filter((key) => !key.indexed && key.target !== "organizations");
    expect(without.map(({ table, name }) => `${table}.${name}`)).toEqual(Object.keys(unindexed).toSorted());
  });

  it("to the organization are served by a key or an index that begins with it", async () => {
    const without = (await foreignKeys()).filter((key) => !key.indexed && key.target === "organizations");
    expect(without.map(({ table }) => table)).toEqual([]);
  });
});

describe("primary and reference keys", () => {
  it("every table that others point into has (organization_id, id) as its target", async () => {
    const { rows } = await hub.owner.query<{ target: string; columns: string[] }>(`
      select distinct c.confrelid::regclass::text as target,
        array(select a.attname::text from unnest(c.confkey) with ordinality k(attnum, at) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum order by k.at) as columns
      from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.confrelid not in ('organizations'::regclass, 'audit_logs'::regclass)`);
    for (const { target, columns } of rows) expect(columns, target).toEqual(["organization_id", "id"]);
  });

  it("every id is a uuid, and one made by the database is a version 7", async () => {
    const { rows } = await hub.owner.query<{ table: string }>(
      `select c.relname as "table" from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'id' and a.atttypid <> 'uuid'::regtype`,
    );
    expect(rows).toEqual([]);
    const made = await hub.owner.query<{ id: string }>("select app.uuidv7() as id from generate_series(1, 100)");
    for (const { id } of made.rows)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number(`0x${made.rows[0]!.id.replaceAll("-", "").slice(0, 12)}`) / 1000).toBeCloseTo(Date.now() / 1000, -1);
  });

  it("money is whole paisa with its currency beside it", async () => {
    const { rows } = await hub.owner.query<{ table: string; type: string; column: string }>(
      `select c.relname as "table", a.attname as column, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (a.attname like '%paisa%' or format_type(a.atttypid, null) in ('money', 'numeric', 'real', 'double precision'))`,
    );
    expect(rows.length).toBeGreaterThan(4);
    for (const { table, column, type } of rows) expect(`${table}.${column} ${type}`).toMatch(/_paisa bigint$/);
  });

  it("instants carry their zone, and are called …_at", async () => {
    const { rows } = await hub.owner.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
         and (a.atttypid = 'timestamp'::regtype or (a.atttypid = 'timestamptz'::regtype and a.attname !~ '(^at|_at|_from|_until|_override)$'))`,
    );
    expect(rows).toEqual([]);
  });
});

it("rows that commands change carry a version that the database raises", async () => {
  const { rows } = await hub.owner.query<{ table: string }>(
    `select c.relname as "table" from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'version' and c.relname <> 'policies'
       and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'a_version')`,
  );
  expect(rows).toEqual([]);
});
