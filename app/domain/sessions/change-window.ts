import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { currentPolicy } from "../organizations/current-policy";
import { joinWindow, joinWindowPolicyIn } from "./join/join-window";
import { refuseSession } from "./refusals";
import { sessions } from "./tables";

type Session = typeof sessions.$inferSelect;
const longestReason = 400;
type Change = { opensAtOverride: Date } | { closesAtOverride: Date };

/**
 * What "open now" and "close later" share: one scheduled class, its window moved, with a reason in the record. They decide
 * from the window as it is without evidence of a meeting that still runs; null leaves everything as it is.
 */
export async function changeWindow(
  ctx: Ctx,
  input: { sessionId: string; reason: string },
  decide: (session: Session, window: { opensAt: Date; closesAt: Date }, zone: string) => Refusal | Change | null,
): Promise<void> {
  const reason = input.reason.trim();
  await mutate(ctx, "session.open_window", {
    load: () => ({
      found: q.select().from(sessions).where(eq(sessions.id, input.sessionId)),
      policy: currentPolicy("join_window", ctx.now),
    }),
    decide: ({ found: [session], policy: [policy] }) => {
      assertCan(ctx.actor, "session.open_window");
      if (!session || !ctx.tenant) return refuse("not_found");
      if (!reason) return refuse("input.invalid", { fields: { reason: ["Say why; it stands in the record."] } });
      if (reason.length > longestReason)
        return refuse("input.invalid", { fields: { reason: [`At most ${longestReason} characters.`] } });
      if (session.state !== "scheduled") return refuseSession("session.state");
      const window = joinWindow({ ...session, stillRunning: false }, joinWindowPolicyIn(policy?.value));
      const change = decide(session, window, ctx.tenant.zone);
      if (change instanceof Error) return change;
      if (!change) return { writes: [], result: undefined };
      return {
        writes: [guardedUpdate(sessions, session, change, "session")],
        events: [{ name: "session.window_changed", payload: { sessionId: session.id } }],
        result: undefined,
      };
    },
    reason,
  });
}
