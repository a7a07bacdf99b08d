import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Answer } from "#kernel/database.server";

import type { EnrollmentState } from "../enrollments/enrollment.machine";
import { currentPolicy } from "../organizations/current-policy";
import type { SessionState } from "../sessions/session.machine";
import type { EvidenceKind, Mark, MarkEvidence } from "./inputs";

export type SheetSession = {
  id: string;
  batch_id: string;
  state: SessionState;
  starts_at: string;
  ends_at: string;
  local_date: string;
  /** Entered only after it was over, as an import of a running batch does. */
  recorded_later: boolean;
  meeting_ended_at: string | null;
  trainer_id: string | null;
  sheet_id: string | null;
  sheet_version: number | null;
  marked_at: string | null;
  unlocked_until: string | null;
};
export type SheetStudent = {
  session_id: string;
  student_id: string;
  name: string;
  code: string;
  /** Had a place in the batch, or was admitted to this class. */
  expected: boolean;
  enrollment_state: EnrollmentState | null;
  valid_until_on: string | null;
  paused: boolean;
};
export type SheetEntry = {
  session_id: string;
  entry_id: string;
  revision: number;
  student_id: string | null;
  kind: EvidenceKind;
  present_from: string | null;
  present_until: string | null;
  says: Mark | "evidence" | null;
  set_aside: "nobody" | "taken_back" | null;
  name: string | null;
  email: string | null;
  registrant_id: string | null;
  customer_key: string | null;
  source_id: string | null;
  reason: string | null;
  recorded_by: string | null;
  recorded_at: string;
};
export type SheetMark = {
  session_id: string;
  student_id: string;
  mark: Mark;
  computed_mark: Mark | null;
  manual_mark: Mark | null;
  minutes: number;
  evidence: MarkEvidence;
  policy_version: number;
  marked_by: string | null;
  reason: string | null;
  version: number;
};
type Click = { session_id: string; student_id: string; at: string };
type Excuse = { session_id: string; student_id: string; reason: string };

/**
 * Everything the marks of some classes are worked out from, as queries for one batch. All commands on marks and the job
 * load exactly this, so that they come to the same answer.
 */
export const sheetQueries = (sessionIds: readonly string[], now: Date) => {
  const ids = sql`any(string_to_array(${sessionIds.join(",")}, ',')::uuid[])`;
  return {
    sessions: rows<SheetSession>(sessionsOf(ids)),
    students: rows<SheetStudent>(studentsOf(ids)),
    entries: rows<SheetEntry>(entriesOf(ids)),
    clicks: rows<Click>(sql`
      select j.session_id, j.student_id, to_json(min(j.at)) #>> '{}' as at from join_attempts j
      where j.organization_id = (select app.organization_id()) and j.session_id = ${ids} and j.outcome = 'allowed' group by 1, 2`),
    excuses: rows<Excuse>(sql`
      select x.session_id, x.student_id, x.reason from attendance_excuses x
      where x.organization_id = (select app.organization_id()) and x.session_id = ${ids} and x.withdrawn_at is null`),
    marks: rows<SheetMark>(sql`
      select m.session_id, m.student_id, m.mark, m.computed_mark, m.manual_mark, m.minutes, m.evidence, m.policy_version, m.marked_by, m.reason, m.version
      from attendance_marks m where m.organization_id = (select app.organization_id()) and m.session_id = ${ids}`),
    policy: currentPolicy("attendance", now),
  };
};
type SheetQueries = ReturnType<typeof sheetQueries>;
export type SheetFacts = { [K in keyof SheetQueries]: Answer<SheetQueries[K]> };

const sessionsOf = (ids: SQL) => sql`
  select s.id, s.batch_id, s.state, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at, s.local_date::text as local_date,
    s.created_at > s.ends_at as recorded_later, to_json(m.meeting_ended_at) #>> '{}' as meeting_ended_at, coalesce(s.trainer_id, b.trainer_id) as trainer_id,
    h.id as sheet_id, h.version as sheet_version, to_json(h.marked_at) #>> '{}' as marked_at, to_json(h.unlocked_until) #>> '{}' as unlocked_until
  from sessions s
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  left join session_meetings m on m.organization_id = s.organization_id and m.session_id = s.id
  left join attendance_sheets h on h.organization_id = s.organization_id and h.session_id = s.id
  where s.organization_id = (select app.organization_id()) and s.id = ${ids}`;

/**
 * Who had a place while the class was on, who was admitted to it, and whoever was seen or marked all the same. Of a class
 * that was entered after it was over nobody can tell who had one: it is everybody's who has a place now, and counts for none.
 */
const studentsOf = (ids: SQL) => sql`
  with asked as (
    select s.organization_id, s.id, s.batch_id, s.starts_at, s.ends_at, s.local_date, s.created_at > s.ends_at as recorded_later from sessions s
    where s.organization_id = (select app.organization_id()) and s.id = ${ids}),
  placed as (
    select distinct on (s.id, a.student_id) s.id as session_id, a.student_id, a.enrollment_id from asked s
    join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id
    where (a.assigned_at < s.ends_at and (a.ended_at is null or a.ended_at > s.starts_at)) or (s.recorded_later and a.ended_at is null)
    order by s.id, a.student_id, a.assigned_at desc),
  everybody as (
    select session_id, student_id from placed
    union select d.session_id, d.student_id from session_admissions d join asked s on s.organization_id = d.organization_id and s.id = d.session_id
    union select e.session_id, e.student_id from attendance_evidence e join asked s on s.organization_id = e.organization_id and s.id = e.session_id where e.student_id is not null
    union select m.session_id, m.student_id from attendance_marks m join asked s on s.organization_id = m.organization_id and s.id = m.session_id)
  select v.session_id, v.student_id, p.full_name as name, p.code, (l.student_id is not null or d.id is not null) as expected,
    n.state as enrollment_state, n.valid_until_on::text as valid_until_on,
    exists (select from enrollment_pauses x where x.organization_id = n.organization_id and x.enrollment_id = n.id and x.state in ('approved', 'active', 'ended')
      and x.from_on <= s.local_date and x.until_on >= s.local_date) as paused
  from everybody v
  join asked s on s.id = v.session_id
  join student_profiles p on p.organization_id = s.organization_id and p.id = v.student_id
  left join placed l on l.session_id = v.session_id and l.student_id = v.student_id
  left join session_admissions d on d.organization_id = s.organization_id and d.session_id = v.session_id and d.student_id = v.student_id
  left join enrollments n on n.organization_id = s.organization_id and n.id = l.enrollment_id
  order by p.full_name, p.code`;

/** The newest revision of each entry. */
const entriesOf = (ids: SQL) => sql`
  select distinct on (e.entry_id) e.session_id, e.entry_id, e.revision, e.student_id, e.kind, to_json(e.present_from) #>> '{}' as present_from,
    to_json(e.present_until) #>> '{}' as present_until, e.says, e.set_aside, e.name, e.email, e.registrant_id, e.customer_key, e.source_id, e.reason,
    e.recorded_by, to_json(e.recorded_at) #>> '{}' as recorded_at
  from attendance_evidence e
  where e.organization_id = (select app.organization_id()) and e.session_id = ${ids}
  order by e.entry_id, e.revision desc`;
