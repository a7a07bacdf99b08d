import type { Ctx, Portal } from "#kernel/ctx";
import { loginCookie, loginToken } from "#domain/identity/login-cookie";
import { parseHint } from "#kernel/database.server";
import { tokenDigest, uuidv7 } from "#kernel/ids";

import { now } from "./clock";
import { createCookies } from "./cookies";
import type { Cookies } from "./cookies";
import type { Env } from "./env";
import { createLog } from "./log";
import { createPorts } from "./ports";
import type { WaitUntil } from "./ports";
import { relay } from "./relay";

/** What Remix loaders and actions receive beside the request. */
export type HubContext = {
  ctx: Ctx;
  cookies: Cookies;
  readonly nonce: string;
  /** The network address sign-in limits count by; IPv6 by /64. */
  readonly ipKey: string;
  /** A short label of the browser for the list of auth sessions: "Chrome on Android". */
  readonly device: string;
  baseUrl: string;
  /** The viewer's IANA zone where the platform knows it, for times said in both zones. */
  readonly viewerZone: string | null;
  /** Set by a route that refuses with 429 and knows until when, as ISO text; `Retry-After` says it to programs. */
  retryAt: string | null;
};

declare module "@remix-run/cloudflare" {
  interface AppLoadContext extends HubContext {}
}

/** Which door a path goes through; `.data` is Remix's own suffix for the same page's loaders. */
export function portalOf(path: string): Portal {
  if (/^\/(app|api\/app)(\/|\.data|$)/.test(path)) return "student";
  if (/^\/admin\/login(\.data)?$/.test(path)) return "public";
  if (/^\/(admin|sales)(\/|\.data|$)/.test(path)) return "staff";
  return "public";
}

/**
 * The student a page is looked at as. By the address, like the portal, so that everything the request reads goes through
 * that student's wall and nothing it does can write; the page itself refuses an address that reads otherwise.
 */
export const viewingOf = (path: string): string | undefined =>
  /^\/admin\/ops\/students\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/view(?:\/(?:classes|notifications))?(?:\.data)?$/.exec(
    path,
  )?.[1];

export async function createContext(request: Request, env: Env, waitUntil: WaitUntil): Promise<HubContext> {
  const url = new URL(request.url);
  const cookies = createCookies(request.headers.get("cookie"));
  const portal = portalOf(url.pathname);
  const at = now();
  const requestId = uuidv7(at.getTime());
  // A person signed in by Google may also study: the student door takes either cookie.
  const name = portal === "staff" ? "staff" : cookies.get("student") ? "student" : "staff";
  const cookie = portal === "public" ? null : cookies.get(name);
  const token = loginToken(cookie);
  // A staff cookie's hint is of the staff membership: at the student door it would be stale for ever.
  const ownDoor = (portal === "staff") === (name === "staff");
  const hint = ownDoor ? parseHint(cookie?.split("~")[1] ?? "") : null;
  const ctx: Ctx = {
    now: at,
    requestId,
    entrance: {
      kind: "host",
      host: url.hostname.toLowerCase(),
      portal,
      tokenDigest: token ? await tokenDigest(token) : null,
      viewing: viewingOf(url.pathname),
    },
    actor: token
      ? { kind: "member", ...(hint ?? { userId: "", memberId: "", role: "student" }) }
      : { kind: "anonymous" },
    tenant: null,
    authSession: null,
    ports: createPorts(env, createLog(requestId), waitUntil, relay),
    onNewHint: (member) => {
      // Only the cookie's own portal keeps the new hint: a staff cookie used at the student door stays as it is.
      if (token && ownDoor) cookies.set(name, loginCookie(token, member));
    },
  };
  let nonce: string | undefined;
  return {
    ctx,
    cookies,
    // Made where they are asked for: a click on Join needs none of them.
    get nonce() {
      return (nonce ??= requestId.replaceAll("-", "") + crypto.randomUUID().replaceAll("-", ""));
    },
    get ipKey() {
      return ipKeyOf(addressOf(request, env));
    },
    get device() {
      return deviceOf(request.headers.get("user-agent") ?? "");
    },
    baseUrl: env.BASE_URL,
    get viewerZone() {
      return (request as { cf?: { timezone?: string } }).cf?.timezone ?? null;
    },
    retryAt: null,
  };
}

/** The Ctx of a job, subscriber, provider or queue message; only workers/ and sandbox/ may build one. */
export function systemContext(
  env: Env,
  organizationId: string,
  actor: `system:${string}` | `provider:${string}`,
  waitUntil: WaitUntil,
  requestId?: string,
): Ctx {
  const at = now();
  const id = requestId ?? uuidv7(at.getTime());
  const [kind, name = ""] = actor.split(":");
  return {
    now: at,
    requestId: id,
    entrance: { kind: "system", organizationId, actor },
    actor: kind === "system" ? { kind: "system", job: name } : { kind: "provider", name },
    tenant: null,
    authSession: null,
    ports: createPorts(env, createLog(id), waitUntil, relay),
  };
}

/** The client's network address as the platform tells it; only a sandbox may be told another one. */
export function addressOf(request: Request, env: Env): string | null {
  const told = env.SANDBOX ? request.headers.get("x-sandbox-ip") : null;
  return told ?? request.headers.get("cf-connecting-ip");
}

/** IPv4 whole, IPv6 by /64 (one customer's network); "none" where the platform told none. */
export function ipKeyOf(ip: string | null): string {
  const text = (ip ?? "").trim().toLowerCase();
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
  if (!/^[0-9a-f:.]+$/.test(text) || !text.includes(":")) return "none";
  const mapped = text.match(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/);
  if (mapped) return mapped[1]!;
  const [head = "", tail = ""] = text.split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const missing = Math.max(0, 8 - left.length - right.length);
  const groups = text.includes("::") ? [...left, ...Array<string>(missing).fill("0"), ...right] : left;
  return (
    groups
      .slice(0, 4)
      .map((g) => g.replace(/^0+(?=.)/, ""))
      .join(":") + "::/64"
  );
}

function deviceOf(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /Firefox\//.test(agent)
      ? "Firefox"
      : /SamsungBrowser/.test(agent)
        ? "Samsung Internet"
        : /Chrome\//.test(agent)
          ? "Chrome"
          : /Safari\//.test(agent)
            ? "Safari"
            : "A browser";
  const system = /Android/.test(agent)
    ? "Android"
    : /iPhone|iPad/.test(agent)
      ? "iOS"
      : /Windows/.test(agent)
        ? "Windows"
        : /Mac OS X/.test(agent)
          ? "macOS"
          : /Linux/.test(agent)
            ? "Linux"
            : "an unknown device";
  return `${browser} on ${system}`;
}
