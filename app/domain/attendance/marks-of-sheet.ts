import { addDays, localDay } from "#kernel/time";

import { attendancePolicy } from "./inputs";
import type { AttendancePolicy, Away } from "./inputs";
import { markOf } from "./mark-of";
import type { MarkOf } from "./mark-of";
import { heldOf } from "./presence";
import type { SheetEntry, SheetFacts, SheetSession, SheetStudent } from "./sheet-facts";

export function policyOf(facts: Pick<SheetFacts, "policy">): { rule: AttendancePolicy; version: number } {
  const [found] = facts.policy;
  return {
    rule: attendancePolicy.parse(found?.value ?? {}),
    version: found?.version ?? 0,
  };
}

/** The last local day on which marks of a class can change. */
export const openUntil = (localDate: string, rule: AttendancePolicy) => addDays(localDate, rule.lockDays);

/** Marks are final when their days are over, but for the hours a manager unlocked them. */
export function isLocked(
  session: Pick<SheetSession, "local_date" | "unlocked_until">,
  rule: AttendancePolicy,
  now: Date,
  zone: string,
): boolean {
  if (session.unlocked_until !== null && new Date(session.unlocked_until) >= now) return false;
  return localDay(now, zone) > openUntil(session.local_date, rule);
}

/** Every student's mark, from what stands and what is added. */
export function marksOf(
  session: SheetSession,
  facts: SheetFacts,
  added: readonly SheetEntry[],
  rule: AttendancePolicy,
): Map<string, MarkOf> {
  const mine = <T extends { session_id: string }>(all: readonly T[]) =>
    all.filter((one) => one.session_id === session.id);
  const replaced = new Set(added.map((entry) => entry.entry_id));
  const entries = [...mine(facts.entries).filter((entry) => !replaced.has(entry.entry_id)), ...added].filter(
    (entry) => entry.set_aside === null,
  );
  const seenOf = byStudent(entries.filter((entry) => entry.present_from !== null));
  const saidOf = byStudent(entries.filter((entry) => entry.says !== null));
  const clicks = new Map(mine(facts.clicks).map((click) => [click.student_id, time(click.at)]));
  const excused = new Set(mine(facts.excuses).map((excuse) => excuse.student_id));
  const marked = new Set(mine(facts.marks).map((mark) => mark.student_id));
  const hasReport = entries.some((entry) => entry.says === null);
  const held = heldOf({
    startsAt: time(session.starts_at),
    endsAt: time(session.ends_at),
    meetingEndedAt: session.meeting_ended_at === null ? null : time(session.meeting_ended_at),
  });
  const people = new Map(mine(facts.students).map((student) => [student.student_id, student]));
  const ids = new Set([...people.keys(), ...seenOf.keys(), ...saidOf.keys()]);
  const found = new Map<string, MarkOf>();
  for (const id of ids) {
    const person = people.get(id);
    const said = saidOf.get(id) ?? [];
    if (session.state !== "ended" && said.length === 0) continue;
    const mark = markOf(
      {
        seen: (seenOf.get(id) ?? []).map((entry) => ({
          kind: entry.kind,
          from: time(entry.present_from!),
          until: entry.present_until === null ? null : time(entry.present_until),
        })),
        clickedAt: clicks.get(id) ?? null,
        excused: excused.has(id),
        away: person ? awayOf(session, person) : null,
        said: said.map((entry) => ({
          says: entry.says!,
          at: time(entry.recorded_at),
          by: entry.recorded_by,
          reason: entry.reason,
          order: entry.entry_id,
        })),
      },
      held,
      hasReport,
      rule,
    );
    // Somebody of another batch is marked for having come, never for having stayed away.
    if (person?.expected || marked.has(id) || mark.manualMark !== null || mark.minutes > 0) found.set(id, mark);
  }
  return found;
}

function byStudent(entries: readonly SheetEntry[]): Map<string, SheetEntry[]> {
  const found = new Map<string, SheetEntry[]>();
  for (const entry of entries)
    if (entry.student_id !== null) found.set(entry.student_id, [...(found.get(entry.student_id) ?? []), entry]);
  return found;
}

const time = (iso: string) => new Date(iso).getTime();

function awayOf(session: SheetSession, student: SheetStudent): Away | null {
  if (session.recorded_later) return "recorded_later";
  if (student.paused) return "paused";
  if (student.valid_until_on !== null && student.valid_until_on < session.local_date) return "plan_over";
  return student.enrollment_state === "SUSPENDED" ? "suspended" : null;
}
