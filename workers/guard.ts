import type { MiddlewareHandler } from "hono";

import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";

import { answer } from "./api/answer-error";
import { addressOf } from "./context";
import type { HubContext } from "./context";
import { createCookies } from "./cookies";
import type { Env } from "./env";
import { contentSecurityPolicy } from "./headers";
import { originAllowed } from "./origin";
import { drained, largestBody, tooLarge, withKnownBody } from "./request-body";
import { touchAuthSession } from "#domain/identity/touch-auth-session";

/** The period of the flood limits in wrangler.toml. */
const floodSeconds = 10;
/** For a limit that does not say when it ends: what its sentence tells a person. */
const someSeconds = 60;
const methods = new Set(["GET", "HEAD", "POST"]);

/**
 * Before any page or form: only methods we speak, the exact Origin on what changes something, a size a form can have,
 * floods shed. The auth host answers the sign-in callback and nothing else.
 */
export const guard: MiddlewareHandler<{ Bindings: Env }> = async (c, next) => {
  const request = c.req.raw;
  const refusal = await refusalOf(request, c.env);
  if (refusal) {
    await drained(request);
    return answer(request, refusal.said, refusal.status, refusal.headers);
  }
  const known = await withKnownBody(request);
  if (!known) return answer(request, tooLarge(request));
  c.req.raw = known;
  await next();
};

/** Signing in with Google leaves a row for every start, though OAuth begins with a GET. */
const writesOnGet = /^\/auth\/(google|callback|handoff)/i;

/** The callback as the router reads an address: case, escapes, slashes and the suffix of its data change nothing. */
function isCallback(pathname: string): boolean {
  let read: string;
  try {
    read = decodeURIComponent(pathname);
  } catch {
    return false;
  }
  return /^\/+auth\/+callback\/*(\.data)?$/i.test(read);
}

type Refused = { said: Refusal; status: number; headers?: Record<string, string> };

async function refusalOf(request: Request, env: Env): Promise<Refused | null> {
  const url = new URL(request.url);
  const isAuthHost = url.hostname.startsWith("auth.") && url.hostname === `auth.${new URL(env.BASE_URL).hostname}`;
  if (!methods.has(request.method))
    return { said: refuse("method.not_allowed"), status: 405, headers: { Allow: "GET, HEAD, POST" } };
  if (!originAllowed(request, url.origin)) return { said: refuse("origin.mismatch"), status: 403 };
  if (Number(request.headers.get("content-length") ?? 0) > largestBody(request))
    return { said: tooLarge(request), status: 413 };
  if (isAuthHost ? url.pathname !== "/auth/callback" : isCallback(url.pathname))
    return { said: refuse("host.unknown"), status: 404 };
  if ((request.method === "POST" || writesOnGet.test(url.pathname)) && (await isFlood(request, env)))
    return { said: refuse("too_many"), status: 429, headers: { "Retry-After": String(floodSeconds) } };
  return null;
}

/**
 * Who is signed in is counted by their browser, everybody else by network with room for whole classes: at five to seven
 * in the evening a thousand students come from one carrier's address. Limits that protect a code are rows in the
 * database, not these.
 */
async function isFlood(request: Request, env: Env): Promise<boolean> {
  const cookies = createCookies(request.headers.get("cookie"));
  const browser = cookies.get("student") ?? cookies.get("staff");
  if (browser) return !(await env.FLOOD.limit({ key: browser.slice(0, 16) })).success;
  const network = addressOf(request, env);
  return network !== null && !(await env.FLOOD_NETWORK.limit({ key: network })).success;
}

/**
 * What every page's answer gets on its way out: cookies, the page's policy, the request's number, when to come again after
 * too many; a due touch of the auth session goes after it.
 */
export function afterAnswer(answer: Response, context: HubContext): Response {
  const { headers } = answer;
  for (const cookie of context.cookies.headers()) headers.append("Set-Cookie", cookie);
  if ((headers.get("Content-Type") ?? "").includes("text/html"))
    headers.set("Content-Security-Policy", contentSecurityPolicy(context.nonce, context.ctx.tenant));
  headers.set("X-Request-Id", context.ctx.requestId);
  if (answer.status === 429) headers.set("Retry-After", String(secondsUntil(context.retryAt, context.ctx.now)));
  if (context.ctx.authSession?.touchDue) context.ctx.ports.after(() => touchAuthSession(context.ctx));
  return answer;
}

function secondsUntil(at: string | null, now: Date): number {
  return at ? Math.max(1, Math.ceil((Date.parse(at) - now.getTime()) / 1000)) : someSeconds;
}
