import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { randomToken, tokenDigest, uuidv7 } from "#kernel/ids";

import { callEntrance, hostOf } from "./entrance-call.server";
import { newFlow } from "./flow";
import { safeNextPath } from "./next-path";

/**
 * Sends a member of staff to Google: a state row with this tenant's host, the sealed PKCE verifier, a nonce and the
 * digest of the flow cookie, which never reaches the auth host. Good for ten minutes. One trip.
 */
export async function startGoogleSignIn(
  ctx: Ctx,
  input: { next: string | null },
): Promise<{ flowCookie: string; location: string }> {
  const flow = await newFlow(uuidv7(ctx.now.getTime()));
  const [state, codeVerifier, nonce] = [randomToken(), randomToken(), randomToken()];
  const [stateDigest, sealed] = await Promise.all([tokenDigest(state), ctx.ports.vault.seal(codeVerifier)]);
  await callEntrance(
    ctx,
    sql`select app.start_oauth(${hostOf(ctx)}, ${stateDigest}::bytea, ${flow.digest}::bytea, ${sealed}, ${nonce}, ${safeNextPath(input.next, "staff")},
      ${ctx.now.toISOString()}::timestamptz) as value`,
  );
  return { flowCookie: flow.cookie, location: ctx.ports.google.authorizationUrl({ state, codeVerifier, nonce }).href };
}
