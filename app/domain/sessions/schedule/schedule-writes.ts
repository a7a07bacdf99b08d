import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import type { DomainEvent } from "#kernel/events";
import { uuidv7 } from "#kernel/ids";
import { expecting, transitionEach } from "#kernel/write.server";

import { inTurn } from "../in-turn";
import { sessionMachine } from "../session.machine";
import { sessionMeetings, sessions } from "../tables";
import { proposedOf } from "./reach";
import { movesInTime } from "./schedule-change";
import type { ScheduleChange, ScheduledClass } from "./schedule-change";

type Given = {
  batchId: string;
  change: ScheduleChange;
  /** By class, in the order of `proposedOf`. */
  lanes: number[];
  reason: string;
};

/**
 * Writes a change of the schedule as one: classes keep their identity, each is guarded by its version, and the rules that
 * keep hosts and trainers from two places at once are asked when all have moved. A class that moves in time counts its
 * sequence on, leaves a row of what it was, and loses the "open now" and "close later" of its old hour. Students hear of
 * one class by `session.rescheduled`, of several by one `batch.rescheduled`.
 */
export function scheduleWrites(
  ctx: Ctx,
  { batchId, change, lanes, reason }: Given,
): { writes: Query[]; events: DomainEvent[] } {
  const { changed, added, dropped } = change;
  const moved = changed.filter(movesInTime);
  const single = moved.length === 1 && dropped.length === 0;
  const seriesId = !single && moved.length + dropped.length > 0 ? uuidv7(ctx.now.getTime()) : null;
  const ids = added.map(() => uuidv7(ctx.now.getTime()));
  const laneOf = (key: number) => lanes[key] ?? 1;
  return {
    writes: [
      inTurn(batchId, ...whose(change)),
      rows(sql`set constraints sessions_host_overlap, sessions_trainer_overlap deferred`),
      ...(changed.length > 0 ? [update(changed, laneOf)] : []),
      ...(moved.length + dropped.length > 0
        ? [remember([...moved.map((one) => one.session), ...dropped], reason, seriesId)]
        : []),
      ...(added.length > 0
        ? [
            q.insert(sessions).values(
              added.map((to, i) => ({
                ...to,
                id: ids[i]!,
                batchId,
                zone: ctx.tenant!.zone,
                hostLane: laneOf(changed.length + i),
              })),
            ),
            q.insert(sessionMeetings).values(ids.map((sessionId) => ({ sessionId }))),
          ]
        : []),
      ...(dropped.length > 0
        ? [
            transitionEach(sessions, sessionMachine, dropped, "cancel", {
              set: { cancelReason: reason, sequence: sql`${sessions.sequence} + 1` },
            }),
          ]
        : []),
      // A broken rule is found here, under its name, and not by the commit.
      rows(sql`set constraints sessions_host_overlap, sessions_trainer_overlap immediate`),
    ],
    events: [
      ...(single ? [{ name: "session.rescheduled", payload: { sessionId: moved[0]!.session.id, batchId } }] : []),
      ...(seriesId ? [{ name: "batch.rescheduled", payload: { batchId, seriesId } }] : []),
      ...ids.map((sessionId) => ({ name: "session.scheduled", payload: { sessionId, batchId } })),
    ],
  };
}

/** Everybody whose time this takes, or gives back. */
const whose = (change: ScheduleChange): (string | null)[] =>
  proposedOf(change).flatMap(({ session, to }) => [
    to.trainerId,
    to.hostAccountId,
    ...(session ? [session.trainerId, session.hostAccountId] : []),
  ]);

function update(changed: ScheduleChange["changed"], laneOf: (key: number) => number): Query {
  const list = changed.map((one, key) => {
    const { session, to } = one;
    const moves = movesInTime(one);
    return {
      id: session.id,
      version: session.version,
      title: to.title,
      starts_at: to.startsAt,
      ends_at: to.endsAt,
      local_date: to.localDate,
      local_time: to.localTime,
      trainer_id: to.trainerId,
      host_account_id: to.hostAccountId,
      host_lane: laneOf(key),
      overlap_ok: to.overlapOk,
      moves,
    };
  });
  return expecting(
    list.length,
    "session",
    sql`update sessions s set title = x.title, starts_at = x.starts_at, ends_at = x.ends_at, local_date = x.local_date, local_time = x.local_time, trainer_id = x.trainer_id,
        host_account_id = x.host_account_id, host_lane = x.host_lane, overlap_ok = x.overlap_ok, sequence = s.sequence + x.moves::int,
        opens_at_override = case when not x.moves then s.opens_at_override end, closes_at_override = case when not x.moves then s.closes_at_override end
      from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(id uuid, version int, title text, starts_at timestamptz, ends_at timestamptz, local_date date, local_time time,
        trainer_id uuid, host_account_id uuid, host_lane int, overlap_ok text, moves boolean)
      where s.organization_id = (select app.organization_id()) and s.id = x.id and s.version = x.version returning 1`,
  );
}

/** What each class was that moved or fell away, under the sequence it has from now on. */
function remember(was: ScheduledClass[], reason: string, seriesId: string | null): Query {
  const list = was.map((session) => ({
    session_id: session.id,
    sequence: session.sequence + 1,
    was_starts_at: session.startsAt,
    was_ends_at: session.endsAt,
  }));
  return rows(sql`
    insert into session_changes (session_id, sequence, was_starts_at, was_ends_at, reason, series_id)
    select x.session_id, x.sequence, x.was_starts_at, x.was_ends_at, ${reason}, ${seriesId}::uuid
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(session_id uuid, sequence int, was_starts_at timestamptz, was_ends_at timestamptz)`);
}
