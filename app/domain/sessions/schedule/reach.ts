import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import { localDay } from "#kernel/time";

import { knowsHub } from "../../admissions/knows-hub";
import { effectiveState, isJoinable } from "../../enrollments/effective-state";
import type { EffectiveFacts } from "../../enrollments/effective-state";
import { movesInTime } from "./schedule-change";
import type { ClassPlan, NewClass, ScheduleChange, ScheduledClass } from "./schedule-change";

/** A class that is in the way. */
export type InTheWay = { batchCode: string; title: string; startsAt: Date; endsAt: Date };
type InTheWayRow = { key: number; batch_code: string; title: string; starts: string; ends: string };
type TrainerRow = InTheWayRow & { trainer: string };
type HostRow = { key: number; host: string; simultaneous: number; lanes: number[]; first: InTheWayRow | null };
type BookedRow = { students: number; names: string[]; batch_code: string; title: string; starts: string; ends: string };
type Seat = { seat: EffectiveFacts; knows: boolean };

/** The plans of everybody with a live place in a batch, for `attending`. */
export const seatsOf = (batchId: SQL) =>
  rows<Seat>(sql`
    select jsonb_build_object('state', e.state, 'validUntilOn', e.valid_until_on, 'pauses', coalesce((
      select jsonb_agg(jsonb_build_object('fromOn', x.from_on, 'untilOn', x.until_on)) from enrollment_pauses x
      where x.organization_id = e.organization_id and x.enrollment_id = e.id and x.state in ('approved', 'active')), '[]')) as seat, ${knowsHub} as knows
    from batch_assignments a join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
    join memberships m on m.organization_id = a.organization_id and m.id = a.student_id
    where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId} and a.state in ('assigned', 'active')`);
/** How many of them may attend on a local day, and how many of these no mail reaches before their invite. */
export function attending(seats: readonly Seat[], day: string): { students: number; notInvited: number } {
  const all = seats.filter(({ seat }) => isJoinable(effectiveState(seat, day)));
  return { students: all.length, notInvited: all.filter(({ knows }) => !knows).length };
}

/** One class of the change as it will be; its place in the list is its key. */
type Proposed = { session: ScheduledClass | null; to: ClassPlan | NewClass };
export const proposedOf = ({ changed, added }: ScheduleChange): Proposed[] => [
  ...changed.map(({ session, to }) => ({ session, to })),
  ...added.map((to) => ({ session: null, to })),
];

/**
 * What a change of the schedule would meet, as queries of one snapshot: the trainer's other classes, the host account's
 * meetings (with the ten minutes after each), accounts that are free for all of it, and students of the batch who would
 * then have two classes at once and had not before.
 */
export function reachQueries(batchId: string, change: ScheduleChange) {
  const proposed = proposedOf(change);
  const json = JSON.stringify(
    proposed.map(({ session, to }, key) => ({
      key,
      starts: to.startsAt,
      ends: to.endsAt,
      was_starts: session?.startsAt ?? null,
      was_ends: session?.endsAt ?? null,
      trainer: to.overlapOk === null ? to.trainerId : null,
      host: to.hostAccountId,
    })),
  );
  const p = sql`jsonb_to_recordset(${json}::jsonb) as p(key int, starts timestamptz, ends timestamptz, was_starts timestamptz, was_ends timestamptz, trainer uuid, host uuid)`;
  // Classes that this very change moves or drops are not in its way.
  const own = JSON.stringify([...change.changed.map((one) => one.session.id), ...change.dropped.map((one) => one.id)]);
  const others = sql`s.organization_id = (select app.organization_id()) and s.state = 'scheduled'
    and not ${own}::jsonb ? s.id::text and s.starts_at < p.ends + interval '10 minutes' and s.starts_at > p.starts - interval '13 hours'`;
  const about = sql`b.code as batch_code, s.title, to_json(s.starts_at) #>> '{}' as starts, to_json(s.ends_at) #>> '{}' as ends`;
  const batchOf = sql`join batches b on b.organization_id = s.organization_id and b.id = s.batch_id`;
  return {
    trainers: rows<TrainerRow>(sql`
      select p.key, t.full_name as trainer, x.* from ${p}
      join staff_profiles t on t.organization_id = (select app.organization_id()) and t.id = p.trainer
      cross join lateral (select ${about} from sessions s ${batchOf} where ${others} and s.trainer_id = p.trainer and s.overlap_ok is null
        and s.starts_at < p.ends and s.ends_at > p.starts order by s.starts_at limit 1) x
      order by p.key limit 20`),
    hosts: rows<HostRow>(sql`
      select p.key, h.name as host, h.simultaneous, used.lanes, used.first from ${p}
      join host_accounts h on h.organization_id = (select app.organization_id()) and h.id = p.host
      cross join lateral (
        select coalesce(array_agg(y.host_lane), '{}') as lanes, (array_agg(to_jsonb(y) order by y.starts))[1] as first
        from (select s.host_lane, ${about} from sessions s ${batchOf} where ${others} and s.host_account_id = p.host
          and s.ends_at > p.starts - interval '10 minutes' limit 40) y) used
      order by p.key`),
    freeHosts: rows<{ id: string; name: string }>(sql`
      select h.id, h.name from host_accounts h where h.organization_id = (select app.organization_id()) and h.state = 'active' and not exists (
        select from ${p} cross join lateral (
          select count(*) as n from (select s.id from sessions s where ${others} and s.host_account_id = h.id and s.ends_at > p.starts - interval '10 minutes' limit 20) y) busy
        where busy.n >= h.simultaneous)
      order by h.name limit 8`),
    seats: seatsOf(sql`${batchId}::uuid`),
    booked: rows<BookedRow>(sql`
      with theirs as materialized (
        select o.batch_id, array_agg(distinct o.student_id) as students
        from batch_assignments a
        join batch_assignments o on o.organization_id = a.organization_id and o.student_id = a.student_id and o.batch_id <> a.batch_id and o.state in ('assigned', 'active')
        where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId}::uuid and a.state in ('assigned', 'active')
        group by o.batch_id)
      select cardinality(theirs.students) as students, x.batch_code, x.title, x.starts, x.ends,
        array(select f.full_name from student_profiles f where f.organization_id = (select app.organization_id()) and f.id = any (theirs.students) order by f.full_name limit 3) as names
      from theirs cross join lateral (
        select ${about} from ${p} cross join sessions s ${batchOf}
        where ${others} and s.batch_id = theirs.batch_id and s.starts_at < p.ends and s.ends_at > p.starts
          and (p.was_starts is null or not (s.starts_at < p.was_ends and s.ends_at > p.was_starts))
        order by s.starts_at limit 1) x
      order by 1 desc, 2 limit 20`),
  };
}

type Found = {
  trainers: TrainerRow[];
  hosts: HostRow[];
  freeHosts: { id: string; name: string }[];
  seats: Seat[];
  booked: BookedRow[];
};
export type Reach = {
  /** Students whose plan lets them attend. */
  students: number;
  /** Mails to be sent: one for each of them who knows of Hub, however many classes move. */
  notices: number;
  /** Who would hear of it, were they invited already. */
  notInvited: number;
  trainerBusy: { trainer: string; at: Date; inTheWay: InTheWay } | null;
  hostBusy: { host: string; at: Date; inTheWay: InTheWay | null } | null;
  freeHosts: { id: string; name: string }[];
  doubleBooked: (InTheWay & { students: number; names: string[] })[];
  /** By key of the class: which of the account's simultaneous meetings it will be. */
  lanes: number[];
};

/** Reads the answers of `reachQueries`. */
export function reachOf(change: ScheduleChange, found: Found, zone: string): Reach {
  const proposed = proposedOf(change);
  const hostOf = new Map(found.hosts.map((row) => [row.key, row]));
  const lanes = proposed.map(({ session, to }, key) => {
    const row = hostOf.get(key);
    if (!row) return 1;
    const kept = session && session.hostAccountId === to.hostAccountId ? session.hostLane : 1;
    const all = [kept, ...Array.from({ length: row.simultaneous }, (_, i) => i + 1)];
    return all.find((lane) => lane <= row.simultaneous && !row.lanes.includes(lane)) ?? 0;
  });
  const full = lanes.findIndex((lane) => lane === 0);
  const firstOn = proposed[0] ? localDay(proposed[0].to.startsAt, zone) : null;
  const day = firstOn ?? (change.dropped[0] ? localDay(change.dropped[0].startsAt, zone) : null);
  const { students, notInvited } = day === null ? { students: 0, notInvited: 0 } : attending(found.seats, day);
  const isNews = change.changed.some(movesInTime) || change.dropped.length > 0;
  const [busy] = found.trainers;
  return {
    students,
    notices: isNews ? students - notInvited : 0,
    notInvited: isNews ? notInvited : 0,
    trainerBusy: busy ? { trainer: busy.trainer, at: proposed[busy.key]!.to.startsAt, inTheWay: inTheWay(busy) } : null,
    hostBusy: full < 0 ? null : hostBusy(hostOf.get(full)!, proposed[full]!.to.startsAt),
    freeHosts: found.freeHosts,
    doubleBooked: found.booked.map((row) => ({ ...inTheWay(row), students: row.students, names: row.names })),
    lanes,
  };
}

const hostBusy = (row: HostRow, at: Date): Reach["hostBusy"] => ({
  host: row.host,
  at,
  inTheWay: row.first ? inTheWay(row.first) : null,
});

const inTheWay = (row: { batch_code: string; title: string; starts: string; ends: string }): InTheWay => ({
  batchCode: row.batch_code,
  title: row.title,
  startsAt: new Date(row.starts),
  endsAt: new Date(row.ends),
});
