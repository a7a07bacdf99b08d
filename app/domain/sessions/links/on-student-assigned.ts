import { and, eq, gt, lt, sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { read } from "#kernel/read.server";

import { sessions } from "../tables";
import { makeLinks } from "./make-links";
import { wantLinks } from "./want-links";

/** On a late assignment: whoever joins a batch within 24 hours of a class gets their link at once, not at the next sweep. */
export async function provisionOnAssignment(
  ctx: Ctx,
  event: ReceivedEvent<{ batchId: string; studentId: string }>,
): Promise<void> {
  const { batchId, studentId } = event.payload;
  const { soon } = await read(ctx, () => ({
    soon: q
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(
          eq(sessions.batchId, batchId),
          eq(sessions.state, "scheduled"),
          gt(sessions.endsAt, ctx.now),
          lt(sessions.startsAt, sql`${ctx.now.toISOString()}::timestamptz + interval '24 hours'`),
        ),
      ),
  }));
  for (const session of soon) {
    await wantLinks(ctx, { sessionId: session.id, studentId });
    await makeLinks(ctx, { sessionId: session.id, studentId });
  }
}
