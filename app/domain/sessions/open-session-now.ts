import type { Ctx } from "#kernel/ctx";

import { changeWindow } from "./change-window";
import { refuseSession } from "./refusals";

/** Opens the join gate at once, before its usual minutes. Refuses a class that is over. */
export const openSessionNow = (ctx: Ctx, input: { sessionId: string; reason: string }) =>
  changeWindow(ctx, input, (session) =>
    session.endsAt < ctx.now ? refuseSession("session.past") : { opensAtOverride: ctx.now },
  );
