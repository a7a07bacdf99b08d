import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";

import { settleSheet } from "./settle-sheet";
import { sheetQueries } from "./sheet-facts";

const atOnce = 20;
const rounds = 25;

/**
 * Works out the marks of every class that has ended and has none: once, whenever it runs. Evidence that comes later is
 * worked in by whoever brings it.
 */
export async function markEndedSessions(ctx: Ctx): Promise<{ sessions: number; marks: number }> {
  const done = { sessions: 0, marks: 0 };
  for (let round = 0; round < rounds; round++) {
    const { due } = await read(ctx, () => ({ due: rows<{ id: string }>(dueAt(ctx.now)) }));
    if (due.length === 0) break;
    done.marks += await markSessions(
      ctx,
      due.map(({ id }) => id),
    );
    done.sessions += due.length;
    if (due.length < atOnce) break;
  }
  return done;
}

const markSessions = (ctx: Ctx, sessionIds: string[]): Promise<number> =>
  mutate(ctx, "job.mark-attendance", {
    load: () => sheetQueries(sessionIds, ctx.now),
    decide: (facts) => {
      const settled = facts.sessions
        .filter((session) => session.state === "ended" && session.marked_at === null)
        .map((session) => ({ id: session.id, ...settleSheet(ctx, session, facts) }));
      return {
        writes: settled.flatMap(({ writes }) => writes),
        events: settled.map(({ id }) => ({ name: "attendance.marked", payload: { sessionId: id } })),
        result: settled.reduce((sum, { changed }) => sum + changed, 0),
      };
    },
  });

/** Three weeks, so that a job that rested for days catches up; marks of an older class are worked out when somebody opens them. */
const dueAt = (now: Date) => sql`
  select s.id from sessions s
  where s.organization_id = (select app.organization_id()) and s.state = 'ended' and s.ends_at > ${now.toISOString()}::timestamptz - interval '21 days'
    and not exists (select from attendance_sheets h where h.organization_id = s.organization_id and h.session_id = s.id and h.marked_at is not null)
  order by s.ends_at limit ${atOnce}`;
