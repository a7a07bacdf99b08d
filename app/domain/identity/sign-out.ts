import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { tokenDigest } from "#kernel/ids";

import { callEntrance, hostOf } from "./entrance-call.server";
import { loginToken } from "./login-cookie";

/** Ends the auth sessions this browser's login cookies stand for. One that ended before, or belongs to another school, is no fault. */
export async function signOut(ctx: Ctx, loginCookies: (string | null)[]): Promise<void> {
  const tokens = loginCookies.map(loginToken).filter((token) => token !== null);
  await Promise.all(
    tokens.map(async (token) =>
      callEntrance<boolean>(
        ctx,
        sql`select app.sign_out(${hostOf(ctx)}, ${await tokenDigest(token)}::bytea, ${ctx.now.toISOString()}::timestamptz, ${ctx.requestId}) as value`,
      ),
    ),
  );
}
