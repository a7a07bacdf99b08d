import { eq, isNull, sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { expecting } from "#kernel/write.server";

import { batches, hostAccounts } from "../batches/tables";
import { refuseSession } from "./refusals";
import { sessionMeetings, sessions } from "./tables";

export type StartClass = { kind: "link"; startUrl: string } | { kind: "host_key"; hostKey: string | null; why: string };

/**
 * For the trainer of the class and for ops: a fresh host link, asked of the provider at this click and never stored; when it does
 * not come within 5 s, the host key to take over with. The start is recorded as evidence that the meeting began. Refuses
 * somebody else's class to a trainer as not found.
 */
export async function startClass(ctx: Ctx, input: { sessionId: string }): Promise<StartClass> {
  const meeting = await mutate(ctx, "session.host", {
    load: () => ({
      found: q
        .select({
          id: sessions.id,
          state: sessions.state,
          trainerId: sessions.trainerId,
          batchTrainerId: batches.trainerId,
          meetingIdSealed: sessionMeetings.meetingIdSealed,
          fallbackSealed: sessionMeetings.fallbackSealed,
          hostKeySealed: sessionMeetings.hostKeySealed,
          accountKeySealed: hostAccounts.hostKeySealed,
          startedAt: sessionMeetings.meetingStartedAt,
        })
        .from(sessions)
        .innerJoin(batches, eq(batches.id, sessions.batchId))
        .leftJoin(sessionMeetings, eq(sessionMeetings.sessionId, sessions.id))
        .leftJoin(hostAccounts, eq(hostAccounts.id, sessions.hostAccountId))
        .where(eq(sessions.id, input.sessionId)),
    }),
    decide: ({ found: [session] }, me) => {
      const assigned =
        !!session && ctx.actor.kind === "member" && (session.trainerId ?? session.batchTrainerId) === me.memberId;
      assertCan(ctx.actor, "session.host", { assigned });
      if (!session) return refuse("not_found");
      if (session.state !== "scheduled") return refuseSession("session.state");
      return {
        // Once, however often a host link is asked for.
        writes: session.startedAt ? [] : [expecting(1, "meeting", startedNow(session.id, ctx.now))],
        events: session.startedAt ? [] : [{ name: "session.host_started", payload: { sessionId: session.id } }],
        result: session,
      };
    },
  });
  const keySealed = meeting.hostKeySealed ?? meeting.accountKeySealed;
  const hostKey = keySealed ? await ctx.ports.vault.open(keySealed) : null;
  if (!meeting.meetingIdSealed) return { kind: "host_key", hostKey, why: "This class has no Zoom meeting of its own." };
  const answer = await ctx.ports.meetings.getHostLink(await ctx.ports.vault.open(meeting.meetingIdSealed));
  if (answer.ok) return { kind: "link", startUrl: answer.value.startUrl };
  ctx.ports.log.error("host_link_failed", { code: answer.code });
  return { kind: "host_key", hostKey, why: refuseSession("session.no_host_link").message };
}

const startedNow = (sessionId: string, now: Date) =>
  q
    .insert(sessionMeetings)
    .values({ sessionId, meetingStartedAt: now })
    .onConflictDoUpdate({
      target: sessionMeetings.sessionId,
      set: { meetingStartedAt: now },
      setWhere: isNull(sessionMeetings.meetingStartedAt),
    })
    .returning({ one: sql`1` })
    .getSQL();
