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
