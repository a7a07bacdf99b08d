import type * as z from "zod";

import type { VendorFailure } from "#kernel/ports";

/** An answer of a vendor with its body as text, or the reason why there is none. */
export type VendorAnswer = { status: number; headers: Headers; text: string };
export type NoAnswer = "timeout" | "network";

/**
 * One HTTP call to a vendor. Never throws and never follows a redirect: a vendor's API that redirects has moved or been
 * taken over, and our credentials must not travel on. `signal` bounds the whole call, the reading of the body included.
 */
export async function callVendor(
  url: URL,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
): Promise<VendorAnswer | NoAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: "manual" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch {
    return init.signal.aborted ? "timeout" : "network";
  }
}

/** The body as the shape we rely on; null when it is not JSON or not that shape. */
export function parseBody<T>(answer: VendorAnswer, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(answer.text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * How long a vendor asks us to wait. `Retry-After` is seconds with some vendors and a moment with others (Zoom's daily
 * limits), so both are read; undefined when it says nothing usable.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}

export function failure(kind: VendorFailure["kind"], code: string, retryAfter?: number): VendorFailure {
  return retryAfter === undefined ? { ok: false, kind, code } : { ok: false, kind, code, retryAfterMs: retryAfter };
}
