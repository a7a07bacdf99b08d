import { eq, inArray } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { addMinutes, localClock, localDay } from "#kernel/time";
import { unchanged } from "#kernel/write.server";

import { refuseBatch } from "../batches/refusals";
import { batches, hostAccounts } from "../batches/tables";
import { staffProfiles } from "../identity/tables";
import { inTurn } from "./in-turn";
import { refuseSession } from "./refusals";
import { sessionMeetings, sessions } from "./tables";

export const sessionInput = z.object({
  batchId: z.uuid(),
  number: z.int().min(1),
  title: z.string().trim().min(1, "Say what the class is about.").max(200),
  startsAt: z.date(),
  minutes: z.int().min(10, "A class lasts at least 10 minutes.").max(720, "A class lasts at most 12 hours."),
  trainerId: z.uuid().nullable().optional(),
  hostAccountId: z.uuid().nullable().optional(),
  hostLane: z.int().min(1).max(20).default(1),
  meetingId: z
    .string()
    .trim()
    .regex(/^[0-9]{9,11}$/, "A Zoom meeting id has 9 to 11 digits.")
    .nullable()
    .default(null),
  fallbackUrl: z.url().nullable().default(null),
});

/**
 * One class of a batch. Its trainer and host account are the batch's unless named; neither can be in two classes at once
 * (kept by the database, host with a 10-minute buffer). A meeting id and a fallback link are sealed before anything is
 * sent. Refuses a clash, more meetings at once than the account holds, a taken number, a batch that is over, a trainer or
 * account that does not exist, and a link on an origin the organization does not use.
 */
export async function scheduleSession(ctx: Ctx, raw: z.input<typeof sessionInput>): Promise<{ sessionId: string }> {
  const input = sessionInput.parse(raw);
  const sessionId = uuidv7(ctx.now.getTime());
  const meetingIdSealed = input.meetingId ? await ctx.ports.vault.seal(input.meetingId) : null;
  const fallbackSealed = input.fallbackUrl ? await ctx.ports.vault.seal(input.fallbackUrl) : null;
  return mutate(ctx, "session.create", {
    load: () => ({
      batch: q.select().from(batches).where(eq(batches.id, input.batchId)),
      trainers: q
        .select({ id: staffProfiles.id })
        .from(staffProfiles)
        .where(inArray(staffProfiles.id, input.trainerId ? [input.trainerId] : [])),
      hosts: q
        .select({ id: hostAccounts.id, simultaneous: hostAccounts.simultaneous })
        .from(hostAccounts)
        .leftJoin(batches, eq(batches.hostAccountId, hostAccounts.id))
        .where(input.hostAccountId ? eq(hostAccounts.id, input.hostAccountId) : eq(batches.id, input.batchId))
        .limit(1),
    }),
    decide: ({ batch: [batch], trainers, hosts: [host] }) => {
      assertCan(ctx.actor, "session.create");
      if (!batch || !ctx.tenant) return refuse("not_found");
      if (input.fallbackUrl && !ctx.tenant.meetingOrigins.includes(new URL(input.fallbackUrl).origin))
        return refuseSession("session.link_origin");
      if (batch.state === "completed" || batch.state === "cancelled") return refuseBatch("batch.state");
      if ((input.trainerId && trainers.length === 0) || (input.hostAccountId && !host))
        return refuseSession("session.people_unknown");
      const hostAccountId = input.hostAccountId === undefined ? batch.hostAccountId : input.hostAccountId;
      if (hostAccountId && host && input.hostLane > host.simultaneous) return refuseSession("session.host_busy");
      const { number, title, startsAt, hostLane } = input;
      const session = {
        id: sessionId,
        batchId: batch.id,
        number,
        title,
        startsAt,
        endsAt: addMinutes(startsAt, input.minutes),
        localDate: localDay(startsAt, batch.zone),
        localTime: localClock(startsAt, batch.zone),
        zone: batch.zone,
        trainerId: input.trainerId === undefined ? batch.trainerId : input.trainerId,
        hostAccountId,
        hostLane,
      };
      return {
        writes: [
          inTurn(batch.id, session.trainerId, session.hostAccountId),
          unchanged(batches, batch, "batch"),
          q.insert(sessions).values(session),
          q.insert(sessionMeetings).values({ sessionId, meetingIdSealed, fallbackSealed }),
        ],
        events: [
          { name: "session.scheduled", payload: { sessionId, batchId: batch.id } },
          ...(meetingIdSealed ? [{ name: "session.meeting_changed", payload: { sessionId } }] : []),
        ],
        result: { sessionId },
      };
    },
    onConstraint: {
      sessions_trainer_overlap: refuseSession("session.trainer_busy"),
      sessions_host_overlap: refuseSession("session.host_busy"),
      sessions_organization_id_batch_id_number_key: refuseSession("session.number_taken"),
    },
  });
}
