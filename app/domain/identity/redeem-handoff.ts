import { sql } from "drizzle-orm";

import type { Ctx, Member } from "#kernel/ctx";
import { randomToken, tokenDigest } from "#kernel/ids";

import { callEntrance, hostOf } from "./entrance-call.server";
import { readFlow } from "./flow";
import { safeNextPath } from "./next-path";

type Redeemed =
  | { outcome: "gone" }
  | { outcome: "denied"; email: string }
  | { outcome: "signed_in"; userId: string; memberId: string; role: Member["role"]; next: string | null };
export type StaffSignIn =
  | { outcome: "gone" }
  | { outcome: "denied"; email: string }
  | { outcome: "signed_in"; token: string; member: Member; next: string | null };

/**
 * Redeems a handoff on the tenant's host: once, within 60 seconds, in the browser that began, for somebody on the
 * allowlist. The first sign-in makes the staff profile with the listed role; a denial is audited. One trip.
 */
export async function redeemHandoff(
  ctx: Ctx,
  input: { handoff: string | null; flowCookie: string | null; device: string },
): Promise<StaffSignIn> {
  const flow = await readFlow(input.flowCookie);
  if (!flow || !input.handoff || input.handoff.length > 200) return { outcome: "gone" };
  const token = randomToken();
  const redeemed = await callEntrance<Redeemed>(
    ctx,
    sql`select app.redeem_handoff(${hostOf(ctx)}, ${await tokenDigest(input.handoff)}::bytea, ${flow.digest}::bytea, ${await tokenDigest(token)}::bytea,
      ${input.device}, ${ctx.now.toISOString()}::timestamptz, ${ctx.requestId}) as value`,
  );
  if (redeemed.outcome === "gone") return { outcome: "gone" };
  if (redeemed.outcome === "denied") return { outcome: "denied", email: redeemed.email };
  const { userId, memberId, role, next } = redeemed;
  return { outcome: "signed_in", token, member: { userId, memberId, role }, next: safeNextPath(next, "staff") };
}
