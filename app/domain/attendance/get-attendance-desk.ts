import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows, value } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { currentPolicy } from "../organizations/current-policy";
import { dayBegins } from "../sessions/in-day";
import type { Mark, MarkEvidence } from "./inputs";
import { likelyStudents } from "./likely-students";
import { isLocked, openUntil, policyOf } from "./marks-of-sheet";
import { participantOf } from "./match-participant";

export const deskTabs = ["unmatched", "contests", "absent", "away"] as const;
export type DeskTab = (typeof deskTabs)[number];
export type DeskFilter = {
  tab: DeskTab;
  /** Unmatched of one class only. */
  sessionId: string | null;
  /** Absent on this local day; today where none is named. */
  day: string | null;
  /** Absent from, or away from, the batch of this code only. */
  batch: string | null;
  /** The last row of the page before. */
  after: string | null;
};

/** How far back the unmatched are looked for, and how many participants one page holds. */
const unmatchedDays = 60;
const unmatchedRows = 40;
const mostContests = 50;
const absentAtOnce = 200;
/** Somebody is called one by one. */
const awayAtOnce = 100;
export const awayDays = 14;
/** Who has been away for longer than this is no longer fading away. */
const awayAtMostDays = 120;

type EntryRow = {
  entry_id: string;
  session_id: string;
  registrant_id: string | null;
  email: string | null;
  name: string | null;
  minutes: number;
  title: string;
  batch_id: string;
  batch_code: string;
  starts_at: string;
  local_date: string;
  unlocked_until: string | null;
};
type RosterRow = { batch_id: string; id: string; name: string; code: string };
export type DeskContest = {
  id: string;
  session_id: string;
  student_id: string;
  name: string;
  code: string;
  title: string;
  batch_code: string;
  starts_at: string;
  contested_mark: Mark;
  mark: Mark | null;
  mark_version: number | null;
  minutes: number | null;
  evidence: MarkEvidence | null;
  message: string;
  opened_at: string;
};
export type DeskAbsent = {
  session_id: string;
  student_id: string;
  name: string;
  code: string;
  title: string;
  batch_code: string;
  starts_at: string;
  mark: Mark;
  evidence: MarkEvidence;
  reason: string | null;
  excuse: string | null;
  refused: string | null;
};
export type DeskAway = {
  id: string;
  student_id: string;
  name: string;
  code: string;
  batch_code: string;
  missed: number;
  absent_from: string;
  last_seen_at: string | null;
};
export type DeskParticipant = {
  entryId: string;
  sessionId: string;
  name: string | null;
  email: string | null;
  minutes: number;
  stays: number;
  title: string;
  batchCode: string;
  startsAt: string;
  likely: { id: string; name: string; code: string }[];
  /** The last day on which the marks of the class could change; null while they can. */
  finalSince: string | null;
};
export type AttendanceDesk = {
  tab: DeskTab;
  openContests: number;
  day: string;
  participants: DeskParticipant[];
  moreParticipants: boolean;
  contests: DeskContest[];
  absent: DeskAbsent[];
  away: DeskAway[];
  /** Where the next page begins. */
  next: string | null;
  personName: string;
};

/**
 * What ops has to look at across classes: participants nobody is matched to, contested marks, who was absent on a day and
 * why, and who has not come for two weeks. Only the tab that is shown is asked for.
 */
export async function getAttendanceDesk(ctx: Ctx, filter: DeskFilter): Promise<AttendanceDesk> {
  const now = ctx.now.toISOString();
  const found = await read(ctx, (_, me) => ({
    ...tabQueries(filter, ctx.now),
    openContests: value<number>(
      sql`select count(*)::int as value from (select from attendance_contests x where x.organization_id = (select app.organization_id()) and x.state = 'open' limit 1000) c`,
    ),
    day: value<string>(sql`
      select coalesce(${filter.day}::date, (${now}::timestamptz at time zone o.zone)::date)::text as value from organizations o where o.id = (select app.organization_id())`),
    policy: currentPolicy("attendance", ctx.now),
    person: ownName(me),
  }));
  // Only now is the role the database's word, and no longer the cookie's hint. The lists are the whole school's.
  assertCan(ctx.actor, "attendance.read");
  const { rule } = policyOf(found);
  const finalSince = (entry: EntryRow) =>
    isLocked(entry, rule, ctx.now, ctx.tenant!.zone) ? openUntil(entry.local_date, rule) : null;
  const absent = found.absent.slice(0, absentAtOnce);
  const away = found.away.slice(0, awayAtOnce);
  return {
    tab: filter.tab,
    openContests: found.openContests,
    day: found.day,
    participants: participantsOf(found.entries, found.roster, finalSince),
    moreParticipants: found.entries.length === unmatchedRows,
    contests: found.contests,
    absent,
    away,
    next:
      found.absent.length > absentAtOnce
        ? cursorOf(absent.at(-1)!.starts_at, absent.at(-1)!.session_id, absent.at(-1)!.student_id)
        : found.away.length > awayAtOnce
          ? cursorOf(away.at(-1)!.absent_from, away.at(-1)!.id)
          : null,
    personName: found.person[0]?.name ?? "",
  };
}

const cursorOf = (...parts: string[]) => parts.join("~");
/** The parts of a cursor from the address, or null where it is none of ours. */
export function cursorParts(text: string | null, count: number): string[] | null {
  const parts = text?.split("~") ?? [];
  const [at, ...ids] = parts;
  const right =
    parts.length === count && !Number.isNaN(Date.parse(at ?? "")) && ids.every((id) => /^[0-9a-f-]{36}$/.test(id));
  return right ? parts : null;
}

const none = <T extends Record<string, unknown>>() => rows<T>(sql`select where false`);

function tabQueries(filter: DeskFilter, at: Date) {
  const now = at.toISOString();
  const { tab } = filter;
  return {
    entries: tab === "unmatched" ? rows<EntryRow>(unmatchedOf(filter.sessionId, now)) : none<EntryRow>(),
    roster: tab === "unmatched" ? rows<RosterRow>(rosterOfUnmatched(filter.sessionId, now)) : none<RosterRow>(),
    contests: tab === "contests" ? rows<DeskContest>(openContests) : none<DeskContest>(),
    absent: tab === "absent" ? rows<DeskAbsent>(absentOn(filter, at)) : none<DeskAbsent>(),
    away: tab === "away" ? rows<DeskAway>(awayFor(filter, now)) : none<DeskAway>(),
  };
}

const waiting = (sessionId: string | null, now: string) => sql`
  from attendance_evidence e
  where e.organization_id = (select app.organization_id()) and e.student_id is null and e.set_aside is null
    and e.recorded_at > ${now}::timestamptz - make_interval(days => ${unmatchedDays}::int)
    and (${sessionId}::uuid is null or e.session_id = ${sessionId}::uuid)
    and not exists (select from attendance_evidence n where n.organization_id = e.organization_id and n.entry_id = e.entry_id and n.revision > e.revision)
  order by e.recorded_at desc, e.id desc limit ${unmatchedRows}::int`;

const unmatchedOf = (sessionId: string | null, now: string) => sql`
  select e.entry_id, e.session_id, e.registrant_id, e.email, e.name,
    greatest(0, extract(epoch from least(coalesce(e.present_until, s.ends_at), s.ends_at) - greatest(e.present_from, s.starts_at)) / 60)::int as minutes,
    s.title, s.batch_id, b.code as batch_code, to_json(s.starts_at) #>> '{}' as starts_at,
    s.local_date::text as local_date, to_json(h.unlocked_until) #>> '{}' as unlocked_until
  from (select e.* ${waiting(sessionId, now)}) e
  join sessions s on s.organization_id = e.organization_id and s.id = e.session_id
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  left join attendance_sheets h on h.organization_id = s.organization_id and h.session_id = s.id
  order by e.recorded_at desc, e.id desc`;

/**
 * Who might it be: of each class's batch, whoever shares a part of a name with somebody unmatched in it. A batch's students
 * are read once and by themselves: to compare names is leaky, and as a part of their join no index would be used behind the wall.
 */
const rosterOfUnmatched = (sessionId: string | null, now: string) => sql`
  with entries as materialized (
    select s.batch_id, e.name
    from (select e.session_id, lower(coalesce(e.name, split_part(e.email, '@', 1))) as name ${waiting(sessionId, now)}) e
    join sessions s on s.organization_id = (select app.organization_id()) and s.id = e.session_id),
  parts as materialized (
    select distinct e.batch_id, left(part, 4) as part from entries e, regexp_split_to_table(e.name, '[^[:alnum:]]+') part where length(part) > 2),
  seats as materialized (
    select a.batch_id, p.id, p.full_name as name, p.code, lower(p.full_name) as plain
    from batch_assignments a
    join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = a.student_id
    where a.organization_id = (select app.organization_id()) and a.batch_id in (select e.batch_id from entries e) and a.state in ('assigned', 'active'))
  select distinct x.batch_id, x.id, x.name, x.code from parts w join seats x on x.batch_id = w.batch_id and position(w.part in x.plain) > 0
  limit 2000`;

const openContests = sql`
  select x.id, x.session_id, x.student_id, p.full_name as name, p.code, s.title, b.code as batch_code, to_json(s.starts_at) #>> '{}' as starts_at, x.contested_mark,
    m.mark, m.version as mark_version, m.minutes, m.evidence, x.message, to_json(x.opened_at) #>> '{}' as opened_at
  from (select * from attendance_contests x where x.organization_id = (select app.organization_id()) and x.state = 'open' order by x.opened_at limit ${mostContests}::int) x
  join student_profiles p on p.organization_id = x.organization_id and p.id = x.student_id
  join sessions s on s.organization_id = x.organization_id and s.id = x.session_id
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  left join attendance_marks m on m.organization_id = x.organization_id and m.session_id = x.session_id and m.student_id = x.student_id
  order by x.opened_at`;

/** Of one batch only, where one is named; a code nobody has is of no row. */
const ofBatch = (column: SQL, code: string | null) =>
  code === null
    ? sql``
    : sql`and ${column} = (select b.id from batches b where b.organization_id = (select app.organization_id()) and b.code = ${code})`;

/** Class by class, so that a page reads no more classes than it shows. */
function absentOn({ day, batch, after: cursor }: DeskFilter, now: Date): SQL {
  const after = cursorParts(cursor, 3);
  return sql`
  select x.session_id, x.student_id, p.full_name as name, p.code, x.title, b.code as batch_code, to_json(x.starts_at) #>> '{}' as starts_at, x.mark, x.evidence, x.reason,
    (select e.reason from attendance_excuses e where e.organization_id = x.organization_id and e.session_id = x.session_id and e.student_id = x.student_id and e.withdrawn_at is null) as excuse,
    (select j.outcome from join_attempts j where j.organization_id = x.organization_id and j.session_id = x.session_id and j.student_id = x.student_id and j.outcome <> 'allowed' order by j.at desc limit 1) as refused
  from (
    select s.starts_at, s.title, s.batch_id, m.organization_id, m.session_id, m.student_id, m.mark, m.evidence, m.reason
    from (
      select s.id, s.organization_id, s.batch_id, s.title, s.starts_at from sessions s
      where s.organization_id = (select app.organization_id()) and s.starts_at >= ${dayBegins(day, now, sql`0`)} and s.starts_at < ${dayBegins(day, now, sql`1`)} ${ofBatch(sql`s.batch_id`, batch)}
        and (${after?.[0] ?? null}::timestamptz is null or (s.starts_at, s.id) >= (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
      order by s.starts_at, s.id) s
    cross join lateral (
      select m.* from attendance_marks m where m.organization_id = s.organization_id and m.session_id = s.id and m.mark in ('absent', 'excused')
        and (${after?.[1] ?? null}::uuid is null or s.id <> ${after?.[1] ?? null}::uuid or m.student_id > ${after?.[2] ?? null}::uuid)
      order by m.student_id limit ${absentAtOnce + 1}::int) m
    order by s.starts_at, s.id, m.student_id limit ${absentAtOnce + 1}::int) x
  join student_profiles p on p.organization_id = x.organization_id and p.id = x.student_id
  join batches b on b.organization_id = x.organization_id and b.id = x.batch_id
  order by x.starts_at, x.session_id, x.student_id`;
}

/**
 * Who still has a place and could come; those who crossed the two weeks last stand first. The page is read in the order of its
 * index before a name is looked up, and whether somebody could come is asked of each by itself: as a join it is asked of all.
 */
function awayFor({ batch, after: cursor }: DeskFilter, now: string): SQL {
  const after = cursorParts(cursor, 2);
  return sql`
  select k.id, k.student_id, p.full_name as name, p.code, b.code as batch_code, k.missed, to_json(k.absent_from) #>> '{}' as absent_from, to_json(k.last_seen_at) #>> '{}' as last_seen_at
  from (
    select k.* from attendance_streaks k
    where k.organization_id = (select app.organization_id()) ${ofBatch(sql`k.batch_id`, batch)}
      and k.absent_from <= ${now}::timestamptz - make_interval(days => ${awayDays}::int) and k.absent_from > ${now}::timestamptz - make_interval(days => ${awayAtMostDays}::int)
      and (${after?.[0] ?? null}::timestamptz is null or (k.absent_from, k.id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
      and (select true from batch_assignments a join enrollments n on n.organization_id = a.organization_id and n.id = a.enrollment_id and n.state in ('BATCH_ASSIGNED', 'ACTIVE')
        where a.organization_id = k.organization_id and a.student_id = k.student_id and a.batch_id = k.batch_id and a.state in ('assigned', 'active') limit 1)
    order by k.absent_from desc, k.id desc limit ${awayAtOnce + 1}::int) k
  join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = k.student_id
  join batches b on b.organization_id = (select app.organization_id()) and b.id = k.batch_id
  order by k.absent_from desc, k.id desc`;
}

function participantsOf(
  entries: readonly EntryRow[],
  roster: readonly RosterRow[],
  finalSince: (entry: EntryRow) => string | null,
): DeskParticipant[] {
  const found = new Map<string, DeskParticipant>();
  for (const entry of entries) {
    const key = `${entry.session_id} ${participantOf(entry)}`;
    const one = found.get(key);
    if (one) {
      one.minutes += entry.minutes;
      one.stays++;
      continue;
    }
    const students = roster.filter((student) => student.batch_id === entry.batch_id);
    found.set(key, {
      entryId: entry.entry_id,
      sessionId: entry.session_id,
      name: entry.name,
      email: entry.email,
      minutes: entry.minutes,
      stays: 1,
      title: entry.title,
      batchCode: entry.batch_code,
      startsAt: entry.starts_at,
      finalSince: finalSince(entry),
      likely: likelyStudents(entry.name ?? entry.email?.split("@")[0] ?? "", students),
    });
  }
  return [...found.values()];
}
