/** Marks as people read them: what is behind each, in brief for staff and in full for the student it is of. */
import { attendanceFigure } from "./domain/attendance/attendance-of-student";
import type { BatchAttendance, LatestMark } from "./domain/attendance/attendance-of-student";
import type { AttendancePolicy, Away, Mark, MarkEvidence } from "./domain/attendance/inputs";
import { wordsOfRefusal } from "./join-words";
import { clockTime, minutesBetween, shortDay } from "./kernel/time";
import { markWords } from "./copy";
import { paths } from "./paths";
import type { AttendanceLine, MarkLine } from "./ui/attendance-card";
import { plural } from "./ui/plural";

type Told = {
  mark: Mark;
  minutes: number;
  evidence: MarkEvidence;
  /** Why somebody set it by hand. */
  reason: string | null;
  startsAt: Date;
};
export type MarkRule = { rule: AttendancePolicy; zone: string };

const awayWords: Record<Away, { staff: string; student: string }> = {
  paused: { staff: "plan paused", student: "Your plan was paused." },
  plan_over: { staff: "plan over", student: "Your plan was over." },
  suspended: { staff: "plan suspended", student: "Your plan was suspended." },
  recorded_later: {
    staff: "class entered after it was over",
    student: "The class was entered after it was over.",
  },
};

/** Of a class without a mark that will not get one. */
export const notCounted = "Class entered after it was over";
export const notCountedWords = {
  recorded_later: awayWords.recorded_later.student,
  before_joining: "It was before you joined.",
};

/** What a mark rests on, short enough for a row of a table: "112 of 120 min, from 7:52 pm". */
export function markBrief(told: Told, zone: string): string {
  const { evidence, minutes, startsAt } = told;
  const first = evidence.firstAt ? new Date(evidence.firstAt) : null;
  const at = (iso: string) => clockTime(new Date(iso), zone);
  const seen =
    evidence.by === "click" && evidence.clickedAt
      ? `pressed Join at ${at(evidence.clickedAt)}; no report`
      : first
        ? `${minutes} of ${evidence.held} min${first > startsAt ? `, from ${clockTime(first, zone)}` : ""}`
        : evidence.away
          ? awayWords[evidence.away].staff
          : evidence.excused
            ? "excused ahead"
            : evidence.clickedAt
              ? `pressed Join at ${at(evidence.clickedAt)}, not in the report`
              : "no trace";
  return told.reason === null ? capital(seen) : `By hand: ${told.reason} (${seen})`;
}

/** Why a mark is what it is, with the rule behind it, for the student it is of. */
export function markReason(told: Told, { rule, zone }: MarkRule): string {
  const seen = seenText(told, { rule, zone });
  return told.reason === null ? seen : `Set by hand: ${sentence(told.reason)} ${seen}`;
}

function seenText(told: Told, { rule, zone }: MarkRule): string {
  const { evidence, minutes, startsAt } = told;
  const first = evidence.firstAt ? new Date(evidence.firstAt) : null;
  if (evidence.by === "click" && first)
    return `You pressed Join ${first <= startsAt ? "before the start" : `at ${clockTime(first, zone)}`}; there is no report of the meeting.`;
  if (evidence.by === "report" && first) {
    const late = Math.round(minutesBetween(startsAt, first));
    const stay = `In class ${minutes} of ${evidence.held} min`;
    if (minutes * 100 < evidence.held * rule.partialBelowPercent)
      return `${stay}; below ${rule.partialBelowPercent} % is partly there.`;
    return late > rule.lateMinutes
      ? `${stay}, from ${clockTime(first, zone)}; later than ${rule.lateMinutes} min is late.`
      : `${stay}.`;
  }
  if (evidence.away) return awayWords[evidence.away].student;
  if (evidence.excused) return "You excused yourself ahead.";
  if (evidence.clickedAt)
    return `You pressed Join at ${clockTime(new Date(evidence.clickedAt), zone)}, and the meeting's report does not show you.`;
  return "Nothing shows that you came.";
}

/** Why somebody was absent, for a list to pass on. */
export function absenceReason(
  told: { evidence: MarkEvidence; excuse: string | null; refused: string | null; reason: string | null },
  zone: string,
): string {
  if (told.excuse) return `excused: ${told.excuse}`;
  if (told.reason) return told.reason;
  if (told.evidence.clickedAt)
    return `pressed Join at ${clockTime(new Date(told.evidence.clickedAt), zone)}, not in the meeting's report`;
  if (told.refused) return `was refused: ${wordsOfRefusal(told.refused).short}`;
  return "never tried to join";
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The last classes of one student, for staff. */
export const markLine = (one: LatestMark, zone: string): MarkLine => {
  const startsAt = new Date(one.startsAt);
  return {
    id: one.sessionId,
    name: `${shortDay(startsAt, zone)}, ${one.batchCode} · ${one.title}`,
    href: paths.attendance(one.sessionId),
    mark: markWords[one.mark],
    why: markBrief({ ...one, startsAt }, zone),
  };
};

/** "in class 14 of 16 times, 88 %", with what the figure leaves out. */
export function attendanceText(counts: BatchAttendance): AttendanceLine {
  const { came, of, percent } = attendanceFigure(counts);
  const left = [
    ...(counts.late > 0 ? [`${counts.late} late`] : []),
    ...(counts.partial > 0 ? [`${counts.partial} partly`] : []),
    ...(counts.excused > 0 ? [`${plural(counts.excused, "class", "classes")} excused and not counted`] : []),
    ...(counts.notApplicable > 0 ? [`${counts.notApplicable} not counted`] : []),
  ];
  return {
    id: counts.batchId,
    name: `${counts.courseName} (${counts.batchCode})`,
    text: percent === null ? "no class counts yet" : `in class ${came} of ${plural(of, "time", "times")}, ${percent} %`,
    note: left.length > 0 ? `${left.join(", ")}.` : null,
  };
}
