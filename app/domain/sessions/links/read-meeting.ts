import { and, eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";

import { sessionMeetings } from "../tables";

/**
 * Reads the meeting behind an id that ops typed: keeps its join link as the class's fallback (where ops gave none) and
 * whether registration is on. Says which when it cannot, and leaves the class as it is: the fallbacks still work.
 */
export async function readMeeting(ctx: Ctx, sessionId: string): Promise<boolean> {
  const { found } = await read(ctx, () => ({
    found: q.select().from(sessionMeetings).where(eq(sessionMeetings.sessionId, sessionId)),
  }));
  const meeting = found[0];
  if (!meeting?.meetingIdSealed || meeting.provider !== "zoom") return false;
  const answer = await ctx.ports.meetings.getMeeting(await ctx.ports.vault.open(meeting.meetingIdSealed));
  const allowed = answer.ok && (ctx.tenant?.meetingOrigins ?? []).includes(new URL(answer.value.joinUrl).origin);
  const fallbackSealed =
    answer.ok && allowed && !meeting.fallbackSealed
      ? await ctx.ports.vault.seal(answer.value.joinUrl)
      : meeting.fallbackSealed;
  await mutate(ctx, "job.provision-links", {
    load: () => ({}),
    decide: () => ({
      writes: [
        q
          .update(sessionMeetings)
          .set(
            answer.ok
              ? {
                  registrationOn: answer.value.registrationOn,
                  readAt: ctx.now,
                  readError: allowed ? null : "origin_not_allowed",
                  fallbackSealed,
                }
              : { readError: answer.code },
          )
          .where(and(eq(sessionMeetings.sessionId, sessionId), eq(sessionMeetings.generation, meeting.generation))),
      ],
      result: undefined,
    }),
  });
  return answer.ok;
}
