import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import type { RecordingState } from "../sessions/recording.machine";
import type { AttendancePolicy, Mark } from "./inputs";
import { isLocked, policyOf } from "./marks-of-sheet";
import { isTrainerOf } from "./may-change";
import { sheetQueries } from "./sheet-facts";
import type { SheetEntry, SheetFacts, SheetSession } from "./sheet-facts";

type Title = { title: string; number: number; batch_code: string; course_name: string; trainer: string | null };
export type PageNote = { id: string; body: string; at: string; author: string | null };
export type PageRecording = {
  id: string;
  state: RecordingState;
  title: string | null;
  link: string;
  at: string;
  placed_by: string | null;
};
export type AttendancePage = {
  title: Title;
  session: SheetSession;
  locked: boolean;
  rule: AttendancePolicy;
  /** Whether the one who asks teaches this class. */
  mine: boolean;
  students: (SheetFacts["students"][number] & {
    mark: SheetFacts["marks"][number] | null;
    entries: SheetEntry[];
    clickedAt: string | null;
    excuse: string | null;
    /** The last refusal at the door. */
    refused: string | null;
    contested: { mark: Mark; message: string } | null;
  })[];
  /** Stays nobody is matched to. */
  unmatched: SheetEntry[];
  reports: {
    sourceId: string;
    lines: number;
    at: string;
    by: string | null;
    reason: string | null;
    takenBack: boolean;
  }[];
  notes: PageNote[];
  recordings: PageRecording[];
  /** Names of the staff whose ids stand in the rows. */
  names: Map<string, string>;
  personName: string;
};

/**
 * Everybody of one class with their marks and what is behind each, its notes and recordings; no contact of anybody. Null
 * where there is no such class, or it is not one of a trainer's own.
 */
export async function getAttendancePage(ctx: Ctx, sessionId: string): Promise<AttendancePage | null> {
  const facts = await read(ctx, (_, me) => ({
    ...sheetQueries([sessionId], ctx.now),
    title: rows<Title>(sql`
      select s.title, s.number, b.code as batch_code, c.name as course_name, t.full_name as trainer from sessions s
      join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
      join courses c on c.organization_id = b.organization_id and c.id = b.course_id
      left join staff_profiles t on t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)
      where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid`),
    refused: rows<{ student_id: string; outcome: string }>(sql`
      select distinct on (j.student_id) j.student_id, j.outcome from join_attempts j
      where j.organization_id = (select app.organization_id()) and j.session_id = ${sessionId}::uuid and j.outcome <> 'allowed' order by j.student_id, j.at desc`),
    contests: rows<{ student_id: string; contested_mark: Mark; message: string }>(sql`
      select x.student_id, x.contested_mark, x.message from attendance_contests x
      where x.organization_id = (select app.organization_id()) and x.session_id = ${sessionId}::uuid and x.state = 'open'`),
    notes: rows<PageNote>(sql`
      select n.id, n.body, to_json(n.written_at) #>> '{}' as at, p.full_name as author from session_notes n
      left join staff_profiles p on p.organization_id = n.organization_id and p.id = n.author_id
      where n.organization_id = (select app.organization_id()) and n.session_id = ${sessionId}::uuid order by n.written_at desc, n.id desc limit 100`),
    recordings: rows<PageRecording>(sql`
      select r.id, r.state, r.title, r.link, to_json(r.placed_at) #>> '{}' as at, p.full_name as placed_by from recordings r
      left join staff_profiles p on p.organization_id = r.organization_id and p.id = r.placed_by
      where r.organization_id = (select app.organization_id()) and r.session_id = ${sessionId}::uuid and r.state <> 'gone' order by r.placed_at, r.id limit 50`),
    staff: rows<{ id: string; name: string }>(sql`
      select p.id, p.full_name as name from staff_profiles p where p.organization_id = (select app.organization_id()) and p.id in (
        select e.recorded_by from attendance_evidence e where e.organization_id = (select app.organization_id()) and e.session_id = ${sessionId}::uuid)`),
    person: ownName(me),
  }));
  const [session] = facts.sessions;
  const mine = isTrainerOf(ctx, session);
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "attendance.read", { assigned: mine });
  const [title] = facts.title;
  if (!session || !title || !ctx.tenant) return null;
  const { rule } = policyOf(facts);
  const names = new Map(facts.staff.map((one) => [one.id, one.name]));
  return {
    title,
    session,
    locked: isLocked(session, rule, ctx.now, ctx.tenant.zone),
    rule,
    mine,
    students: studentsOf(facts, facts),
    unmatched: facts.entries.filter((entry) => entry.student_id === null && entry.set_aside === null),
    reports: reportsOf(facts.entries, names),
    notes: facts.notes,
    recordings: facts.recordings,
    names,
    personName: facts.person[0]?.name ?? "",
  };
}

function studentsOf(
  facts: SheetFacts,
  more: {
    refused: { student_id: string; outcome: string }[];
    contests: { student_id: string; contested_mark: Mark; message: string }[];
  },
): AttendancePage["students"] {
  const byStudent = <T extends { student_id: string }>(all: readonly T[]) =>
    new Map(all.map((one) => [one.student_id, one]));
  const marks = byStudent(facts.marks);
  const clicks = byStudent(facts.clicks);
  const excuses = byStudent(facts.excuses);
  const refused = byStudent(more.refused);
  const contests = byStudent(more.contests);
  return facts.students.map((student) => {
    const id = student.student_id;
    const contest = contests.get(id);
    return {
      ...student,
      mark: marks.get(id) ?? null,
      entries: facts.entries
        .filter((entry) => entry.student_id === id && entry.set_aside === null)
        .toSorted((a, b) => ((a.present_from ?? a.recorded_at) < (b.present_from ?? b.recorded_at) ? -1 : 1)),
      clickedAt: clicks.get(id)?.at ?? null,
      excuse: excuses.get(id)?.reason ?? null,
      refused: clicks.has(id) ? null : (refused.get(id)?.outcome ?? null),
      contested: contest ? { mark: contest.contested_mark, message: contest.message } : null,
    };
  });
}

function reportsOf(entries: readonly SheetEntry[], names: Map<string, string>): AttendancePage["reports"] {
  const found = new Map<string, AttendancePage["reports"][number]>();
  for (const entry of entries) {
    if (entry.source_id === null) continue;
    const one = found.get(entry.source_id);
    const takenBack = entry.set_aside === "taken_back";
    if (one) {
      one.lines++;
      one.takenBack &&= takenBack;
      if (entry.recorded_at < one.at) one.at = entry.recorded_at;
    } else
      found.set(entry.source_id, {
        sourceId: entry.source_id,
        lines: 1,
        at: entry.recorded_at,
        by: entry.recorded_by ? (names.get(entry.recorded_by) ?? null) : null,
        reason: entry.reason,
        takenBack,
      });
  }
  return [...found.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
