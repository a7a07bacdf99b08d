import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { transition } from "#kernel/write.server";

import { currentPolicy } from "../organizations/current-policy";
import { joinWindow, joinWindowPolicyIn } from "./join/join-window";
import { sessionMachine } from "./session.machine";
import type { SessionState } from "./session.machine";
import { sessions } from "./tables";

type Due = {
  id: string;
  version: number;
  state: SessionState;
  starts_at: string;
  ends_at: string;
  opens_at: string | null;
  closes_at: string | null;
  still_running: boolean;
};

/** Ends classes whose join window has closed, with the same rule as the gate, never before the scheduled end. */
export async function endDueSessions(ctx: Ctx): Promise<{ ended: number }> {
  const now = ctx.now.toISOString();
  return mutate(ctx, "job.end-due-sessions", {
    load: () => ({
      policy: currentPolicy("join_window", ctx.now),
      due: rows<Due>(sql`
        select s.id, s.version, s.state, s.starts_at, s.ends_at, s.opens_at_override as opens_at, s.closes_at_override as closes_at,
          coalesce((select m.meeting_started_at is not null and m.meeting_ended_at is null from session_meetings m where m.organization_id = s.organization_id and m.session_id = s.id), false) as still_running
        from sessions s
        where s.state = 'scheduled' and s.ends_at < ${now}::timestamptz order by s.ends_at limit 500`),
    }),
    decide: ({ policy, due }) => {
      const rule = joinWindowPolicyIn(policy[0]?.value);
      const over = due.filter((s) => {
        const facts = {
          startsAt: s.starts_at,
          endsAt: s.ends_at,
          opensAtOverride: s.opens_at,
          closesAtOverride: s.closes_at,
          stillRunning: s.still_running,
        };
        return joinWindow(facts, rule).closesAt < ctx.now;
      });
      return {
        writes: over.map((row) => transition(sessions, sessionMachine, row, "end")),
        events: over.map((row) => ({ name: "session.ended", payload: { sessionId: row.id } })),
        result: { ended: over.length },
      };
    },
  });
}
