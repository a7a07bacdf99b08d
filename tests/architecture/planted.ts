/** One breach of every rule, so that a rule which stopped seeing anything is itself seen. */
export type Planted = { rule: string; file: string; text: string; breach: string };

export const planted: readonly Planted[] = [
  {
    rule: "the kernel imports drizzle, the Neon driver and zod, and nothing else of ours",
    file: "app/kernel/mutate.server.ts",
    text: 'import { outbox } from "#domain/notifications/tables";',
    breach: "imports app/domain/notifications/tables",
  },
  {
    rule: "tables import kernel columns, their own machine and other tables",
    file: "app/domain/batches/tables.ts",
    text: 'import { createBatch } from "./create-batch";',
    breach: "imports app/domain/batches/create-batch",
  },
  {
    rule: "machines, inputs, policies and refusals reach nothing that only a server has",
    file: "app/domain/batches/inputs.ts",
    text: 'import { q } from "#kernel/database.server";',
    breach: "imports app/kernel/database.server",
  },
  {
    rule: "commands, sweeps and subscribers import the kernel and domains, never routes, workers or integrations",
    file: "app/domain/sessions/start-class.ts",
    text: 'import { createZoom } from "#workers/integrations/zoom";',
    breach: "imports workers/integrations/zoom",
  },
  {
    rule: "a route calls domain functions, never tables, the kernel's database files, integrations or drizzle",
    file: "app/routes/app._index/route.tsx",
    text: 'import { sessions } from "../../domain/sessions/tables";',
    breach: "imports app/domain/sessions/tables",
  },
  {
    rule: "a component imports nothing that only a server has",
    file: "app/ui/badge.tsx",
    text: 'import { getHomePage } from "#domain/sessions/get-home-page";',
    breach: "imports app/domain/sessions/get-home-page",
  },
  {
    rule: "mail imports copy, paths, money and time, never a domain or the database",
    file: "app/mail/class-reminder.tsx",
    text: 'import { whenOpen } from "#domain/sessions/join/join-window";',
    breach: "imports app/domain/sessions/join/join-window",
  },
  {
    rule: "the app never imports workers, sandbox, migrations or tests",
    file: "app/shell.ts",
    text: 'const clock = await import("#sandbox/hub-clock");',
    breach: "imports sandbox/hub-clock",
  },
  {
    rule: "an integration imports ports and the vendor's SDK, never a domain or another part of the worker",
    file: "workers/integrations/zoom.ts",
    text: 'import type { Env } from "../env";',
    breach: "imports workers/env",
  },
  {
    rule: "workers import neither routes nor components",
    file: "workers/mails.ts",
    text: 'import { Badge } from "#ui/badge";',
    breach: "imports app/ui/badge",
  },
  {
    rule: "a domain calls only domains before it, and reads the tables of any",
    file: "app/domain/identity/sign-out.ts",
    text: 'import { notify } from "../notifications/notify";',
    breach: "calls app/domain/notifications/notify",
  },
  {
    rule: "a command never calls a command",
    file: "app/domain/batches/start-batch.ts",
    text: 'import { suspendEnrollment } from "../enrollments/suspend-enrollment";',
    breach: "calls suspendEnrollment",
  },
  {
    rule: "the domain has no clock of its own: ctx.now decides",
    file: "app/domain/batches/start-batch.ts",
    text: "const now = new Date();",
    breach: "new Date()",
  },
  {
    rule: "a setting holds for its transaction only",
    file: "workers/relay.ts",
    text: "const sql = `select set_config('app.scope', 'org', false)`;",
    breach: "set_config(…, false)",
  },
  {
    rule: "the app reads no environment",
    file: "app/root.tsx",
    text: 'const base = process.env["BASE_URL"];',
    breach: "process.env",
  },
  {
    rule: "only workers and sandbox build the context of a system actor",
    file: "app/domain/sessions/start-class.ts",
    text: 'const root = { ...ctx, entrance: { kind: "system", organizationId, actor: "system:me" } };',
    breach: "entrance of kind system",
  },
  {
    rule: "zod is imported whole: the named import defeats tree shaking",
    file: "app/domain/batches/inputs.ts",
    text: 'import { z } from "zod";',
    breach: "imports { z } from zod",
  },
  {
    rule: "no file hands on what another one exports",
    file: "app/domain/batches/index.ts",
    text: 'export * from "./create-batch";',
    breach: 'export * from "./create-batch";',
  },
  {
    rule: "no interactive connection in what serves requests",
    file: "workers/integrations/neon.ts",
    text: 'import { Pool } from "@neondatabase/serverless";',
    breach: "imports Pool",
  },
  {
    rule: "a query goes to read or mutate and is never awaited by itself",
    file: "app/domain/batches/start-batch.ts",
    text: "const found = await q.select().from(batches).where(mine);",
    breach: "await q.select().from(batches).where(mine)",
  },
  {
    rule: "a table is written in its owner's folder only",
    file: "app/domain/batches/start-batch.ts",
    text: 'import { sessions } from "../sessions/tables"; const write = q.update(sessions).set({ title });',
    breach: "writes sessions",
  },
  {
    rule: "a table is written in its owner's folder only",
    file: "app/domain/batches/start-batch.ts",
    text: "const write = sql`delete from sessions where batch_id = ${id}`;",
    breach: "writes sessions",
  },
  {
    rule: "a state is written by transition or transitionAll only",
    file: "app/domain/batches/start-batch.ts",
    text: 'const write = q.update(batches).set({ state: "active" });',
    breach: "sets the state of q.update(batches)",
  },
  {
    rule: "a state is written by transition or transitionAll only",
    file: "app/domain/batches/start-batch.ts",
    text: "const write = sql`update batches b set zone = ${zone}, state = 'active' where id = ${id}`;",
    breach: "sets the state of batches",
  },
];
