import * as z from "zod";

import type { VendorFailure } from "#kernel/ports";

import { callVendor, failure, parseBody, retryAfterMs } from "./vendor-call";

const TOKEN_CALL_MS = 4500;
const REFRESH_EARLY_MS = 60_000;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const errorSchema = z.object({ error: z.string().regex(/^\w{1,40}$/) });

export type ZoomCredentials = { oauthBase: string; accountId: string; clientId: string; clientSecret: string };
export type TokenResult = { ok: true; token: string } | VendorFailure;

type Cached = { token: string; goodUntil: number };
type Flight = { result: Promise<TokenResult>; startedAt: number };

// One per isolate and not per request: a token is good for an hour, and a call for each request would meet Zoom's limits.
const cache = new Map<string, Cached>();
const flights = new Map<string, Flight>();

function cacheKey({ oauthBase, accountId, clientId }: ZoomCredentials): string {
  return [oauthBase, accountId, clientId].join(" ");
}

/** Forgets a token Zoom refused. A newer one, fetched by somebody else meanwhile, stays. */
export function forgetZoomToken(credentials: ZoomCredentials, token: string): void {
  const key = cacheKey(credentials);
  if (cache.get(key)?.token === token) cache.delete(key);
}

/** The account's access token: cached until a minute before it ends, and fetched once for all who wait for it. */
export async function zoomToken(
  credentials: ZoomCredentials,
  now: () => number,
  signal: AbortSignal,
): Promise<TokenResult> {
  const key = cacheKey(credentials);
  const cached = cache.get(key);
  if (cached && cached.goodUntil > now()) return { ok: true, token: cached.token };

  let flight = flights.get(key);
  // workerd ends the I/O of a request with the request: a flight whose owner went away never lands, so it is not awaited
  // beyond the time a call can take.
  if (!flight || now() - flight.startedAt > TOKEN_CALL_MS || now() < flight.startedAt) {
    const mine: Flight = { result: fetchToken(credentials, now), startedAt: now() };
    flights.set(key, mine);
    flight = mine;
    const landed = () => {
      if (flights.get(key) === mine) flights.delete(key);
    };
    void mine.result.then(landed, landed);
  }
  return untilAborted(flight.result, signal);
}

async function fetchToken(credentials: ZoomCredentials, now: () => number): Promise<TokenResult> {
  const { oauthBase, accountId, clientId, clientSecret } = credentials;
  const requestedAt = now();
  const answer = await callVendor(new URL("/oauth/token", oauthBase), {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ grant_type: "account_credentials", account_id: accountId }).toString(),
    // Its own bound and not a caller's: others wait for the same call.
    signal: AbortSignal.timeout(TOKEN_CALL_MS),
  });
  if (typeof answer === "string") return failure("retry", `zoom.token_${answer}`);
  if (answer.status === 200) {
    const body = parseBody(answer, tokenSchema);
    if (!body) return failure("retry", "zoom.token_malformed");
    const goodUntil = requestedAt + body.expires_in * 1000 - REFRESH_EARLY_MS;
    cache.set(cacheKey(credentials), { token: body.access_token, goodUntil });
    return { ok: true, token: body.access_token };
  }
  if (answer.status === 429) return failure("retry", "zoom.token_429", retryAfterMs(answer.headers, Date.now()));
  if (answer.status >= 500 || answer.status < 400) return failure("retry", `zoom.token_${answer.status}`);
  return failure("unauthorized", `zoom.token_${parseBody(answer, errorSchema)?.error ?? answer.status}`);
}

/** The result, or a timeout when the caller's own time is over first. */
function untilAborted(result: Promise<TokenResult>, signal: AbortSignal): Promise<TokenResult> {
  return new Promise((resolve) => {
    const late = () => resolve(failure("retry", "zoom.token_timeout"));
    if (signal.aborted) return late();
    signal.addEventListener("abort", late, { once: true });
    result
      .then(resolve, () => resolve(failure("retry", "zoom.token_network")))
      .finally(() => signal.removeEventListener("abort", late));
  });
}
