import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import { knowsHub } from "../../admissions/knows-hub";
import type { SessionState } from "../../sessions/session.machine";
import type { Run } from "../kind";
import type { HolidayRow } from "./kind";

export type ClassOfHoliday = {
  id: string;
  code: string;
  batchId: string;
  number: number;
  state: SessionState;
  version: number;
  sequence: number;
  localDate: string;
  localTime: string;
  startsAt: string;
  endsAt: string;
  trainerId: string | null;
  /** Somebody said why its trainer may be in two places. */
  overlapOk: boolean;
  hostAccountId: string | null;
  hostLane: number;
  /** Of the rows of the chunk; the others are looked at for their hours. */
  students: number;
  /** Of them, those whom no mail reaches before their invite. */
  notInvited: number;
};
export type BusyThen = {
  id: string;
  batchId: string;
  code: string;
  trainerId: string | null;
  overlapOk: boolean;
  hostAccountId: string | null;
  hostLane: number;
  startsAt: string;
  endsAt: string;
};

/** How many students sit in both of two batches. */
export type SharedStudents = { batchId: string; otherId: string; students: number };

/**
 * The classes that all rows name, the instants of where they go, who is busy then, and which batches share students. Of the
 * whole plan for every chunk: who moves away is known of all rows or of none.
 */
export function holidayQueries(chunk: readonly HolidayRow[], run: Run, all: readonly HolidayRow[]) {
  const own = new Set(chunk.map(({ number }) => number));
  const wanted = all.flatMap(({ number, batch, classNumber, to }) =>
    batch && classNumber
      ? [{ number, batch, classNumber, local: to ? `${to.day}T${to.time}` : null, own: own.has(number) }]
      : [],
  );
  const given = sql`jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(number int, batch text, "classNumber" int, local timestamp, own boolean)`;
  return {
    classes: rows<ClassOfHoliday & { row: number }>(sql`
      select x.number as row, s.id, b.code, b.id as "batchId", s.number, s.state, s.version, s.sequence, s.local_date::text as "localDate", to_char(s.local_time, 'HH24:MI') as "localTime",
        s.starts_at as "startsAt", s.ends_at as "endsAt", s.trainer_id as "trainerId", s.overlap_ok is not null as "overlapOk", s.host_account_id as "hostAccountId", s.host_lane as "hostLane",
        coalesce(t.students, 0) as students, coalesce(t.not_invited, 0) as "notInvited"
      from ${given}
      join batches b on b.organization_id = (select app.organization_id()) and b.code = x.batch and b.deleted_at is null
      join sessions s on s.organization_id = b.organization_id and s.batch_id = b.id and s.number = x."classNumber"
      left join lateral (
        select count(*)::int as students, (count(*) filter (where not ${knowsHub}))::int as not_invited
        from batch_assignments a join memberships m on m.organization_id = a.organization_id and m.id = a.student_id
        where x.own and a.organization_id = b.organization_id and a.batch_id = b.id and a.state in ('assigned', 'active')) t on true`),
    targets: rows<{ row: number; startsAt: string }>(
      sql`select x.number as row, x.local at time zone ${run.zone} as "startsAt" from ${given} where x.local is not null`,
    ),
    busy: busyAround(sql`select x.local at time zone ${run.zone} as at from ${given} where x.local is not null`),
    shared: rows<SharedStudents>(sql`
      select a.batch_id as "batchId", o.batch_id as "otherId", count(distinct o.student_id)::int as students
      from (select distinct b.id from ${given} join batches b on b.organization_id = (select app.organization_id()) and b.code = x.batch and b.deleted_at is null) hit
      join batch_assignments a on a.organization_id = (select app.organization_id()) and a.batch_id = hit.id and a.state in ('assigned', 'active')
      join batch_assignments o on o.organization_id = a.organization_id and o.student_id = a.student_id and o.batch_id <> a.batch_id and o.state in ('assigned', 'active')
      group by 1, 2`),
  };
}

/** The classes that stand around some instants, of the whole school. */
export const busyAround = (instants: SQL) =>
  rows<BusyThen>(sql`
    with wanted as (${instants})
    select s.id, b.id as "batchId", b.code, s.overlap_ok is not null as "overlapOk", s.trainer_id as "trainerId", s.host_account_id as "hostAccountId", s.host_lane as "hostLane", s.starts_at as "startsAt", s.ends_at as "endsAt"
    from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    where s.organization_id = (select app.organization_id()) and s.state = 'scheduled'
      and s.starts_at > (select min(at) from wanted) - interval '13 hours' and s.starts_at < (select max(at) from wanted) + interval '13 hours'`);
export type HolidayQueries = ReturnType<typeof holidayQueries>;
