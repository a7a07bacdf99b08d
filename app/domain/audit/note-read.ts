import { sql } from "drizzle-orm";

import type { Action } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { build, entrance, value } from "#kernel/database.server";
import type { Entered } from "#kernel/database.server";

export type Reading = {
  studentId: string;
  /** The page's own name in the record: "student", "contact", "view_as". */
  screen: string;
  /** What the page asked for. */
  action: Action;
};

/**
 * Notes that a member of staff saw a student's personal data, once for each actor, student, screen and 15 minutes. Called
 * with the page at hand, so that nobody is noted who was refused; the row is written after the answer, which must not
 * wait for it.
 */
export function noteRead(ctx: Ctx, reading: Reading): void {
  if (ctx.actor.kind !== "member" || ctx.actor.role === "student") return;
  ctx.ports.after(() => writeNote(ctx, reading));
}

/** One trip: no `mutate`, because nothing is loaded and nothing decided. */
async function writeNote(ctx: Ctx, { studentId, screen, action }: Reading): Promise<void> {
  const now = ctx.now.toISOString();
  const batch = [
    build(value<Entered>(entrance(asOneself(ctx), action, null))),
    build(
      value<boolean>(sql`select app.note_read(${studentId}::uuid, ${screen}, ${action}, ${now}::timestamptz) as value`),
    ),
  ];
  await ctx.ports.database.batch(
    batch.map((one) => one.statement),
    { readOnly: false, isolation: "ReadCommitted" },
  );
}

/** Who looks through a student's eyes can write nothing there; the note is their own. */
const asOneself = (ctx: Ctx): Ctx =>
  ctx.entrance.kind === "host" ? { ...ctx, entrance: { ...ctx.entrance, viewing: undefined } } : ctx;
