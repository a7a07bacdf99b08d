import { Hono, type Context } from "hono";
import * as z from "zod";

import { clockSchema, type SandboxClock } from "#sandbox/standins/clock";
import { faultModes, faultModeSchema, vendors, type Faults } from "#sandbox/standins/faults";
import type { Ledger } from "#sandbox/standins/ledger";

const modeSchema = z.object({ mode: faultModeSchema });
const sinceSchema = z.coerce.number().int().min(0);

type Options = { faults: Faults; clock: SandboxClock; ledgers: Record<string, Ledger<unknown>> };

/** Makes a vendor fail, moves the hub's clock, shows what the vendors took. */
export function controlRoutes({ faults, clock, ledgers }: Options): Hono {
  const app = new Hono();

  app.use("/control/*", async (context, next) => {
    const site = context.req.header("sec-fetch-site") ?? "none";
    if (context.req.method === "POST" && site !== "same-origin" && site !== "none") {
      return problem(context, 403, "Another site may not control the sandbox.");
    }
    context.header("cache-control", "no-store");
    return next();
  });

  app.get("/control", (context) => context.json({ ...faults.all() }));
  app.get("/control/clock", (context) => context.json({ offsetSeconds: clock.offsetSeconds }));

  app.post("/control/clock", async (context) => {
    const read = await readBody(context);
    if (read === null) return problem(context, 400, "The body is not valid JSON.");
    const wanted = clockSchema.safeParse(read.body);
    if (!wanted.success) {
      return problem(context, 422, `Send {"offsetSeconds": N}. ${wanted.error.issues[0]?.message ?? ""}`.trim());
    }
    try {
      await clock.set(wanted.data.offsetSeconds);
    } catch {
      return problem(context, 502, "The hub did not take the new clock. Is it running?");
    }
    return read.fromPage ? context.redirect("/", 303) : context.json({ offsetSeconds: clock.offsetSeconds });
  });

  app.post("/control/:vendor", async (context) => {
    const vendor = vendors.find((name) => name === context.req.param("vendor"));
    if (!vendor) return problem(context, 404, `There is no such vendor. There are ${vendors.join(", ")}.`);
    const read = await readBody(context);
    if (read === null) return problem(context, 400, "The body is not valid JSON.");
    const wanted = modeSchema.safeParse(read.body);
    if (!wanted.success) return problem(context, 422, `Send {"mode": M} where M is one of ${faultModes.join(", ")}.`);
    faults.set(vendor, wanted.data.mode);
    return read.fromPage ? context.redirect("/", 303) : context.json({ mode: wanted.data.mode });
  });

  app.get("/ledger/:vendor", (context) => {
    const name = context.req.param("vendor");
    const ledger = Object.hasOwn(ledgers, name) ? ledgers[name] : undefined;
    if (!ledger) return problem(context, 404, `There is no such ledger. There are ${Object.keys(ledgers).join(", ")}.`);
    const since = sinceSchema.safeParse(context.req.query("since") ?? 0);
    if (!since.success) return problem(context, 422, "since has to be a whole number, the index to begin at.");
    context.header("cache-control", "no-store");
    return context.json(ledger.entries.slice(since.data));
  });

  return app;
}

function problem(context: Context, status: 400 | 403 | 404 | 422 | 502, message: string): Response {
  return context.json({ error: message }, status);
}

/** JSON, or a form of the sandbox's own page. Null when the JSON cannot be read. */
async function readBody(context: Context): Promise<{ body: unknown; fromPage: boolean } | null> {
  const text = await context.req.text();
  if (context.req.header("content-type")?.startsWith("application/x-www-form-urlencoded") && !text.startsWith("{")) {
    const form = new URLSearchParams(text);
    const offset = form.get("offsetSeconds");
    const body =
      offset === null ? { mode: form.get("mode") } : { offsetSeconds: offset === "" ? null : Number(offset) };
    return { body, fromPage: true };
  }
  try {
    return { body: JSON.parse(text) as unknown, fromPage: false };
  } catch {
    return null;
  }
}
