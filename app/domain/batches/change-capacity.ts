import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { capacityText, versionText } from "./inputs";
import { changedMeanwhile, lastChangeOf } from "./last-change";
import { refuseBatch } from "./refusals";
import { seatsTaken } from "./seats";
import { batches } from "./tables";

const capacityForm = z.object({
  batchId: z.uuid(),
  capacity: capacityText,
  reason: reasonInput,
  version: versionText,
});

/**
 * Gives a batch another number of seats, never fewer than are taken or held: asked before, and once more after the write,
 * when the batch's row is locked and no further seat can be taken. Refuses an older form and a batch that is over.
 */
export async function changeCapacity(ctx: Ctx, raw: z.input<typeof capacityForm>): Promise<void> {
  const { batchId, capacity, reason, version } = parseInput(capacityForm, raw);
  await mutate(ctx, "batch.update", {
    load: () => ({
      found: q.select().from(batches).where(eq(batches.id, batchId)),
      taken: rows<{ taken: number }>(sql`select ${seatsTaken(sql`${batchId}::uuid`)} as taken`),
      last: lastChangeOf("batches", [batchId]),
    }),
    decide: ({ found: [batch], taken: [seats], last }) => {
      assertCan(ctx.actor, "batch.update");
      if (!batch || !seats || !ctx.tenant) return refuse("not_found");
      if (batch.version !== version) return changedMeanwhile(last, ctx.now, ctx.tenant.zone);
      if (batch.state === "completed" || batch.state === "cancelled") return refuseBatch("batch.state");
      // A batch that was oversold may be widened step by step, though it still holds more than it has.
      if (capacity < seats.taken && capacity < batch.capacity)
        return refuseBatch("batch.capacity", {
          fields: { capacity: [`${seats.taken} seats are taken or held. Choose ${seats.taken} or more.`] },
        });
      const lowered = capacity < batch.capacity;
      return {
        writes: [
          guardedUpdate(batches, batch, { capacity }, "batch"),
          ...(lowered
            ? [rows(sql`select app.expect(1, (${seatsTaken(sql`${batchId}::uuid`)} <= ${capacity})::int, 'seats')`)]
            : []),
        ],
        events: [{ name: "batch.capacity_changed", payload: { batchId, capacity } }],
        result: undefined,
      };
    },
    reason,
  });
}
