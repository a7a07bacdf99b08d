import type { Ctx } from "#kernel/ctx";

import { changeWindow } from "./change-window";
import { refuseSession } from "./refusals";

/**
 * Opens the join gate at once, before its usual minutes: it never opens later than it would. Refuses a class that is over
 * and one that is open by its policy; what somebody opened already stays as they opened it.
 */
export const openSessionNow = (ctx: Ctx, input: { sessionId: string; reason: string }) =>
  changeWindow(ctx, input, (session, { opensAt }) => {
    if (session.endsAt < ctx.now) return refuseSession("session.past");
    if (opensAt > ctx.now) return { opensAtOverride: ctx.now };
    return session.opensAtOverride ? null : refuseSession("session.open_already");
  });
