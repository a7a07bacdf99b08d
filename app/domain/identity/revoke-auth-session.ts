import { sql } from "drizzle-orm";

import { can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { myAuthSessions } from "./get-profile-page";

/** Ends one of one's own auth sessions, on its next request. Somebody else's does not exist. */
export function revokeAuthSession(ctx: Ctx, input: { authSessionId: string }): Promise<{ wasCurrent: boolean }> {
  return mutate(ctx, "auth_session.revoke", {
    load: () => ({ mine: myAuthSessions(ctx) }),
    decide: ({ mine }) => {
      const allowed = can(ctx.actor, "auth_session.revoke", { own: true });
      if (allowed !== true) return allowed;
      if (!mine.some((s) => s.id === input.authSessionId)) return refuse("not_found");
      return {
        writes: [
          value<number>(
            sql`select app.revoke_auth_sessions(${input.authSessionId}::uuid, null, ${ctx.now.toISOString()}::timestamptz) as value`,
          ),
        ],
        result: { wasCurrent: input.authSessionId === ctx.authSession?.id },
      };
    },
  });
}
