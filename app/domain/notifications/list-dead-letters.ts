import { count, eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { deadLetters } from "./tables";

export type DeadLetter = {
  id: string;
  source: "event" | "delivery" | "job";
  what: string;
  error: string;
  diedAt: Date;
  times: number;
};
const mostShown = 100;

/** What gave up and waits for a person, oldest first; `total` counts those beyond the hundred shown too. One trip. */
export async function listDeadLetters(ctx: Ctx): Promise<{ personName: string; letters: DeadLetter[]; total: number }> {
  const isOpen = eq(deadLetters.state, "open");
  const { id, source, what, error, diedAt, times } = deadLetters;
  const { person, letters, total } = await read(ctx, (_, me) => ({
    person: ownName(me),
    letters: q
      .select({ id, source, what, error, diedAt, times })
      .from(deadLetters)
      .where(isOpen)
      .orderBy(diedAt, id)
      .limit(mostShown),
    total: q.select({ n: count() }).from(deadLetters).where(isOpen),
  }));
  assertCan(ctx.actor, "system.read");
  return { personName: person[0]?.name ?? "", letters, total: total[0]?.n ?? 0 };
}
