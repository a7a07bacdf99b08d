import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";

import { callEntrance, hostOf } from "./entrance-call.server";
import { newFlow } from "./flow";
import { safeNextPath } from "./next-path";
import { refuseIdentity } from "./refusals";
import { newSignInCode } from "./sign-in-code";

type Requested = { outcome: "sent" } | { outcome: "too_many"; why: "network" | "address"; retryAt: string };

/**
 * Mails a code to an address: the same answer and the same work for a known and an unknown one. Bound to this browser by
 * the flow cookie it gives back. Five sends in 15 minutes and 15 a day for an address; 60 misses in 10 minutes for a
 * network. One trip.
 */
export async function requestSignInCode(
  ctx: Ctx,
  input: { email: string; next: string | null; ipKey: string },
): Promise<{ flowCookie: string }> {
  const { vault } = ctx.ports;
  const flow = await newFlow(uuidv7(ctx.now.getTime()));
  const code = newSignInCode();
  const [digest, sealed] = await Promise.all([vault.digest(flow.id, code), vault.seal(code)]);
  const asked = await callEntrance<Requested>(
    ctx,
    sql`select app.request_code(${hostOf(ctx)}, ${input.email}, ${flow.id}::uuid, ${flow.digest}::bytea, ${digest}, ${sealed}, ${input.ipKey},
      ${safeNextPath(input.next, "student")}, ${ctx.now.toISOString()}::timestamptz, ${ctx.requestId}) as value`,
  );
  if (asked.outcome === "too_many")
    throw refuseIdentity(asked.why === "network" ? "auth.too_many_network" : "auth.too_many_codes", {
      retryAt: new Date(asked.retryAt).toISOString(),
    });
  ctx.ports.relaySoon();
  return { flowCookie: flow.cookie };
}
