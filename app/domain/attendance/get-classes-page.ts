import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Answer } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { assertViewing, viewedStudent } from "../identity/viewed-student";
import type { ViewedStudent } from "../identity/viewed-student";
import { currentPolicy } from "../organizations/current-policy";
import type { SessionState } from "../sessions/session.machine";
import type { ContestState } from "./attendance-contest.machine";
import { attendanceOfStudent } from "./attendance-of-student";
import type { BatchAttendance } from "./attendance-of-student";
import type { AttendancePolicy, Mark, MarkEvidence } from "./inputs";
import { openUntil, policyOf } from "./marks-of-sheet";

export type OwnClass = {
  id: string;
  title: string;
  number: number;
  batchCode: string;
  courseName: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  /** Why a class without a mark will not get one: it was entered after it was over, or before their time in the batch. */
  notCounted: "recorded_later" | "before_joining" | null;
  mark: Mark | null;
  markVersion: number | null;
  minutes: number;
  evidence: MarkEvidence | null;
  /** Why staff set the mark by hand. */
  byHand: string | null;
  excuse: string | null;
  contest: { state: ContestState; message: string; answer: string | null } | null;
  /** The last local day on which the mark can be contested. */
  openUntilOn: string;
  recordings: { id: string; title: string | null; link: string }[];
};
export type ClassesPage = {
  ahead: OwnClass[];
  past: OwnClass[];
  attendance: BatchAttendance[];
  rule: AttendancePolicy;
};

type Row = {
  id: string;
  title: string;
  number: number;
  batch_code: string;
  course_name: string;
  state: SessionState;
  starts_at: string;
  ends_at: string;
  local_date: string;
  not_counted: OwnClass["notCounted"];
  mark: Mark | null;
  mark_version: number | null;
  minutes: number | null;
  evidence: MarkEvidence | null;
  reason: string | null;
  excuse: string | null;
  contest: OwnClass["contest"];
  recordings: OwnClass["recordings"];
};

type Found = { [K in keyof ReturnType<typeof classesQueries>]: Answer<ReturnType<typeof classesQueries>[K]> };

const pastAtMost = 60;

/** A student's own classes: those ahead, to be excused from, and those behind with mark, reason and recordings. One round trip. */
export async function getClassesPage(ctx: Ctx): Promise<ClassesPage> {
  const found = await read(ctx, (_, me) => classesQueries(me.memberId, ctx.now));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "attendance.read", { own: true });
  return pageOf(found);
}

/**
 * The same in front of staff who looks as the student, behind the student's own wall. Refuses a role without student.view_as
 * (forbidden), and anybody who is no student of this school (not found).
 */
export async function getClassesPageAs(
  ctx: Ctx,
  studentId: string,
): Promise<{ page: ClassesPage; student: ViewedStudent }> {
  assertViewing(ctx, studentId);
  const { student, ...found } = await read(ctx, () => ({
    ...classesQueries(studentId, ctx.now),
    student: viewedStudent(studentId),
  }));
  assertCan(ctx.actor, "student.view_as");
  if (!student[0]) throw refuse("not_found");
  return { page: pageOf(found), student: student[0] };
}

function classesQueries(studentId: string, at: Date) {
  const now = at.toISOString();
  return {
    ahead: rows<Row>(
      sql`${ownClasses(studentId, true)} and s.ends_at >= ${now}::timestamptz and s.starts_at < ${now}::timestamptz + interval '45 days' order by s.starts_at limit 20`,
    ),
    past: rows<Row>(
      sql`${ownClasses(studentId, false)} and s.ends_at < ${now}::timestamptz order by s.starts_at desc limit ${pastAtMost}::int`,
    ),
    attendance: attendanceOfStudent(studentId),
    policy: currentPolicy("attendance", at),
  };
}

function pageOf(found: Found): ClassesPage {
  const { rule } = policyOf(found);
  return {
    ahead: found.ahead.map((row) => classOf(row, rule)),
    past: found.past.map((row) => classOf(row, rule)),
    attendance: found.attendance,
    rule,
  };
}

const classOf = (row: Row, rule: AttendancePolicy): OwnClass => ({
  id: row.id,
  title: row.title,
  number: row.number,
  batchCode: row.batch_code,
  courseName: row.course_name,
  state: row.state,
  startsAt: new Date(row.starts_at),
  endsAt: new Date(row.ends_at),
  notCounted: row.mark === null ? row.not_counted : null,
  mark: row.mark,
  markVersion: row.mark_version,
  minutes: row.minutes ?? 0,
  evidence: row.evidence,
  byHand: row.reason,
  excuse: row.excuse,
  contest: row.contest,
  openUntilOn: openUntil(row.local_date, rule),
  recordings: row.recordings,
});

/** Classes of the batches they have a place in; behind them also those of a batch they left, up to the day they did. */
const ownClasses = (studentId: string, live: boolean) => sql`
  select s.id, s.title, s.number, b.code as batch_code, c.name as course_name, s.state, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at,
    s.local_date::text as local_date, case when s.created_at > s.ends_at then 'recorded_later' when a.joined_at >= s.ends_at then 'before_joining' end as not_counted, m.mark, m.version as mark_version, m.minutes, m.evidence, m.reason,
    (select x.reason from attendance_excuses x where x.organization_id = s.organization_id and x.student_id = ${studentId}::uuid and x.session_id = s.id and x.withdrawn_at is null) as excuse,
    (select jsonb_build_object('state', k.state, 'message', k.message, 'answer', k.answer) from attendance_contests k
      where k.organization_id = s.organization_id and k.student_id = ${studentId}::uuid and k.session_id = s.id order by k.opened_at desc limit 1) as contest,
    coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'title', r.title, 'link', r.link) order by r.placed_at) from recordings r
      where r.organization_id = s.organization_id and r.session_id = s.id and r.state = 'ready'), '[]') as recordings
  from (select distinct on (a.batch_id) a.organization_id, a.batch_id, a.ended_at, min(a.assigned_at) over (partition by a.batch_id) as joined_at from batch_assignments a
    where a.organization_id = (select app.organization_id()) and a.student_id = ${studentId}::uuid and (not ${live}::boolean or a.state in ('assigned', 'active'))
    order by a.batch_id, (a.ended_at is null) desc, a.ended_at desc) a
  join sessions s on s.organization_id = a.organization_id and s.batch_id = a.batch_id and (a.ended_at is null or s.starts_at < a.ended_at)
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  join courses c on c.organization_id = b.organization_id and c.id = b.course_id
  left join attendance_marks m on m.organization_id = s.organization_id and m.student_id = ${studentId}::uuid and m.session_id = s.id
  where s.organization_id = (select app.organization_id())`;
