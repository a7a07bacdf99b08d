import { and, eq, inArray } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { build, entrance, value } from "#kernel/database.server";
import type { Entered } from "#kernel/database.server";
import { transitionAll } from "#kernel/write.server";

import { notificationMachine } from "./notification.machine";
import type { StudentNotice } from "./student-notices";
import { notifications } from "./tables";

/**
 * Notes that a student has seen what a page showed them: what was unread of it is read. After the answer, which does not
 * wait for it, in one trip, and none where all was read before. Who looks as the student leaves it unread.
 */
export function markNoticesRead(ctx: Ctx, shown: Pick<StudentNotice, "id" | "isRead">[]): void {
  const { actor } = ctx;
  const unread = shown.filter((one) => !one.isRead).map((one) => one.id);
  if (unread.length === 0 || actor.kind !== "member" || actor.role !== "student") return;
  ctx.ports.after(() => write(ctx, actor.userId, unread));
}

/** No `mutate`: nothing is loaded and nothing decided, and reading twice at once comes out the same. */
async function write(ctx: Ctx, userId: string, unread: string[]): Promise<void> {
  const mine = and(eq(notifications.userId, userId), inArray(notifications.id, unread))!;
  const batch = [
    build(value<Entered>(entrance(ctx, "notification.read", null))),
    build(transitionAll(notifications, notificationMachine, "read", mine)),
  ];
  await ctx.ports.database.batch(
    batch.map((one) => one.statement),
    { readOnly: false, isolation: "ReadCommitted" },
  );
}
