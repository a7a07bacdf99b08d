import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { notifyWrite } from "./notify";

/** On an answer about a contested mark: the student who asked reads it, once. */
export async function tellOfAnsweredContest(ctx: Ctx, event: ReceivedEvent<{ contestId: string }>): Promise<void> {
  const { contestId } = event.payload;
  await handle(ctx, "notifications.tell-of-answered-contest", event, {
    load: () => ({
      asked: rows<{ user_id: string }>(sql`
        select m.user_id from attendance_contests x
        join memberships m on m.organization_id = x.organization_id and m.id = x.student_id and m.disabled_at is null
        where x.organization_id = (select app.organization_id()) and x.id = ${contestId}::uuid and x.state in ('accepted', 'declined')`),
    }),
    decide: ({ asked }) => {
      const told = asked.map(({ user_id }) => ({
        userId: user_id,
        template: "contest_answered" as const,
        subjectId: contestId,
        occurrence: "",
      }));
      return { writes: told.length > 0 ? [notifyWrite(told)] : [], result: undefined };
    },
  });
  ctx.ports.relaySoon();
}
