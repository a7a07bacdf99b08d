import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { refuseSession } from "./refusals";
import { sessionMachine } from "./session.machine";
import { sessions } from "./tables";

/** Calls a class off, with a reason the students read. Refuses one that is over or already cancelled. */
export async function cancelSession(ctx: Ctx, input: { sessionId: string; reason: string }): Promise<void> {
  const reason = input.reason.trim();
  await mutate(ctx, "session.cancel", {
    load: () => ({ found: q.select().from(sessions).where(eq(sessions.id, input.sessionId)) }),
    decide: ({ found: [session] }) => {
      assertCan(ctx.actor, "session.cancel");
      if (!session) return refuse("not_found");
      if (!reason) return refuse("input.invalid", { fields: { reason: ["Say why; students read it."] } });
      if (session.state !== "scheduled") return refuseSession("session.state");
      if (session.endsAt < ctx.now) return refuseSession("session.past");
      return {
        writes: [transition(sessions, sessionMachine, session, "cancel", { set: { cancelReason: reason } })],
        events: [{ name: "session.cancelled", payload: { sessionId: session.id, batchId: session.batchId } }],
        result: undefined,
      };
    },
    reason,
  });
}
