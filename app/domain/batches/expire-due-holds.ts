import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";

/** Releases seats kept past their deadline. Transfers that waited on one time out with it, once transfers exist. */
export async function expireDueHolds(ctx: Ctx): Promise<{ released: number; timedOut: number }> {
  return mutate(ctx, "job.expire-holds", {
    load: () => ({}),
    decide: () => ({
      writes: [
        rows<{ id: string }>(
          sql`update seat_holds set released_at = ${ctx.now.toISOString()}::timestamptz where released_at is null and expires_at <= ${ctx.now.toISOString()}::timestamptz returning id`,
        ),
      ],
      result: fromWrites(([released]) => ({ released: (released as unknown[]).length, timedOut: 0 })),
    }),
  });
}
