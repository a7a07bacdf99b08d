import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { among, transitionAll } from "#kernel/write.server";

import { sessionMachine } from "./session.machine";
import { sessions } from "./tables";

export type ImportedSession = {
  id: string;
  batchId: string;
  number: number;
  title: string;
  startsAt: string;
  endsAt: string;
  localDate: string;
  localTime: string;
  zone: string;
  trainerId: string | null;
  hostAccountId: string | null;
  hostLane: number;
  /** Held before Hub: what overlapped then overlaps no more. */
  isOver: boolean;
  meetingIdSealed: string | null;
  fallbackSealed: string | null;
};

/** Classes of a calendar, many at once; what was held before Hub is walked to ended. Composed into imports. */
export function importedSessionWrites(all: readonly ImportedSession[]): Query[] {
  if (all.length === 0) return [];
  const over = all.filter(({ isOver }) => isOver).map(({ id }) => id);
  const given = JSON.stringify(all);
  return [
    rows(sql`
      insert into sessions (id, batch_id, number, title, starts_at, ends_at, local_date, local_time, zone, trainer_id, host_account_id, host_lane, overlap_ok)
      select id, "batchId", number, title, "startsAt", "endsAt", "localDate", "localTime", zone, "trainerId", case when not "isOver" then "hostAccountId" end, "hostLane",
        case when "isOver" then 'held before Hub' end
      from jsonb_to_recordset(${given}::jsonb) as x(id uuid, "batchId" uuid, number int, title text, "startsAt" timestamptz, "endsAt" timestamptz, "localDate" date, "localTime" time,
        zone text, "trainerId" uuid, "hostAccountId" uuid, "hostLane" int, "isOver" boolean)`),
    rows(sql`
      insert into session_meetings (session_id, meeting_id_sealed, fallback_sealed)
      select id, "meetingIdSealed", "fallbackSealed" from jsonb_to_recordset(${given}::jsonb) as x(id uuid, "meetingIdSealed" text, "fallbackSealed" text)`),
    ...(over.length === 0 ? [] : [transitionAll(sessions, sessionMachine, "end", among(sessions.id, over))]),
  ];
}

/** New titles, as a calendar has them; the rows are guarded by the caller. */
export const titleWrites = (all: readonly { id: string; title: string }[]): Query[] =>
  all.length === 0
    ? []
    : [
        rows(sql`
          update sessions s set title = x.title from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, title text)
          where s.organization_id = (select app.organization_id()) and s.id = x.id`),
      ];

/** Classes that an import made and that are still to come are cancelled again; what was held stays on record. */
export const cancelledSessionWrites = (ids: readonly string[], reason: string): Query[] =>
  ids.length === 0
    ? []
    : [transitionAll(sessions, sessionMachine, "cancel", among(sessions.id, ids), { set: { cancelReason: reason } })];

export type MovedSession = {
  id: string;
  startsAt: string;
  endsAt: string;
  localDate: string;
  localTime: string;
  /** Of classes of one batch that move together: their students hear of them in one mail. */
  seriesId: string | null;
};

/**
 * Classes that move as one, their rows guarded by the caller: each counts its sequence on, leaves a row of what it was, and
 * loses the "open now" and "close later" of its old hour. They may take each other's places, so the rules of hosts and
 * trainers are asked when all have moved.
 */
export function movedSessionWrites(all: readonly MovedSession[], reason: string): Query[] {
  if (all.length === 0) return [];
  const given = sql`jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, "startsAt" timestamptz, "endsAt" timestamptz, "localDate" date, "localTime" time, "seriesId" uuid)`;
  return [
    rows(sql`set constraints sessions_host_overlap, sessions_trainer_overlap deferred`),
    rows(sql`
      insert into session_changes (session_id, sequence, was_starts_at, was_ends_at, reason, series_id)
      select s.id, s.sequence + 1, s.starts_at, s.ends_at, ${reason}, x."seriesId" from ${given} join sessions s on s.organization_id = (select app.organization_id()) and s.id = x.id`),
    rows(sql`
      update sessions s set starts_at = x."startsAt", ends_at = x."endsAt", local_date = x."localDate", local_time = x."localTime", sequence = s.sequence + 1,
        opens_at_override = null, closes_at_override = null
      from ${given} where s.organization_id = (select app.organization_id()) and s.id = x.id`),
    // A broken rule is found here, under its name, and not by the commit.
    rows(sql`set constraints sessions_host_overlap, sessions_trainer_overlap immediate`),
  ];
}

/** Classes that an import left out take place after all. */
export const restoredSessionWrites = (ids: readonly string[]): Query[] =>
  ids.length === 0
    ? []
    : [transitionAll(sessions, sessionMachine, "restore", among(sessions.id, ids), { set: { cancelReason: null } })];
