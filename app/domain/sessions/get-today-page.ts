import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { actions, assertCan, can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { memberOf, read } from "#kernel/read.server";
import { localDay } from "#kernel/time";

import { ownName } from "../identity/own-name";
import { currentPolicy } from "../organizations/current-policy";
import { inDay } from "./in-day";
import { joinWindow, joinWindowPolicyIn } from "./join/join-window";
import type { JoinWindowPolicy } from "./join/join-window";
import { attending, seatsOf } from "./schedule/reach";
import type { SessionState } from "./session.machine";
import { timeToAssign, timeToAssignIn } from "./time-to-assign";
import type { TimeToAssign } from "./time-to-assign";

export type ClassToday = {
  id: string;
  title: string;
  batchCode: string;
  courseName: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  opensAt: Date;
  closesAt: Date;
  trainer: string | null;
  /** A link everybody can fall back to: the class's own or, where its meeting was not replaced, the batch's. */
  hasFallback: boolean;
  /** Null where no meeting was read yet. */
  registrationOn: boolean | null;
  readError: string | null;
  hostIn: boolean;
  assigned: number;
  /** Students with a personal link to the meeting as it is now. */
  provisioned: number;
  /** Students whose personal link is asked for and not there. */
  unprovisioned: number;
  joined: number;
  /** Students refused and not let in since, by reason. */
  refused: { code: string; students: number }[];
};

type Row = {
  id: string;
  title: string;
  batch_code: string;
  course_name: string;
  state: SessionState;
  starts_at: string;
  ends_at: string;
  opens_at_override: string | null;
  closes_at_override: string | null;
  still_running: boolean;
  trainer: string | null;
  has_fallback: boolean;
  registration_on: boolean | null;
  read_error: string | null;
  host_in: boolean;
  assigned: number;
  provisioned: number;
  unprovisioned: number;
  joined: number;
  refused: { code: string; students: number }[];
};

/** Whose batches: everybody's or one's own. Null leaves it to the role. */
export type Owner = "all" | "mine";
export type TodayPage = {
  day: string;
  classes: ClassToday[];
  name: string;
  owner: Owner;
  timeToAssign: TimeToAssign | null;
};

const mostClasses = 500;
/** A program manager looks after their own batches unless they ask for all. */
const ownerFor = (role: string, wanted: Owner | null): Owner => wanted ?? (role === "program_manager" ? "mine" : "all");

/**
 * The classes of one local day (YYYY-MM-DD in the organization's zone; today where none is named) with what ops watches;
 * today those too that began before midnight and are not over. All or those of one's own batches. A trainer sees the classes they teach. One round trip.
 */
export async function getTodayPage(ctx: Ctx, onDay: string | null, owner: Owner | null = null): Promise<TodayPage> {
  const answers = await read(ctx, (_, me) => ({
    classes: rows<Row>(
      sql`${classColumns} where s.organization_id = (select app.organization_id()) and ${inDay(onDay, ctx.now)} ${ownOnly(me.role, me.memberId)}
        ${ownerFor(me.role, owner) === "mine" ? sql`and b.owner_id = ${me.memberId}::uuid` : sql``} order by s.starts_at, b.code limit ${mostClasses}`,
    ),
    timeToAssign: timeToAssign(ctx.now),
    day: rows<{ day: string }>(
      sql`select coalesce(${onDay}::date, (${ctx.now.toISOString()}::timestamptz at time zone o.zone)::date)::text as day from organizations o where o.id = (select app.organization_id())`,
    ),
    policy: currentPolicy("join_window", ctx.now),
    person: ownName(me),
  }));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "batch.read", { assigned: true });
  const policy = joinWindowPolicyIn(answers.policy[0]?.value);
  return {
    day: answers.day[0]!.day,
    classes: answers.classes.map((row) => classOf(row, policy)),
    name: answers.person[0]?.name ?? "",
    owner: ownerFor(memberOf(ctx).role, owner),
    // Who may not read students is not told how long they waited.
    timeToAssign: can(ctx.actor, "student.read") === true ? timeToAssignIn(answers.timeToAssign) : null,
  };
}

function classOf(row: Row, policy: JoinWindowPolicy): ClassToday {
  const facts = {
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    opensAtOverride: row.opens_at_override,
    closesAtOverride: row.closes_at_override,
    stillRunning: row.still_running,
  };
  return {
    id: row.id,
    title: row.title,
    batchCode: row.batch_code,
    courseName: row.course_name,
    state: row.state,
    startsAt: new Date(row.starts_at),
    endsAt: new Date(row.ends_at),
    ...joinWindow(facts, policy),
    trainer: row.trainer,
    hasFallback: row.has_fallback,
    registrationOn: row.registration_on,
    readError: row.read_error,
    hostIn: row.host_in,
    assigned: row.assigned,
    provisioned: row.provisioned,
    unprovisioned: row.unprovisioned,
    joined: row.joined,
    refused: row.refused,
  };
}

/** A trainer's scope is what they are assigned to; the same table that `assertCan` reads decides. */
function ownOnly(role: string, memberId: string): SQL {
  return actions["batch.read"][role as "trainer"] === "assigned"
    ? sql`and coalesce(s.trainer_id, b.trainer_id) = ${memberId}::uuid`
    : sql``;
}

const classColumns = sql`
  select s.id, s.title, b.code as batch_code, c.name as course_name, s.state, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at,
    to_json(s.opens_at_override) #>> '{}' as opens_at_override, to_json(s.closes_at_override) #>> '{}' as closes_at_override, t.full_name as trainer,
    coalesce(m.meeting_started_at is not null and m.meeting_ended_at is null, false) as still_running,
    (m.fallback_sealed is not null or bm.fallback_sealed is not null) as has_fallback, m.registration_on, m.read_error, m.meeting_started_at is not null as host_in,
    seats.assigned, seats.provisioned, seats.unprovisioned, tries.joined, tries.refused
  from sessions s
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  join courses c on c.organization_id = b.organization_id and c.id = b.course_id
  left join staff_profiles t on t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)
  left join session_meetings m on m.organization_id = s.organization_id and m.session_id = s.id
  left join batch_meetings bm on bm.organization_id = b.organization_id and bm.batch_id = b.id and m.replaced_at is null
  -- One look at the links and one at the tries of each class: a day of 300 classes is read every ten seconds by everybody in the office.
  cross join lateral (
    select (select count(*)::int from batch_assignments a where a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active')) as assigned,
      (count(*) filter (where l.state = 'made' and l.generation = m.generation))::int as provisioned,
      (count(*) filter (where l.state <> 'made' or l.generation <> m.generation))::int as unprovisioned
    from registrant_links l where l.organization_id = s.organization_id and l.session_id = s.id
      and exists (select from batch_assignments a where a.organization_id = l.organization_id and a.student_id = l.student_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active'))) seats
  cross join lateral (
    select coalesce(sum(r.students) filter (where r.outcome = 'allowed'), 0)::int as joined,
      coalesce(jsonb_agg(jsonb_build_object('code', r.outcome, 'students', r.students) order by r.students desc, r.outcome) filter (where r.outcome <> 'allowed'), '[]') as refused
    from (select last.outcome, count(*)::int as students from (
        select distinct on (j.student_id) j.outcome from join_attempts j
        where j.organization_id = s.organization_id and j.session_id = s.id and j.outcome is not null
        order by j.student_id, (j.outcome = 'allowed') desc, j.at desc) last
      group by last.outcome) r) tries`;

export type SessionPage = ClassToday & {
  /** Students with a place whose plan lets them in that day: those who hear of a change. */
  attending: number;
  /** Of them, those whom no mail reaches before their invite. */
  notInvited: number;
  number: number;
  sequence: number;
  cancelReason: string | null;
  /** Which meeting this is; raised when its link is replaced. */
  generation: number;
  mine: boolean;
  batchId: string;
  version: number;
  attempts: {
    id: string;
    at: Date;
    studentId: string;
    name: string;
    code: string;
    outcome: string;
    admitted: boolean;
    times: number;
  }[];
  personName: string;
};

type AttemptRow = {
  id: string;
  at: string;
  student_id: string;
  name: string;
  code: string;
  outcome: string;
  admitted: boolean;
  times: number;
};

/** One class for staff: what Today knows of it, and who was refused and why, newest first. Out of a trainer's classes: not found. */
export async function getSessionPage(ctx: Ctx, sessionId: string): Promise<SessionPage | null> {
  const answers = await read(ctx, (_, me) => ({
    classes: rows<Row>(
      sql`${classColumns} where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid ${ownOnly(me.role, me.memberId)}`,
    ),
    more: rows<{
      number: number;
      sequence: number;
      cancel_reason: string | null;
      generation: number;
      mine: boolean;
      batch_id: string;
      version: number;
    }>(
      sql`select s.number, s.sequence, s.cancel_reason, s.batch_id, s.version, coalesce((select m.generation from session_meetings m where m.organization_id = s.organization_id and m.session_id = s.id), 0) as generation, coalesce(coalesce(s.trainer_id, b.trainer_id) = ${me.memberId}::uuid, false) as mine from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
          where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid`,
    ),
    attempts: rows<AttemptRow>(attemptsOf(sessionId)),
    seats: seatsOf(
      sql`(select x.batch_id from sessions x where x.organization_id = (select app.organization_id()) and x.id = ${sessionId}::uuid)`,
    ),
    policy: currentPolicy("join_window", ctx.now),
    person: ownName(me),
  }));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "batch.read", { assigned: true });
  const row = answers.classes[0];
  const more = answers.more[0];
  if (!row || !more) return null;
  const policy = joinWindowPolicyIn(answers.policy[0]?.value);
  const { students, notInvited } = attending(answers.seats, localDay(new Date(row.starts_at), ctx.tenant!.zone));
  return {
    ...classOf(row, policy),
    attending: students,
    notInvited,
    number: more.number,
    sequence: more.sequence,
    cancelReason: more.cancel_reason,
    generation: more.generation,
    mine: more.mine,
    batchId: more.batch_id,
    version: more.version,
    attempts: answers.attempts.map((a) => ({
      id: a.id,
      at: new Date(a.at),
      studentId: a.student_id,
      name: a.name,
      code: a.code,
      outcome: a.outcome,
      admitted: a.admitted,
      times: a.times,
    })),
    personName: answers.person[0]?.name ?? "",
  };
}

const attemptsOf = (sessionId: string) => sql`
  select last.id, to_json(last.at) #>> '{}' as at, last.student_id, p.full_name as name, p.code, last.outcome, last.times,
    exists (select from session_admissions d where d.organization_id = p.organization_id and d.session_id = ${sessionId}::uuid and d.student_id = p.id) as admitted
  from (select distinct on (j.student_id) j.id, j.at, j.student_id, j.outcome, count(*) over (partition by j.student_id)::int as times from join_attempts j
        where j.organization_id = (select app.organization_id()) and j.session_id = ${sessionId}::uuid and j.outcome is not null
        order by j.student_id, (j.outcome = 'allowed') desc, j.at desc) last
  join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = last.student_id
  where last.outcome <> 'allowed'
  order by last.at desc limit 200`;
