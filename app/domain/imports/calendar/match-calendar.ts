import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import type { SessionState } from "../../sessions/session.machine";
import type { Run } from "../kind";
import { classesToCome, matchQueries } from "../students/match-students";
import type { CalendarRow } from "./read-calendar-row";

export type KnownSession = {
  id: string;
  batchCode: string;
  number: number;
  title: string;
  state: SessionState;
  startsAt: string;
  version: number;
};
export type Busy = {
  /** "AWS-14", for the sentence that names the clash. */
  code: string;
  trainerId: string | null;
  overlapOk: boolean;
  hostAccountId: string | null;
  hostLane: number;
  startsAt: string;
  endsAt: string;
};
export type BatchOfCalendar = {
  code: string;
  zone: string;
  trainerId: string | null;
  hostAccountId: string | null;
  version: number;
};
export type Staff = { id: string; name: string; emails: string[] };
export type Host = { id: string; name: string; simultaneous: number };

/** What a chunk of a calendar could mean: its batches and their classes, who and what is busy then, who sits where. */
export function calendarQueries(all: readonly CalendarRow[], run: Run) {
  const some = <T>(pick: (row: CalendarRow) => T | undefined): T[] => all.flatMap((row) => pick(row) ?? []);
  const codes = [...new Set(some((row) => row.batch))];
  const wanted = all.flatMap(({ number, day, time, minutes }) =>
    day && time ? [{ number, local: `${day}T${time}`, minutes: minutes ?? defaultMinutes }] : [],
  );
  const given = JSON.stringify(wanted);
  const keys = { externalIds: [], codes: [], emails: all.flatMap(({ emails }) => emails), batchCodes: codes };
  return {
    ...matchQueries(keys, run),
    classes: classesToCome(keys, run.now),
    courses: rows<{ id: string; code: string; name: string }>(
      sql`select id, code, name from courses where organization_id = (select app.organization_id()) and deleted_at is null`,
    ),
    staff: rows<Staff>(sql`
      select s.id, s.full_name as name, coalesce((select jsonb_agg(x.email) from user_emails x where x.organization_id = m.organization_id and x.user_id = m.user_id), '[]') as emails
      from memberships m join staff_profiles s on s.organization_id = m.organization_id and s.id = m.id
      where m.organization_id = (select app.organization_id()) and m.kind = 'staff' and m.disabled_at is null`),
    hosts: rows<Host>(
      sql`select id, name, simultaneous from host_accounts where organization_id = (select app.organization_id()) and state = 'active'`,
    ),
    cohorts: rows<BatchOfCalendar>(sql`
      select b.code, b.zone, b.trainer_id as "trainerId", b.host_account_id as "hostAccountId", b.version
      from jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb) k join batches b on b.organization_id = (select app.organization_id()) and b.code = k and b.deleted_at is null`),
    sessions: rows<KnownSession>(sql`
      select s.id, b.code as "batchCode", s.number, s.title, s.state, s.starts_at as "startsAt", s.version
      from jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb) k
      join batches b on b.organization_id = (select app.organization_id()) and b.code = k and b.deleted_at is null
      join sessions s on s.organization_id = b.organization_id and s.batch_id = b.id`),
    // The wall clock of the school's zone as instants; Postgres knows the gaps and the hours there are twice.
    times: rows<{ number: number; startsAt: string; endsAt: string }>(sql`
      select x.number, (x.local at time zone ${run.zone}) as "startsAt", (x.local at time zone ${run.zone}) + make_interval(mins => x.minutes) as "endsAt"
      from jsonb_to_recordset(${given}::jsonb) as x(number int, local timestamp, minutes int)`),
    busy: rows<Busy>(sql`
      with wanted as (select x.local at time zone ${run.zone} as at, x.minutes from jsonb_to_recordset(${given}::jsonb) as x(number int, local timestamp, minutes int))
      select b.code, s.trainer_id as "trainerId", s.overlap_ok is not null as "overlapOk", s.host_account_id as "hostAccountId", s.host_lane as "hostLane", s.starts_at as "startsAt", s.ends_at as "endsAt"
      from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
      where s.organization_id = (select app.organization_id()) and s.state = 'scheduled' and (s.trainer_id is not null or s.host_account_id is not null)
        and s.starts_at > greatest(${run.now.toISOString()}::timestamptz, (select min(at) from wanted)) - interval '13 hours'
        and s.starts_at < (select max(at) from wanted) + interval '13 hours'`),
  };
}
export const defaultMinutes = 120;
export type CalendarQueries = ReturnType<typeof calendarQueries>;
