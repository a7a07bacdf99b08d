import { sql } from "drizzle-orm";

import type { Ctx, Member } from "#kernel/ctx";
import { tokenDigest } from "#kernel/ids";

import { callEntrance, hostOf } from "./entrance-call.server";
import type { Flow } from "./flow";
import { readFlow } from "./flow";
import { refuseIdentity } from "./refusals";
import { sameDigest } from "./sign-in-code";

type Taken = {
  state: "open" | "used" | "expired" | "too_many" | "too_many_network" | "gone";
  digest: string | null;
  known: boolean;
  triesLeft: number;
  next: string | null;
  consumedAt: string | null;
};
type Finished =
  | { outcome: "used" }
  | { outcome: "signed_in"; userId: string; memberId: string; role: Member["role"]; next: string | null };
export type SignedIn = { token: string; member: Member | null; next: string | null };

/** How long the second submit of a double click counts as the first. */
const doubleSubmitMs = 60_000;

/**
 * Signs a student in with the mailed code: in the browser that asked, five tries, once, within ten minutes. A wrong
 * try is counted in the first trip whatever comes after; the second consumes the code and makes the auth session.
 *
 * Of parallel correct submits one makes the auth session. The others answer with the same login, because a browser that
 * submitted twice has thrown the winning answer away: the token is derived from the flow's secret and the code, so
 * every one of them knows it.
 */
export async function verifySignInCode(
  ctx: Ctx,
  input: { flowCookie: string | null; code: string; ipKey: string; device: string },
): Promise<SignedIn> {
  const flow = await readFlow(input.flowCookie);
  if (!flow) throw refuseIdentity("auth.flow_gone");
  const candidate = await ctx.ports.vault.digest(flow.id, input.code);
  const now = ctx.now.toISOString();
  const taken = await callEntrance<Taken>(
    ctx,
    sql`select app.take_code(${hostOf(ctx)}, ${flow.digest}::bytea, ${candidate}, ${input.ipKey}, ${now}::timestamptz) as value`,
  );
  refuseUnlessRight(ctx, taken, candidate);
  const token = await ctx.ports.vault.digest("auth-session", flow.cookie, input.code);
  if (taken.state === "used") return { token, member: null, next: taken.next };
  return finish(ctx, flow, token, input.device, taken.next);
}

/** Throws unless the code is right and open, or right and used a moment ago by the same browser. */
function refuseUnlessRight(ctx: Ctx, taken: Taken, candidate: string): void {
  if (taken.state === "gone") throw refuseIdentity("auth.flow_gone");
  if (taken.state === "too_many_network") throw refuseIdentity("auth.too_many_network");
  if (taken.state === "expired") throw refuseIdentity("auth.code_expired");
  if (taken.state === "too_many") throw refuseIdentity("auth.too_many_tries");
  const right = sameDigest(candidate, taken.digest ?? "") && taken.known;
  if (taken.state === "used") {
    const ago = ctx.now.getTime() - Date.parse(taken.consumedAt ?? "");
    if (right && ago <= doubleSubmitMs) return;
    throw refuseIdentity("auth.code_used");
  }
  if (right) return;
  if (taken.triesLeft === 0) throw refuseIdentity("auth.too_many_tries");
  throw refuseIdentity("auth.code_wrong", { data: { triesLeft: taken.triesLeft } });
}

async function finish(ctx: Ctx, flow: Flow, token: string, device: string, next: string | null): Promise<SignedIn> {
  const finished = await callEntrance<Finished>(
    ctx,
    sql`select app.finish_sign_in(${hostOf(ctx)}, ${flow.digest}::bytea, ${await tokenDigest(token)}::bytea, ${device}, ${ctx.now.toISOString()}::timestamptz, ${ctx.requestId}) as value`,
  );
  if (finished.outcome === "used") return { token, member: null, next };
  return {
    token,
    member: { userId: finished.userId, memberId: finished.memberId, role: finished.role },
    next: finished.next,
  };
}
