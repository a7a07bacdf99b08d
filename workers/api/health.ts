import { Hono } from "hono";

import { refuse } from "#kernel/refusal";

import type { Env } from "../env";
import { createDatabase } from "../integrations/neon";
import { schemaVersion } from "../schema-version";
import { answer } from "./answer-error";
import { bearerMatches } from "./secret";

/** `GET /api/health`: the worker answers. `?deep=1` with the cron secret: database, queue and schema version too. */
export const health = new Hono<{ Bindings: Env }>();
health.all("/", async (c) => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD")
    return answer(c.req.raw, refuse("method.not_allowed"), 405, { Allow: "GET, HEAD" });
  c.header("Cache-Control", "no-store");
  if (!c.req.query("deep")) return c.json({ status: "ok" });
  if (!(await bearerMatches(c.req.header("Authorization"), c.env.CRON_SECRET)))
    return answer(c.req.raw, refuse("auth.required"), 401);
  const checks = { database: await database(c.env), queue: await queue(c.env) };
  const bad = Object.values(checks).some((check) => !check.ok);
  return c.json({ status: bad ? "failing" : "ok", ...checks }, bad ? 503 : 200);
});

async function database(env: Env) {
  try {
    const started = Date.now();
    const [result] = await createDatabase(env.DATABASE_URL, env.NEON_LOCAL_PROXY).batch(
      [{ sql: "select max(name) as newest from app.schema_migrations", params: [], arrayMode: false }],
      { readOnly: true, isolation: "ReadCommitted" },
    );
    const newest = (result?.rows[0] as { newest: string | null } | undefined)?.newest ?? null;
    return { ok: newest === schemaVersion, schema: newest, expected: schemaVersion, ms: Date.now() - started };
  } catch {
    return { ok: false, schema: null, expected: schemaVersion };
  }
}

async function queue(env: Env) {
  try {
    await env.JOBS.send({ organizationId: "", id: "health", kind: "ping" });
    return { ok: true };
  } catch {
    return { ok: false };
  }
}
