import { Hono } from "hono";
import * as z from "zod";

import { setClockOffset } from "../clock";
import type { Env } from "../env";
import { createDatabase } from "../integrations/neon";
import { bearerMatches } from "./secret";

/** Only where SANDBOX=1: the movable clock, and the bare routes the benchmark compares with. Elsewhere nothing is here. */
export const sandbox = new Hono<{ Bindings: Env }>();
sandbox.use("*", async (c, next) => {
  if (!c.env.SANDBOX || !(await bearerMatches(c.req.header("Authorization"), c.env.CRON_SECRET))) return c.notFound();
  await next();
});
sandbox.post("/clock", async (c) => {
  const body = z
    .object({ offsetSeconds: z.int().min(-34_560_000).max(34_560_000) })
    .safeParse(await c.req.json().catch(() => null));
  if (!body.success)
    return c.json(
      { error: { code: "input.invalid", message: "offsetSeconds is a whole number within 400 days." } },
      422,
    );
  setClockOffset(body.data.offsetSeconds);
  return c.json(body.data);
});
sandbox.get("/bare", (c) => c.json({ ok: true }));
sandbox.get("/one-select", async (c) => {
  const [result] = await createDatabase(c.env.DATABASE_URL, c.env.NEON_LOCAL_PROXY).batch(
    [{ sql: "select 1 as one", params: [], arrayMode: false }],
    {
      readOnly: true,
      isolation: "ReadCommitted",
    },
  );
  return c.json({ one: (result?.rows[0] as { one: unknown } | undefined)?.one });
});
