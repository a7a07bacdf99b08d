import type { Ctx } from "#kernel/ctx";
import { addMinutes } from "#kernel/time";

import { changeWindow } from "./change-window";
import { refuseSession } from "./refusals";

/** Keeps the join gate open for `minutes` more than the scheduled end (at most 12 h). Also for a class whose gate has just closed. */
export const closeSessionLater = (ctx: Ctx, input: { sessionId: string; reason: string; minutes: number }) =>
  changeWindow(ctx, input, (session) =>
    Number.isInteger(input.minutes) && input.minutes >= 1 && input.minutes <= 720
      ? { closesAtOverride: addMinutes(session.endsAt, input.minutes) }
      : refuseSession("session.close_before_end", { fields: { until: ["Choose until when students can join."] } }),
  );
