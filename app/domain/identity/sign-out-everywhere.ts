import { sql } from "drizzle-orm";

import { can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";

/** Ends every auth session of the caller, the one in use included. */
export function signOutEverywhere(ctx: Ctx): Promise<void> {
  return mutate(ctx, "auth_session.revoke", {
    load: () => ({}),
    decide: () => {
      const allowed = can(ctx.actor, "auth_session.revoke", { own: true });
      if (allowed !== true) return allowed;
      return {
        writes: [
          value<number>(
            sql`select app.revoke_auth_sessions(null, null, ${ctx.now.toISOString()}::timestamptz) as value`,
          ),
        ],
        result: undefined,
      };
    },
  });
}
