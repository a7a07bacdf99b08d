import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";

import { callEntrance } from "./entrance-call.server";

/** Notes that an auth session is in use and moves its idle end. Run after the answer, when the entrance said that a touch is due. */
export async function touchAuthSession(ctx: Ctx): Promise<void> {
  if (ctx.entrance.kind !== "host" || !ctx.entrance.tokenDigest) return;
  const { host, tokenDigest } = ctx.entrance;
  await callEntrance<boolean>(
    ctx,
    sql`select app.touch_auth_session(${host}, ${tokenDigest}::bytea, ${ctx.now.toISOString()}::timestamptz) as value`,
  );
}
