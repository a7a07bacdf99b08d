import type { Ctx } from "#kernel/ctx";
import { addMinutes, clockTime } from "#kernel/time";

import { changeWindow } from "./change-window";
import { refuseSession } from "./refusals";

/**
 * Keeps the join gate open for `minutes` more than the scheduled end (at most 12 h), also when it has just closed. It
 * never closes the gate earlier than it would close now: that is refused with the time until which it is open.
 */
export const closeSessionLater = (ctx: Ctx, input: { sessionId: string; reason: string; minutes: number }) =>
  changeWindow(ctx, input, (session, { closesAt }, zone) => {
    if (!Number.isInteger(input.minutes) || input.minutes < 1 || input.minutes > 720)
      return refuseSession("session.close_before_end", { fields: { until: ["Choose until when students can join."] } });
    const until = addMinutes(session.endsAt, input.minutes);
    if (until > closesAt) return { closesAtOverride: until };
    if (until.getTime() === session.closesAtOverride?.getTime()) return null;
    const already = `Students can join until ${clockTime(closesAt, zone)} already. Choose a later time.`;
    return refuseSession("session.close_earlier", { fields: { until: [already] } });
  });
