import { and, asc, eq, gte, isNotNull, isNull, or, sql } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { addDays, daysBetween } from "#kernel/time";
import { unchangedEach } from "#kernel/write.server";
import { instantAt } from "#kernel/zoned.server";

import { changedMeanwhile, lastChangeOf } from "../../batches/last-change";
import { batchMeetings, hostAccounts } from "../../batches/tables";
import { staffProfiles } from "../../identity/tables";
import { newMeetings } from "../links/new-meetings";
import { refuseSession } from "../refusals";
import { meetingOf } from "../replace-link";
import { sessionMeetings, sessions } from "../tables";
import { changeInput } from "./change-input";
import type { ChangeInput } from "./change-input";
import { reachOf, reachQueries } from "./reach";
import type { Reach } from "./reach";
import { changeRemedies, refuseReach } from "./refuse-reach";
import { isEmptyChange, keptOverlap, onlyChanges } from "./schedule-change";
import type { ClassPlan, ScheduleChange, ScheduledClass } from "./schedule-change";
import { scheduleWrites } from "./schedule-writes";
import { nameOf, versionsOf } from "./seen";

export type ChangePreview = { change: ScheduleChange; reach: Reach; shown: string };
type Planned = {
  input: ChangeInput;
  batchId: string;
  change: ScheduleChange;
  affected: ScheduledClass[];
  shown: string;
};

/**
 * What changing a class, or it and all that follow, would do: the dry run of `changeSession`, with the same refusals but
 * for those of its reach, which are part of the answer.
 */
export async function previewSessionChange(ctx: Ctx, raw: z.input<typeof changeInput>): Promise<ChangePreview> {
  const { batchId, change, shown } = await plan(ctx, raw);
  const found = await read(ctx, () => reachQueries(batchId, change));
  return { change, reach: reachOf(change, found, ctx.tenant!.zone), shown };
}

/**
 * Changes one class, or it and all that follow: topic (of this one), day and time (those that follow move by as many days,
 * and to the new time), length, trainer, host account and meeting. Past classes do not change. Refuses a form made from
 * rows that somebody changed since, naming who and what; what was not shown before; a trainer or account that is taken
 * then, by name, a trainer's overlap unless a reason sets it aside; students with two classes at once unless accepted; and
 * another host account without its meeting, where any of the classes has a link, its own or its batch's.
 */
export async function changeSession(ctx: Ctx, raw: z.input<typeof changeInput>): Promise<{ changed: number }> {
  const { input, batchId, change, affected, shown } = await plan(ctx, raw);
  const zone = ctx.tenant!.zone;
  if (input.shown !== shown) throw refuseSession("session.look_first");
  if (!input.reason) throw refuse("input.invalid", { fields: { reason: ["Say why; students read it."] } });
  const link = input.link ? meetingOf(input.link) : null;
  const sealed = link && {
    fallbackSealed: link.url ? await ctx.ports.vault.seal(link.url.href) : null,
    meetingIdSealed: link.meetingId ? await ctx.ports.vault.seal(link.meetingId) : null,
  };
  const ids = affected.map((one) => one.id);
  return mutate(ctx, "session.update", {
    load: () => ({
      ...reachQueries(batchId, change),
      now: q
        .select({ id: sessions.id, version: sessions.version })
        .from(sessions)
        .where(following(affected[0]!, input)),
      last: lastChangeOf("sessions", ids),
    }),
    decide: ({ now, last, ...found }) => {
      assertCan(ctx.actor, "session.update");
      const same = affected.every((one) => now.some(({ id, version }) => id === one.id && version === one.version));
      if (!same || now.length !== affected.length) return changedMeanwhile(last, ctx.now, zone);
      const reach = reachOf(change, found, zone);
      const refusal = refuseReach(reach, zone, {
        doubleBooking: input.doubleBooking === "yes",
        remedies: changeRemedies,
      });
      if (refusal) return refusal;
      const { writes, events } = scheduleWrites(ctx, { batchId, change, lanes: reach.lanes, reason: input.reason });
      return {
        writes: [
          unchangedEach(sessions, affected, "session"),
          ...writes,
          ...(sealed ? [newMeetings(ids, sealed, ctx.now)] : []),
        ],
        events: [
          ...events,
          ...(sealed ? ids.map((sessionId) => ({ name: "session.meeting_changed", payload: { sessionId } })) : []),
        ],
        result: { changed: ids.length },
      };
    },
    reason: input.reason,
    onConstraint: {
      sessions_trainer_overlap: refuseSession("session.trainer_busy"),
      sessions_host_overlap: refuseSession("session.host_busy"),
    },
  });
}

/** The class itself, or it and the ones after it that are still to come. */
const following = (
  session: Pick<ScheduledClass, "id" | "batchId" | "startsAt">,
  { scope }: Pick<ChangeInput, "scope">,
) =>
  scope === "this"
    ? eq(sessions.id, session.id)
    : and(
        eq(sessions.batchId, session.batchId),
        eq(sessions.state, "scheduled"),
        gte(sessions.startsAt, session.startsAt),
      )!;

/** The same before the class is known, as one query finds them. */
const inSeries = ({ scope, sessionId }: ChangeInput) =>
  scope === "this"
    ? eq(sessions.id, sessionId)
    : and(
        sql`${sessions.batchId} = (select x.batch_id from sessions x where x.id = ${sessionId}::uuid)`,
        eq(sessions.state, "scheduled"),
        sql`${sessions.startsAt} >= (select x.starts_at from sessions x where x.id = ${sessionId}::uuid)`,
      )!;

async function plan(ctx: Ctx, raw: z.input<typeof changeInput>): Promise<Planned> {
  const input = parseInput(changeInput, raw);
  const facts = await read(ctx, () => ({
    found: q.select().from(sessions).where(eq(sessions.id, input.sessionId)),
    series: q.select().from(sessions).where(inSeries(input)).orderBy(asc(sessions.startsAt)),
    linked: q
      .select({ id: sessions.id })
      .from(sessions)
      .leftJoin(sessionMeetings, eq(sessionMeetings.sessionId, sessions.id))
      .leftJoin(batchMeetings, and(eq(batchMeetings.batchId, sessions.batchId), isNull(sessionMeetings.replacedAt)))
      .where(
        and(
          inSeries(input),
          or(
            isNotNull(sessionMeetings.meetingIdSealed),
            isNotNull(sessionMeetings.fallbackSealed),
            isNotNull(batchMeetings.fallbackSealed),
          ),
        ),
      ),
    trainer: q
      .select({ id: staffProfiles.id })
      .from(staffProfiles)
      .where(eq(staffProfiles.id, input.trainerId ?? input.sessionId)),
    host: q
      .select({ id: hostAccounts.id, state: hostAccounts.state })
      .from(hostAccounts)
      .where(eq(hostAccounts.id, input.hostAccountId ?? input.sessionId)),
    last: lastChangeOf("sessions", [input.sessionId]),
  }));
  assertCan(ctx.actor, "session.update");
  const [session] = facts.found;
  if (!session || !ctx.tenant) throw refuse("not_found");
  if (input.version && input.version !== (await versionsOf([session])))
    throw changedMeanwhile(facts.last, ctx.now, ctx.tenant.zone);
  if (session.state !== "scheduled") throw refuseSession("session.state");
  if (session.endsAt <= ctx.now) throw refuseSession("session.past");
  const linked = new Set(facts.linked.map((one) => one.id));
  const changed = onlyChanges(facts.series.map((one) => ({ session: one, to: planned(one, session, input) })));
  const refused = refuseInput(ctx, session, input, {
    trainerKnown: facts.trainer.length > 0,
    host: facts.host[0],
    leavesMeeting: changed.some(({ session: was, to }) => was.hostAccountId !== to.hostAccountId && linked.has(was.id)),
  });
  if (refused) throw refused;
  const change = { changed, added: [], dropped: [] };
  if (isEmptyChange(change) && !input.link) throw refuseSession("session.nothing_changed");
  // A class that runs already keeps its begin; what is moved begins later than now.
  const past = changed.find(
    ({ session: was, to }) => to.startsAt <= ctx.now && to.startsAt.getTime() !== was.startsAt.getTime(),
  );
  if (past) throw refuseSession("session.moved_to_past", { fields: { on: ["Choose a day and time still to come."] } });
  return {
    input,
    batchId: session.batchId,
    change,
    affected: facts.series,
    shown: await nameOf([changed.map(({ session: was, to }) => [was.id, was.version, to]), input.link]),
  };
}

/** A class of the series as it will be: what the form changed about the first one, applied to each. */
function planned(one: ScheduledClass, first: ScheduledClass, input: ChangeInput): ClassPlan {
  const itself = one.id === first.id;
  const localDate = addDays(one.localDate, daysBetween(first.localDate, input.on));
  const localTime = input.time === first.localTime.slice(0, 5) ? one.localTime.slice(0, 5) : input.time;
  const stays = localDate === one.localDate && localTime === one.localTime.slice(0, 5);
  const startsAt = stays ? one.startsAt : instantAt(localDate, localTime, one.zone);
  const was = lengthOf(one);
  const length = input.minutes === lengthOf(first) ? was : input.minutes;
  const to = {
    title: itself ? input.title : one.title,
    startsAt,
    endsAt: new Date(startsAt.getTime() + length * 60_000),
    localDate,
    localTime: stays ? one.localTime : localTime,
    trainerId: input.trainerId === first.trainerId ? one.trainerId : input.trainerId,
    hostAccountId: input.hostAccountId === first.hostAccountId ? one.hostAccountId : input.hostAccountId,
  };
  return { ...to, overlapOk: input.overlapReason || keptOverlap(one, to) };
}

const lengthOf = ({ startsAt, endsAt }: ScheduledClass) => Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);

function refuseInput(
  ctx: Ctx,
  session: ScheduledClass,
  input: ChangeInput,
  known: {
    trainerKnown: boolean;
    host: { state: string } | undefined;
    /** A class gets another account and has a link, its own or its batch's: it would lead into the old account's room. */
    leavesMeeting: boolean;
  },
): Refusal | null {
  const field = (name: string, sentence: string) => ({ fields: { [name]: [sentence] } });
  if (input.trainerId && !known.trainerKnown)
    return refuseSession("session.people_unknown", field("trainerId", "Choose a trainer from the list."));
  const otherHost = input.hostAccountId !== session.hostAccountId;
  if (input.hostAccountId && (!known.host || (otherHost && known.host.state !== "active")))
    return refuseSession("session.people_unknown", field("hostAccountId", "Choose an account from the list."));
  const link = input.link ? meetingOf(input.link) : null;
  if (input.link && !link)
    return refuseSession(
      "session.link_unreadable",
      field("link", "Paste a whole link beginning with https://, or a meeting number of 9 to 11 digits."),
    );
  if (link?.url && !ctx.tenant!.meetingOrigins.includes(link.url.origin))
    return refuseSession("session.link_origin", field("link", "This link is not on one of your meeting providers."));
  if (known.leavesMeeting && !link)
    return refuseSession(
      "session.link_needed",
      field("link", "Paste the link or number of the new account's meeting."),
    );
  return null;
}
