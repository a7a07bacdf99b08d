import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import type { Mark, MarkEvidence } from "./inputs";

export type BatchAttendance = { batchId: string; batchCode: string; courseName: string } & Record<MarkCount, number>;
type MarkCount = "present" | "late" | "partial" | "absent" | "excused" | "notApplicable";

/** One student's marks counted by batch, newest batch first; part of any page's one `read`. Names the student, because the plan needs it. */
export const attendanceOfStudent = (studentId: string) =>
  rows<BatchAttendance>(sql`
    select b.id as "batchId", b.code as "batchCode", c.name as "courseName",
      (count(*) filter (where m.mark = 'present'))::int as present, (count(*) filter (where m.mark = 'late'))::int as late,
      (count(*) filter (where m.mark = 'partial'))::int as partial, (count(*) filter (where m.mark = 'absent'))::int as absent,
      (count(*) filter (where m.mark = 'excused'))::int as excused, (count(*) filter (where m.mark = 'not_applicable'))::int as "notApplicable"
    from attendance_marks m
    join sessions s on s.organization_id = m.organization_id and s.id = m.session_id
    join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    join courses c on c.organization_id = b.organization_id and c.id = b.course_id
    where m.organization_id = (select app.organization_id()) and m.student_id = ${studentId}::uuid and s.state = 'ended'
    group by b.id, b.code, c.name order by max(s.starts_at) desc limit 20`);

export type LatestMark = {
  sessionId: string;
  batchCode: string;
  title: string;
  startsAt: string;
  mark: Mark;
  minutes: number;
  evidence: MarkEvidence;
  /** Why somebody set it by hand. */
  reason: string | null;
};

/** The marks of a student's last 15 classes, newest first; a trainer's only where they teach. Part of any page's one `read`. */
export const latestMarks = (studentId: string, trainerId: string | null) =>
  rows<LatestMark>(sql`
    select s.id as "sessionId", b.code as "batchCode", s.title, to_json(s.starts_at) #>> '{}' as "startsAt", m.mark, m.minutes, m.evidence,
      case when m.manual_mark is not null then m.reason end as reason
    from attendance_marks m
    join sessions s on s.organization_id = m.organization_id and s.id = m.session_id
    join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    where m.organization_id = (select app.organization_id()) and m.student_id = ${studentId}::uuid and s.state = 'ended'
      ${trainerId === null ? sql`` : sql`and coalesce(s.trainer_id, b.trainer_id) = ${trainerId}::uuid`}
    order by s.starts_at desc limit 15`);

/**
 * How often somebody came, of how often they could have: classes that were excused or do not count for them are in neither
 * figure. Null percent where no class counts yet.
 */
export function attendanceFigure(counts: Record<MarkCount, number>): {
  came: number;
  of: number;
  percent: number | null;
} {
  const came = counts.present + counts.late + counts.partial;
  const of = came + counts.absent;
  return { came, of, percent: of === 0 ? null : Math.round((came * 100) / of) };
}

/** The same counts from a list of marks. */
export function countMarks(marks: readonly Mark[]): Record<MarkCount, number> {
  const counts = { present: 0, late: 0, partial: 0, absent: 0, excused: 0, notApplicable: 0 };
  for (const mark of marks) counts[mark === "not_applicable" ? "notApplicable" : mark]++;
  return counts;
}
