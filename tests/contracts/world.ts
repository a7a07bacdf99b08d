import { createHash } from "node:crypto";

import { Pool } from "pg";
import type { PoolClient } from "pg";

import { uuidv7 } from "#kernel/ids";
import { buildSchool } from "#sandbox/demo/build-school";
import { openDesk } from "#sandbox/demo/commands";
import type { DemoWorldOptions } from "#sandbox/demo/commands";
import { keepClassesRolling } from "#sandbox/demo/rolling-classes";
import { schools } from "#sandbox/demo/schools";
import { testDatabase } from "#tests/support/database";

import { fillEveryTable } from "./every-table";

export type Person = { memberId: string; userId: string; token: string };
export type BuiltSchool = {
  organizationId: string;
  host: string;
  sessionId: string;
  students: Person[];
  trainer: Person;
};

/**
 * Both demo schools, built by the product's own commands, with at least one row in every table and an auth session for
 * everybody. `app` connects as the worker's role.
 */
export async function twoSchools() {
  const hub = await testDatabase();
  const desk = openDesk(demoOptions(hub));
  const built: BuiltSchool[] = [];
  for (const school of schools) {
    const organizationId = uuidv7(Date.now());
    await buildSchool(desk, demoOptions(hub), school, organizationId);
    const { live } = await keepClassesRolling(desk, school, organizationId);
    await asOwner(hub.owner, organizationId, (client) => fillEveryTable(client));
    built.push({
      organizationId,
      host: `${school.slug}.localhost`,
      sessionId: live,
      ...(await people(hub.owner, organizationId)),
    });
  }
  const app = new Pool({ connectionString: hub.appUrl, max: 50 });
  app.on("error", () => {});
  const [nimbus, raga] = built;
  if (!nimbus || !raga) throw new Error("The demo has two schools.");
  return {
    ...hub,
    app,
    desk,
    nimbus,
    raga,
    async drop() {
      await app.end();
      await hub.drop();
    },
  };
}
export type TwoSchools = Awaited<ReturnType<typeof twoSchools>>;

const demoOptions = (hub: { ownerUrl: string; appUrl: string; proxy: string }): DemoWorldOptions => ({
  ownerUrl: hub.ownerUrl,
  appUrl: hub.appUrl,
  neonProxy: hub.proxy,
  hub: "http://localhost:8787",
  sandbox: "http://localhost:8788",
  cronSecret: "unused",
  settings: { SEAL_KEYS: `1:${btoa("k".repeat(32))}`, AUTH_PEPPER: "p".repeat(32) },
  standinsDir: "unused",
  demoFile: "unused",
  unfinishedFile: "unused",
  log: () => {},
  clockOffsetSeconds: () => 0,
});

async function people(owner: Pool, organizationId: string): Promise<{ students: Person[]; trainer: Person }> {
  const { rows } = await owner.query<{ memberId: string; userId: string; kind: string }>(
    `select m.id as "memberId", m.user_id as "userId", m.kind from memberships m where m.organization_id = $1 order by m.id`,
    [organizationId],
  );
  const everybody = rows.map((row) => ({ ...row, token: `token of ${row.memberId}` }));
  for (const { userId, token, kind } of everybody)
    await owner.query(
      `insert into auth_sessions (organization_id, user_id, token_digest, method, created_at, last_seen_at, idle_expires_at, absolute_expires_at)
       values ($1, $2, $3, $4, now(), now(), now() + interval '1 hour', now() + interval '1 day')`,
      [organizationId, userId, digestOf(token), kind === "staff" ? "google" : "email_code"],
    );
  const trainer = everybody.find((one) => one.kind === "staff");
  if (!trainer) throw new Error("A demo school has a trainer.");
  return { students: everybody.filter((one) => one.kind === "student"), trainer };
}
const digestOf = (token: string) => createHash("sha256").update(token).digest();

/** Work of the migrating role on one school's rows, under a named action; committed. */
export async function asOwner<T>(
  owner: Pool,
  organizationId: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(owner, "commit", async (client) => {
    await client.query(
      "select set_config('app.organization_id', $1, true), set_config('app.action', 'org.create', true)",
      [organizationId],
    );
    return work(client);
  });
}

export type Entrance =
  | { portal: "student" | "staff"; host: string; token: string }
  | { portal: "public"; host: string }
  | { system: string }
  | null;

/** Work behind the product's own entrance, as the worker's role does it; null comes in by no entrance at all. Rolled back. */
export const entering = <T>(app: Pool, by: Entrance, work: (client: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(app, "rollback", async (client) => {
    await enter(client, by);
    return work(client);
  });

/** The first statement of a transaction: who is asking, and under which action. */
export async function enter(
  client: PoolClient,
  by: Entrance,
  action: string | null = "settings.update",
): Promise<void> {
  if (by === null) return;
  if ("system" in by)
    await client.query("select app.enter_system($1, 'system:test', $2, 'because', 'request-1', now())", [
      by.system,
      action,
    ]);
  else
    await client.query("select app.enter($1, $2, $3, null, now(), $4, 'because', 'request-1')", [
      by.host,
      "token" in by ? digestOf(by.token) : null,
      by.portal,
      action,
    ]);
}

export async function inTransaction<T>(
  pool: Pool,
  end: "commit" | "rollback",
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query(end);
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** The SQLSTATE a statement ends with, or "ok"; the transaction goes on behind a savepoint. */
export async function sqlstate(client: PoolClient, text: string, values: unknown[] = []): Promise<string> {
  await client.query("savepoint before_it");
  try {
    await client.query(text, values);
    await client.query("release savepoint before_it");
    return "ok";
  } catch (error) {
    await client.query("rollback to savepoint before_it");
    return (error as { code?: string }).code ?? String(error);
  }
}
