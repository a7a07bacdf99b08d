import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { assignmentWords, batchWords, enrollmentWords, paymentWords, roleWords, sessionWords } from "#app/copy";
import { joinRefusalWords } from "#app/join-words";
import { paymentStates } from "#domain/payments/payment-state";
import { joinRefusals } from "#domain/sessions/join/refusals";
import { staffRoles } from "#kernel/ctx";
import { pairs } from "#kernel/machine";
import { testDatabase } from "#tests/support/database";
import type { TestDatabase } from "#tests/support/database";
import { everyMachine } from "#tests/docs/house";

const machines = (await everyMachine()).map(({ machine }) => machine);

let hub: TestDatabase;
beforeAll(async () => {
  hub = await testDatabase();
});
afterAll(() => hub.drop());

/** machine -> its table, read from the trigger that checks it. */
async function tableOf(machine: string): Promise<string> {
  const { rows } = await hub.owner.query<{ name: string }>(
    `select t.tgrelid::regclass::text as name from pg_trigger t where t.tgname = 'b_state' and t.tgargs = convert_to($1, 'UTF8') || '\\x00'::bytea`,
    [machine],
  );
  expect(rows, `one table of machine ${machine}`).toHaveLength(1);
  return rows[0]!.name;
}

describe.each(machines)("the machine $name", (machine) => {
  it("allows in the database exactly what it says", async () => {
    const { rows } = await hub.owner.query<{ from: string; to: string }>(
      `select from_state as "from", to_state as "to" from state_transitions where machine = $1`,
      [machine.name],
    );
    const text = (one: { from: string; to: string }) => `${one.from} > ${one.to}`;
    expect(rows.map(text).toSorted()).toEqual(pairs(machine).map(text).toSorted());
  });

  it("has its states in the check constraint of a text column", async () => {
    const table = await tableOf(machine.name);
    const column = await hub.owner.query<{ type: string }>(
      "select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attname = 'state'",
      [table],
    );
    expect(column.rows).toEqual([{ type: "text" }]);
    const { rows } = await hub.owner.query<{ definition: string }>(
      "select pg_get_constraintdef(oid) as definition from pg_constraint where conrelid = $1::regclass and contype = 'c' and conkey = array[(select attnum from pg_attribute where attrelid = $1::regclass and attname = 'state')]",
      [table],
    );
    const checked = rows.map((row) => [...row.definition.matchAll(/'(\w+)'::text/g)].map((match) => match[1]!));
    expect(checked.map((one) => one.toSorted())).toEqual([[...machine.states].toSorted()]);
  });

  it("is checked by trigger on insert and update", async () => {
    const table = await tableOf(machine.name);
    const { rows } = await hub.owner.query<{ name: string; enabled: string }>(
      "select tgname as name, tgenabled as enabled from pg_trigger where tgrelid = $1::regclass and tgname in ('b_state', 'b_state_new') order by 1",
      [table],
    );
    expect(rows).toEqual([
      { name: "b_state", enabled: "O" },
      { name: "b_state_new", enabled: "O" },
    ]);
  });

  it("can be entered, and every state reached", () => {
    const reached = new Set<string>(["*new*"]);
    const all = pairs(machine);
    for (let grew = true; grew;) {
      const before = reached.size;
      for (const { from, to } of all) if (reached.has(from)) reached.add(to);
      grew = reached.size > before;
    }
    expect([...reached].toSorted()).toEqual(["*new*", ...machine.states].toSorted());
  });
});

it("no table with a state goes without a machine, and no machine is declared in SQL alone", async () => {
  const stateful = await hub.owner.query<{ name: string; triggers: string[] }>(
    `select c.relname as name, array(select tgname::text from pg_trigger where tgrelid = c.oid and tgname in ('b_state', 'b_state_new') order by 1) as triggers
     from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'state'`,
  );
  expect(stateful.rows).toHaveLength(machines.length);
  for (const { name, triggers } of stateful.rows) expect(triggers, name).toEqual(["b_state", "b_state_new"]);
  const inSql = await hub.owner.query<{ machine: string }>("select distinct machine from state_transitions order by 1");
  expect(inSql.rows.map((row) => row.machine)).toEqual(machines.map((one) => one.name).toSorted());
});

it("no column of the schema is an enum or citext, which no index serves behind a wall", async () => {
  const { rows } = await hub.owner.query(
    `select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and (t.typtype = 'e' or t.typname = 'citext')`,
  );
  expect(rows).toEqual([]);
});

describe("a move the machine does not know", () => {
  const attempt = async (state: string, from: string): Promise<string | undefined> => {
    const client = await hub.owner.connect();
    try {
      await client.query("begin");
      await client.query(
        "select set_config('app.organization_id', gen_random_uuid()::text, true), set_config('app.action', 'settings.update', true)",
      );
      await client.query(
        "insert into organizations (id, slug, name, zone, letter) values (app.organization_id(), 'planted', 'P', 'UTC', 'P')",
      );
      await client.query("insert into host_accounts (name) values ('Zoom 1')");
      if (from !== "*new*") {
        await client.query("update host_accounts set state = $1", [from]);
        await client.query("update host_accounts set state = $1", [state]);
      } else await client.query("insert into host_accounts (name, state) values ('Zoom 2', $1)", [state]);
      return "ok";
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return `${code} ${message}`;
    } finally {
      await client.query("rollback");
      client.release();
    }
  };
  it("is refused by the database, from a state and at birth", async () => {
    expect(await attempt("active", "retired")).toBe("ok");
    expect(await attempt("retired", "*new*")).toBe("HB501 transition not allowed: host_account *new* -> retired");
    await hub.owner.query("delete from state_transitions where machine = 'host_account' and from_state = 'retired'");
    expect(await attempt("active", "retired")).toBe("HB501 transition not allowed: host_account retired -> active");
  });
});

describe("words", () => {
  const statesOf = (name: string) => machines.find((one) => one.name === name)!.states;
  it.each([
    ["enrollment", enrollmentWords],
    ["session", sessionWords],
    ["batch", batchWords],
    ["assignment", assignmentWords],
  ])("are there for every state of %s, each its own", (name, words) => {
    expect(Object.keys(words).toSorted()).toEqual([...statesOf(name)].toSorted());
    const said = Object.values(words).map(({ word }) => word);
    expect(new Set(said).size).toBe(said.length);
  });
  it("are there for payments, roles and refusals of the join gate", () => {
    expect(Object.keys(paymentWords).toSorted()).toEqual([...paymentStates].toSorted());
    expect(Object.keys(roleWords).toSorted()).toEqual([...staffRoles].toSorted());
    expect(Object.keys(joinRefusalWords)).toEqual(Object.keys(joinRefusals));
  });
});
