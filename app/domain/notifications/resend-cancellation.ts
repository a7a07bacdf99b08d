import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { batches } from "../batches/tables";
import { cancellationNotices, moveNoticeState } from "./batch-notices";
import { notifyNewsWrite } from "./notify";
import { refuseNotification } from "./refusals";

const resendInput = z.object({ batchId: z.uuid(), reason: reasonInput });

/**
 * Tells once more that a batch is cancelled, to the students whose mail did not reach them, at the address they have now.
 * Refuses when all were reached or are being mailed: pressed twice, it is sent once.
 */
export async function resendCancellation(ctx: Ctx, raw: z.input<typeof resendInput>): Promise<{ told: number }> {
  const { batchId, reason } = parseInput(resendInput, raw);
  return mutate(ctx, "batch.cancel", {
    load: () => ({
      found: q.select({ state: batches.state }).from(batches).where(eq(batches.id, batchId)),
      moves: cancellationNotices(batchId),
    }),
    decide: ({ found: [batch], moves }) => {
      assertCan(ctx.actor, "batch.cancel");
      if (batch?.state !== "cancelled") return refuse("not_found");
      const unreached = moves.filter((one) => moveNoticeState(one) === "unreached");
      if (unreached.length === 0) return refuseNotification("notice.all_reached");
      return {
        writes: [
          notifyNewsWrite(
            unreached.map(({ user_id, move_id, again }) => ({
              userId: user_id,
              template: "batch_cancelled",
              subjectId: move_id,
              occurrence: `/${again + 1}`,
            })),
          ),
        ],
        events: [{ name: "batch.notice_resent", payload: { batchId, students: unreached.length } }],
        result: { told: unreached.length },
      };
    },
    reason,
  });
}
