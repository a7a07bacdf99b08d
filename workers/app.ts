import type { ServerBuild } from "@remix-run/cloudflare";
import { Hono } from "hono";

import * as build from "../build/server/index.js";
import { refuse } from "#kernel/refusal";

import { answer, answerError } from "./api/answer-error";
import { cron } from "./api/cron";
import { health } from "./api/health";
import { join } from "./api/join";
import { sandbox } from "./api/sandbox";
import { createContext } from "./context";
import { checkedEnv } from "./env";
import type { Env } from "./env";
import { afterAnswer, guard } from "./guard";
import { securityHeaders } from "./headers";
import { createPages } from "./pages";
import { drained } from "./request-body";
import { consume } from "./queue";
import { runScheduled } from "./schedule";

const pages = createPages(build as unknown as ServerBuild);

/** The whole runtime on one screen: requests, cron triggers, queues. */
const app = new Hono<{ Bindings: Env }>();
app.onError(answerError);
app.notFound((c) => answer(c.req.raw, refuse("not_found")));
app.use("*", async (c, next) => {
  const sent = c.req.raw;
  await next();
  await drained(sent);
  securityHeaders(c.res.headers, c.env.BASE_URL.startsWith("https:"));
});
// Answer on any host, and carry their own proof.
app.route("/api/health", health);
app.route("/api/cron", cron);
app.route("/api/sandbox", sandbox);
// Everything below knows its tenant by the host and checks the Origin of what changes something.
app.use("*", guard);
app.route("/api/app/zoom/join", join);
app.all("/api/*", (c) => c.notFound());
app.all("*", async (c) => {
  const context = await createContext(c.req.raw, c.env, (work) => c.executionCtx.waitUntil(work));
  const page = await pages(withoutForwardedHost(c.req.raw), context);
  // A page that takes no form: Remix says so in words for its developers.
  if (page.status === 405 && c.req.method === "POST")
    return answer(c.req.raw, refuse("method.not_allowed"), 405, { Allow: "GET, HEAD" });
  return afterAnswer(page, context);
});

/** Remix compares Origin with this header and throws where they differ; the tenant comes from Host alone. */
function withoutForwardedHost(request: Request): Request {
  if (!request.headers.has("x-forwarded-host")) return request;
  const headers = new Headers(request.headers);
  headers.delete("x-forwarded-host");
  return new Request(request, { headers });
}

export default {
  fetch: (request, env, execution) => app.fetch(request, checkedEnv(env), execution),
  scheduled: (event, env, execution) => runScheduled(event.cron, checkedEnv(env), (work) => execution.waitUntil(work)),
  queue: (batch, env, execution) => consume(batch, checkedEnv(env), (work) => execution.waitUntil(work)),
} satisfies ExportedHandler<Env>;
