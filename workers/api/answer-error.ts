import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

import { uuidv7 } from "#kernel/ids";
import { Refusal, refuse } from "#kernel/refusal";
import { asRefusal } from "#kernel/sqlstate.server";

import type { Env } from "../env";
import { createLog } from "../log";

const wantsJson = (request: Request) =>
  new URL(request.url).pathname.startsWith("/api/") ||
  (request.headers.get("accept") ?? "").includes("application/json");

export type ErrorBody = {
  error: { code: string; message: string; requestId: string; fields?: Record<string, string[]> };
};

export function errorBody(refusal: Refusal, requestId: string): ErrorBody {
  const fields = refusal.details.fields;
  return { error: { code: refusal.code, message: refusal.message, requestId, ...(fields ? { fields } : {}) } };
}

/** HTTP has a status of its own for a method that an address does not take. */
export function statusOf(refusal: Refusal): number {
  if (refusal.code === "method.not_allowed") return 405;
  return refusal.status;
}

/** A refusal given before a tenant is known: JSON for the API, one calm plain page for a browser. */
export function answer(
  request: Request,
  refusal: Refusal,
  status = statusOf(refusal),
  headers: Record<string, string> = {},
): Response {
  const requestId = uuidv7(Date.now());
  const common = { "X-Request-Id": requestId, ...(status === 429 ? { "Retry-After": "60" } : {}), ...headers };
  if (wantsJson(request)) return Response.json(errorBody(refusal, requestId), { status, headers: common });
  const text = (s: string) => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Not possible</title></head><body><main><h1>This is not possible</h1><p>${text(refusal.message)}</p><p><small>Request ${requestId}</small></p></main></body></html>`;
  return new Response(html, {
    status,
    headers: {
      ...common,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    },
  });
}

/** The hono translator: refusals are answers, everything else is a bug of ours: 500, a request id, nothing leaks. */
export function answerError(error: Error, c: Context<{ Bindings: Env }>): Response {
  if (error instanceof HTTPException) return answer(c.req.raw, refuse("input.invalid"), error.status);
  const said = asRefusal(error);
  if (said instanceof Refusal) return answer(c.req.raw, said);
  const id = uuidv7(Date.now());
  createLog(id).error("unexpected", { path: new URL(c.req.url).pathname }, error);
  return answer(c.req.raw, refuse("internal"), 500, { "X-Request-Id": id });
}
