import type { MiddlewareHandler } from "hono";

import { refuse } from "#kernel/refusal";

import { answer } from "./api/answer-error";
import type { HubContext } from "./context";
import type { Env } from "./env";
import { contentSecurityPolicy, securityHeaders } from "./headers";
import { originAllowed } from "./origin";
import { touchAuthSession } from "#domain/identity/touch-auth-session";

/** Bodies of forms and JSON are small; files have their own routes. */
const largestBody = 64 * 1024;
const methods = new Set(["GET", "HEAD", "POST"]);

/**
 * Before any page or form: only methods we speak, the exact Origin on what changes something, a size a form can have, a
 * flood shed by network address. The auth host answers the sign-in callback and nothing else.
 */
export const guard: MiddlewareHandler<{ Bindings: Env }> = async (c, next) => {
  const request = c.req.raw;
  const url = new URL(request.url);
  if (!methods.has(request.method))
    return answer(request, refuse("method.not_allowed"), 405, { Allow: "GET, HEAD, POST" });
  if (!originAllowed(request)) return answer(request, refuse("origin.mismatch"), 403);
  if (Number(request.headers.get("content-length") ?? 0) > largestBody)
    return answer(request, refuse("input.too_large"), 413);
  if (request.body && !request.headers.has("content-length"))
    c.req.raw = new Request(request, { method: "POST", body: bounded(request.body) });
  const isAuthHost = url.hostname === `auth.${new URL(c.env.BASE_URL).hostname}`;
  if (isAuthHost !== (url.pathname === "/auth/callback")) return answer(request, refuse("host.unknown"), 404);
  const ip = request.headers.get("cf-connecting-ip");
  if (ip && request.method === "POST" && !(await c.env.FLOOD.limit({ key: ip })).success)
    return answer(request, refuse("too_many"), 429);
  await next();
};

/** A body that does not say its length ends where a form cannot be longer; reading on fails like any unreadable form. */
function bounded(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let read = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        read += chunk.byteLength;
        if (read > largestBody) controller.error(refuse("input.too_large"));
        else controller.enqueue(chunk);
      },
    }),
  );
}

/** What every page's answer gets on its way out: cookies, policy, headers; a due touch of the auth session goes after it. */
export function afterAnswer(answer: Response, context: HubContext, env: Env): Response {
  const out = new Response(answer.body, answer);
  for (const cookie of context.cookies.headers()) out.headers.append("Set-Cookie", cookie);
  if ((out.headers.get("Content-Type") ?? "").includes("text/html"))
    out.headers.set("Content-Security-Policy", contentSecurityPolicy(context.nonce, context.ctx.tenant));
  securityHeaders(out.headers, env.BASE_URL.startsWith("https:"));
  out.headers.set("X-Request-Id", context.ctx.requestId);
  if (context.ctx.authSession?.touchDue) context.ctx.ports.after(() => touchAuthSession(context.ctx));
  return out;
}
