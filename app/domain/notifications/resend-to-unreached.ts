import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { isTemplate } from "./mail-rules";
import { notifyNewsWrite } from "./notify";
import { refuseNotification } from "./refusals";
import { newsOf, noticesOf, noticeState } from "./session-notices";

const resendInput = z.object({ sessionId: z.uuid(), reason: reasonInput });

/**
 * Tells the last change of a class once more to the students whose mail did not reach them, at the address they have now.
 * Refuses when all were reached or are being mailed: pressed twice, it is sent once.
 */
export async function resendToUnreached(ctx: Ctx, raw: z.input<typeof resendInput>): Promise<{ told: number }> {
  const { sessionId, reason } = parseInput(resendInput, raw);
  return mutate(ctx, "session.update", {
    load: () => ({ news: newsOf(sessionId), notices: noticesOf(sessionId) }),
    decide: ({ news: [last], notices }) => {
      assertCan(ctx.actor, "session.update");
      if (!last || !isTemplate(last.template)) return refuse("not_found");
      const { template, subject_id, occurrence, again } = last;
      const unreached = notices.filter((one) => noticeState(one) === "unreached");
      if (unreached.length === 0) return refuseNotification("notice.all_reached");
      return {
        writes: [
          notifyNewsWrite(
            unreached.map(({ user_id }) => ({
              userId: user_id,
              template,
              subjectId: subject_id,
              occurrence: `${occurrence}/${again + 1}`,
            })),
          ),
        ],
        events: [{ name: "session.notice_resent", payload: { sessionId, students: unreached.length } }],
        result: { told: unreached.length },
      };
    },
    reason,
  });
}
