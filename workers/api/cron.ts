import { Hono } from "hono";

import { uuidv7 } from "#kernel/ids";
import { refuse } from "#kernel/refusal";

import { now } from "../clock";
import type { Env } from "../env";
import { inParallel } from "../in-parallel";
import { createLog } from "../log";
import { hourHasPassed, organizationsInService } from "../organizations-in-service";
import { createPorts } from "../ports";
import type { WaitUntil } from "../ports";
import { relay } from "../relay";
import { runJob } from "../run-job";
import { jobNamed, relayJob } from "../schedule";
import type { Counts } from "../schedule";
import { answer } from "./answer-error";
import { bearerMatches } from "./secret";

const atOnce = 5;

/**
 * `POST /api/cron/<job>` with the cron secret runs a job now, for every organization, and answers its counts summed. A
 * nightly job runs for organizations whose hour has passed today, also where it ran already: it finds nothing to do then.
 */
export const cron = new Hono<{ Bindings: Env }>();
cron.all("/:job", async (c) => {
  if (c.req.method !== "POST") return answer(c.req.raw, refuse("method.not_allowed"), 405, { Allow: "POST" });
  if (!(await bearerMatches(c.req.header("Authorization"), c.env.CRON_SECRET)))
    return answer(c.req.raw, refuse("auth.required"), 401);
  const counts = await run(c.req.param("job"), c.env, (work) => c.executionCtx.waitUntil(work));
  if (!counts) return answer(c.req.raw, refuse("not_found"));
  return c.json(counts, 200, { "Cache-Control": "no-store" });
});

async function run(name: string, env: Env, waitUntil: WaitUntil): Promise<Counts | null> {
  const at = now();
  const ports = createPorts(env, createLog(uuidv7(at.getTime())), waitUntil, relay);
  if (name === relayJob.name) return relayJob.run(ports);
  const job = jobNamed(name);
  if (!job) return null;
  const organizations = (await organizationsInService(ports.database)).filter((o) =>
    hourHasPassed(job.localHour, o.zone, at),
  );
  // One organization's failure is told, after the others have had their run.
  const failures: unknown[] = [];
  const ran = await inParallel(atOnce, organizations, (o) =>
    runJob(env, o.id, job, waitUntil, { again: true }).catch((error: unknown) => {
      failures.push(error);
      return null;
    }),
  );
  if (failures.length > 0) throw failures[0];
  return Object.fromEntries(job.counts.map((key) => [key, ran.reduce((sum, counts) => sum + (counts?.[key] ?? 0), 0)]));
}
