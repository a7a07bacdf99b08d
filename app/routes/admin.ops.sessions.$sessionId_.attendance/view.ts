import type { ChangedMark } from "#domain/attendance/mark-by-hand";
import type { AttendancePage } from "#domain/attendance/get-attendance-page";
import { marks } from "#domain/attendance/inputs";
import type { Mark } from "#domain/attendance/inputs";
import { openUntil } from "#domain/attendance/marks-of-sheet";
import { participantOf } from "#domain/attendance/match-participant";
import { can } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import { clockTime, dayText, localDay, rangeText, whenText } from "#kernel/time";

import { absenceReason, markBrief, notCounted } from "../../attendance-words";
import { markWords, recordingWords } from "../../copy";
import { paths } from "../../paths";
import type { BadgeText } from "../../ui/tenant";
import { seenText } from "./choices";
import type { MarkRow } from "./mark-form";
import type { AttendanceView } from "./screen";

type Student = AttendancePage["students"][number];
type Place = { now: Date; zone: string; actor: Actor };

/** One class's attendance as staff reads it; what this person or this moment does not allow stands with its reason. */
export function attendanceView(page: AttendancePage, place: Place, flash: AttendanceView["flash"]): AttendanceView {
  const { now, zone } = place;
  const { session, title } = page;
  const may = (action: Action) => can(place.actor, action, { assigned: page.mine }) === true;
  const startsAt = new Date(session.starts_at);
  const closed = closedBecause(page, now);
  const unless = (action: Action) => (may(action) ? closed : "Your role may look, and not change it.");
  const unmatched = new Set(page.unmatched.map(participantOf)).size;
  return {
    name: `${title.batch_code} · ${title.title}`,
    when: `${rangeText(startsAt, new Date(session.ends_at), zone)}${title.trainer ? ` · with ${title.trainer}` : ""}`,
    classHref: paths.session(session.id),
    state: stateOf(page, now),
    counts: marks
      .map((mark) => ({
        state: markWords[mark],
        count: page.students.filter((student) => shownMark(student, page) === mark).length,
      }))
      .filter(({ count }) => count > 0),
    marking: {
      rows: page.students.map((student) => rowOf(student, page, zone)),
      seen: seenText(
        page.students.map(({ student_id, mark }) => ({
          studentId: student_id,
          version: mark?.version ?? 0,
          byHand: mark?.manual_mark != null,
        })),
      ),
      marks: marks.map((mark) => ({ value: mark, label: markWords[mark].word })),
      before:
        page.students.length > 0 && page.students.every((student) => shownMark(student, page) === null)
          ? beforeAll(page, now)
          : null,
      unavailable: unless("attendance.mark"),
    },
    unmatched: {
      count: unmatched,
      go: may("attendance.match")
        ? { label: "Match them", href: `${paths.attendanceDesk("unmatched")}&session=${session.id}` }
        : null,
    },
    absentees: page.students
      .filter(({ mark }) => mark?.mark === "absent" || mark?.mark === "excused")
      .map((student) => `${student.name} · ${student.code} · ${absenceReason({ ...student.mark!, ...student }, zone)}`),
    exportAction: may("roster.export") ? paths.attendanceExport(session.id) : null,
    rule: ruleOf(page, now, zone),
    unlock: page.locked
      ? { unavailable: may("attendance.unlock") ? null : "A manager can unlock them, with a reason." }
      : null,
    report: {
      zone,
      unavailable: unless("attendance.mark"),
      reports: page.reports.map((report) => ({
        sourceId: report.sourceId,
        takenBack: report.takenBack,
        text: `${report.lines} ${report.lines === 1 ? "line" : "lines"}, ${byText(report.by, report.at, zone)}`,
      })),
    },
    notes: {
      notes: page.notes.map((note) => ({ id: note.id, body: note.body, by: byText(note.author, note.at, zone) })),
      unavailable: may("session.note") ? null : "Your role may read notes, and not write them.",
    },
    recordings: {
      recordings: page.recordings.map((one) => ({
        id: one.id,
        title: one.title ?? "Recording",
        link: one.link,
        by: byText(one.placed_by, one.at, zone),
        state: recordingWords[one.state],
        moves: [
          one.state === "hidden"
            ? { intent: "recording_show" as const, verb: "Show it again" }
            : { intent: "recording_hide" as const, verb: "Hide it from students" },
          { intent: "recording_remove" as const, verb: "Remove it for good" },
        ],
      })),
      unavailable: !may("recording.manage")
        ? "Your role may watch recordings, and not place them."
        : session.state === "cancelled"
          ? "This class was cancelled."
          : startsAt > now
            ? "The class has not begun, so nothing is recorded yet."
            : null,
    },
    flash,
  };
}

const byText = (name: string | null, at: string, zone: string) => `${name ?? "Hub"}, ${whenText(new Date(at), zone)}`;

function closedBecause(page: AttendancePage, now: Date): string | null {
  if (page.session.state === "cancelled") return "This class was cancelled, so nobody is marked for it.";
  if (new Date(page.session.starts_at) > now) return "The class has not begun. Marks can be set from its start on.";
  return page.locked ? "The marks are final. A manager can unlock them, with a reason." : null;
}

function stateOf(page: AttendancePage, now: Date): BadgeText {
  if (page.session.state === "cancelled") return { word: "Cancelled", tone: "attention" };
  if (new Date(page.session.starts_at) > now) return { word: "Not begun", tone: "info" };
  if (page.locked) return { word: "Marks are final", tone: "neutral" };
  if (page.session.state !== "ended") return { word: "Class is on", tone: "good" };
  return { word: "Marks can change", tone: "info" };
}

function ruleOf(page: AttendancePage, now: Date, zone: string): AttendanceView["rule"] {
  const { rule, session } = page;
  const until = openUntil(session.local_date, rule);
  const final = page.locked
    ? `Since ${dayText(until, localDay(now, zone))}`
    : session.unlocked_until && new Date(session.unlocked_until) >= now
      ? `Unlocked until ${whenText(new Date(session.unlocked_until), zone)}`
      : `After ${dayText(until, localDay(now, zone))}`;
  return [
    { term: "Late", text: `From ${rule.lateMinutes} min after the start` },
    { term: "Partly there", text: `Below ${rule.partialBelowPercent} % of the class` },
    { term: "Without a report", text: "Who pressed Join counts as there" },
    { term: "Final", text: final },
  ];
}

/** A class entered after it was over counts for nobody, whether that was written down for this student or not. */
const shownMark = ({ mark, expected }: Student, { session }: AttendancePage): Mark | null =>
  mark?.mark ?? (session.recorded_later && expected && session.state === "ended" ? "not_applicable" : null);

function rowOf(student: Student, page: AttendancePage, zone: string): MarkRow {
  const { mark } = student;
  const shown = shownMark(student, page);
  const startsAt = new Date(page.session.starts_at);
  return {
    studentId: student.student_id,
    name: student.name,
    code: student.code,
    mark: shown ? markWords[shown] : null,
    why: mark
      ? markBrief({ ...mark, reason: mark.manual_mark ? mark.reason : null, startsAt }, zone)
      : shown
        ? notCounted
        : beforeMarks(student, zone),
    evidence: evidenceOf(student, page, zone),
    hint: student.contested
      ? `Asks for another mark: ${student.contested.message}`
      : student.expected
        ? null
        : "Has no place in it",
    byHand: mark?.manual_mark != null,
  };
}

function beforeMarks(student: Student, zone: string): string {
  if (student.clickedAt) return `Pressed Join at ${clockTime(new Date(student.clickedAt), zone)}.`;
  return student.excuse ? "Excused ahead." : "";
}

/** What a sheet without marks waits for, said once. */
const beforeAll = ({ session }: AttendancePage, now: Date): string | null =>
  session.state === "cancelled" || new Date(session.starts_at) > now
    ? null
    : session.state === "ended"
      ? "The class has ended: its marks are being made and stand here in a few minutes."
      : "Marks come a few minutes after the class has closed. What is set by hand now stays.";

function evidenceOf(student: Student, page: AttendancePage, zone: string): string[] {
  const time = (iso: string) => clockTime(new Date(iso), zone);
  const by = (id: string | null) => (id ? (page.names.get(id) ?? "somebody who left") : "Hub");
  const entries = student.entries.map((entry) => {
    if (entry.says !== null) {
      const said = entry.says === "evidence" ? "to go by the evidence" : markWords[entry.says].word.toLowerCase();
      return `${by(entry.recorded_by)} said ${said} on ${whenText(new Date(entry.recorded_at), zone)}: ${entry.reason}`;
    }
    const until = entry.present_until ? `to ${time(entry.present_until)}` : "until the end";
    const name = entry.name ? ` as “${entry.name}”` : "";
    const matched = entry.revision > 0 ? `, matched by ${by(entry.recorded_by)}: ${entry.reason}` : "";
    return `In the report${name} from ${time(entry.present_from!)} ${until}${matched}`;
  });
  return [
    ...(student.excuse ? [`Excused ahead: ${student.excuse}`] : []),
    ...(student.clickedAt ? [`Pressed Join at ${time(student.clickedAt)}`] : []),
    ...entries,
  ];
}

/** What somebody else changed meanwhile, a sentence each. */
export const changedText = (changed: readonly ChangedMark[]): string[] =>
  changed.map(({ name, mark, reason }) =>
    mark === null
      ? `${name} has no mark any more.`
      : `${name} is ${markWords[mark].word.toLowerCase()} now${reason ? `: ${reason}` : ""}.`,
  );
