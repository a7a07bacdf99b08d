import { neon, neonConfig, Pool, type NeonDbError } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";

import { startNeonProxy, type NeonProxy } from "#sandbox/neon-proxy";
import { testDatabase, type TestDatabase } from "#tests/support/database";

let database: TestDatabase;
let proxy: NeonProxy;
let sql: ReturnType<typeof neon<false, true>>;
beforeAll(async () => {
  database = await testDatabase();
  proxy = await startNeonProxy();
  neonConfig.fetchEndpoint = () => `http://${proxy.host}/sql`;
  neonConfig.wsProxy = (host, port) => `${proxy.host}/v2?address=${host}:${port}`;
  neonConfig.webSocketConstructor = WebSocket;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineTLS = false;
  neonConfig.pipelineConnect = "password";
  sql = neon(database.ownerUrl, { fullResults: true });
  await database.owner.query(
    "create table public.marks (id int primary key, note text constraint short check (length(note) < 5))",
  );
});
afterAll(() => proxy.stop());

const failure = (work: Promise<unknown>): Promise<NeonDbError> =>
  work.then(
    () => expect.unreachable(),
    (error: NeonDbError) => error,
  );
const count = async () => (await sql.query("select count(*)::int as n from marks")).rows[0]?.["n"];
const post = (headers: Record<string, string>, body = '{"query":"select 1","params":[]}') =>
  fetch(`http://${proxy.host}/sql`, {
    method: "POST",
    headers: { "neon-connection-string": database.ownerUrl, ...headers },
    body,
  });

describe("over HTTP, Neon's own driver", () => {
  test("gets typed values, and the round trips are counted", async () => {
    proxy.resetStats();
    const { rows } = await sql.query(
      "select $1::int as a, null as b, true as c, array[1,2] as d, 9007199254740993 as e",
      [5],
    );
    expect(rows).toEqual([{ a: 5, b: null, c: true, d: [1, 2], e: "9007199254740993" }]);
    expect(proxy.stats()).toEqual({ http: 1, background: 0, statements: 1, webSockets: 0 });
  });

  test("gets a batch as one transaction with its options, or nothing of it", async () => {
    const [, shown] = await sql.transaction(
      [
        sql.query("select set_config('app.scope', 'org', true)"),
        sql.query(
          "select current_setting('app.scope') as s, current_setting('transaction_isolation') as i, current_setting('transaction_read_only') as r",
        ),
      ],
      { isolationLevel: "RepeatableRead", readOnly: true },
    );
    expect(shown?.rows).toEqual([{ s: "org", i: "repeatable read", r: "on" }]);

    const error = await failure(
      sql.transaction([
        sql.query("insert into marks values (1)"),
        sql.query("insert into marks values (1)"),
        sql.query("select 1"),
      ]),
    );
    expect(error).toMatchObject({
      code: "23505",
      constraint: "marks_pkey",
      detail: "Key (id)=(1) already exists.",
      table: "marks",
    });
    expect(await count()).toBe(0);
  });

  test("gets Postgres' errors with their fields, and the next query works", async () => {
    expect(await failure(sql.query("insert into marks values (2, 'too long')"))).toMatchObject({
      code: "23514",
      constraint: "short",
      severity: "ERROR",
    });
    expect(await failure(sql.query("select * from nowhere"))).toMatchObject({ code: "42P01", position: "15" });
    expect(await count()).toBe(0);
  });

  test("never meets a setting or an open transaction of who had the connection before", async () => {
    await sql.query("select set_config('app.scope', 'leaked', false)");
    await sql.query("begin");
    await Promise.all(Array.from({ length: 50 }, () => sql.query("select 1")));
    const seen = await Promise.all(
      Array.from({ length: 50 }, () => sql.query("select nullif(current_setting('app.scope', true), '') as s")),
    );
    expect(new Set(seen.map(({ rows }) => rows[0]?.["s"]))).toEqual(new Set([null]));
  });

  test("goes on after a table has changed under a kept plan, and after the server dropped the connections", async () => {
    for (let i = 0; i < 10; i++) await sql.query("select * from marks");
    await database.owner.query("alter table public.marks add column more int");
    expect((await sql.query("select * from marks")).fields).toHaveLength(3);

    await database.owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await expect.poll(() => count().catch(() => "not yet")).toBe(0);
  });
});

test("over a WebSocket the driver speaks with Postgres itself", async () => {
  proxy.resetStats();
  const pool = new Pool({ connectionString: database.ownerUrl });
  expect((await pool.query("select 42 as answer")).rows).toEqual([{ answer: 42 }]);
  await pool.end();
  expect(proxy.stats().webSockets).toBe(1);
});

describe("refused", () => {
  test("is what a page in a browser sends, on both ways", async () => {
    expect((await post({ origin: "http://nimbus.localhost:8787" })).status).toBe(403);
    const socket = new WebSocket(`ws://${proxy.host}/v2?address=127.0.0.1:${new URL(database.ownerUrl).port}`, {
      origin: "http://evil.example",
    });
    await expect(new Promise((resolve) => socket.once("error", ({ message }) => resolve(message)))).resolves.toContain(
      "403",
    );
  });

  test("is a database elsewhere, and a body that is none", async () => {
    expect(await (await post({ "neon-connection-string": "postgres://a:b@db.example/hub" })).json()).toMatchObject({
      message: expect.stringContaining("this machine only"),
    });
    for (const body of ["", "[]", '{"queries":1}', '{"query":"select 1","params":[{}]}'])
      expect((await post({}, body)).status).toBe(400);
    expect((await fetch(`http://${proxy.host}/other`)).status).toBe(404);
  });
});

test("a database that cannot be reached is an opaque 500, as Neon answers it", async () => {
  const answer = await post({ "neon-connection-string": "postgres://a:b@127.0.0.1:1/hub" });
  expect([answer.status, await answer.json()]).toEqual([500, { message: "Couldn't connect to compute node" }]);
});
