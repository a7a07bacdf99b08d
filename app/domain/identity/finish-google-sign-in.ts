import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { randomToken, tokenDigest } from "#kernel/ids";
import type { VendorFailure } from "#kernel/ports";

import { canonicalEmail } from "#kernel/email";
import { callEntrance } from "./entrance-call.server";

type Taken =
  | { outcome: "open"; host: string; sealedVerifier: string; nonce: string }
  | { outcome: "gone"; host: string | null };
export type GoogleProblem = "cancelled" | "stale" | "unreachable" | "unverified";
/** Where the browser goes on: its tenant's host, with a handoff or with what went wrong. No host: nobody knows where it came from. */
export type GoogleReturn = { host: string | null; problem: GoogleProblem } | { host: string; handoff: string };

/**
 * Google's answer, on the auth host: the state is good once, the code is exchanged with PKCE and the nonce checked, the
 * address must be verified by Google. Gives back a 60-second, single-use handoff for the tenant's host. Two trips, the
 * vendor's call between them.
 */
export async function finishGoogleSignIn(
  ctx: Ctx,
  input: { state: string | null; code: string | null; error: string | null },
): Promise<GoogleReturn> {
  if (!input.state || input.state.length > 200) return { host: null, problem: "stale" };
  const stateDigest = await tokenDigest(input.state);
  const now = ctx.now.toISOString();
  const taken = await callEntrance<Taken>(
    ctx,
    sql`select app.take_oauth_state(${stateDigest}::bytea, ${now}::timestamptz) as value`,
  );
  if (taken.outcome === "gone") return { host: taken.host, problem: "stale" };
  const { host } = taken;
  if (input.error || !input.code) return { host, problem: "cancelled" };

  const codeVerifier = await ctx.ports.vault.open(taken.sealedVerifier);
  const exchanged = await ctx.ports.google.exchange({ code: input.code, codeVerifier, nonce: taken.nonce });
  if (!exchanged.ok) {
    ctx.ports.log.error("google_sign_in_failed", { code: exchanged.code, kind: exchanged.kind });
    return { host, problem: problemOf(exchanged) };
  }
  const address = canonicalEmail(exchanged.value.email);
  if (!address.ok || !exchanged.value.emailVerified) return { host, problem: "unverified" };

  const handoff = randomToken();
  // Google lets an account have no name; the profile needs one, without what a database or a screen cannot hold.
  const name = Array.from(exchanged.value.name.replace(/\p{C}/gu, "").trim()).slice(0, 200).join("") || address.email;
  const made = await callEntrance<boolean>(
    ctx,
    sql`select app.make_handoff(${stateDigest}::bytea, ${await tokenDigest(handoff)}::bytea, ${exchanged.value.sub}, ${address.email}, ${name}, ${now}::timestamptz) as value`,
  );
  return made ? { host, handoff } : { host, problem: "stale" };
}

function problemOf(failure: VendorFailure): GoogleProblem {
  if (failure.code === "google.claim_email_verified") return "unverified";
  // A code that Google no longer takes, or an answer that belongs to another sign-in: starting again helps.
  return failure.kind === "rejected" ? "stale" : "unreachable";
}
