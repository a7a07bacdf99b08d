import { awayDays } from "#domain/attendance/get-attendance-desk";
import type { AttendanceDesk, DeskFilter } from "#domain/attendance/get-attendance-desk";
import { marks } from "#domain/attendance/inputs";
import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import { addDays, clockTime, dayText, localDay, shortDay, whenText } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { absenceReason, markBrief } from "../../attendance-words";
import { markWords } from "../../copy";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { Go } from "../../ui/tenant";
import type { DeskFilters, DeskView } from "./screen";

type Place = { now: Date; zone: string; actor: Actor; words: SchoolWords };

export function deskView(desk: AttendanceDesk, filter: DeskFilter, place: Place, flash: DeskView["flash"]): DeskView {
  const tab = (name: AttendanceDesk["tab"], label: string, count: number | null = null) => ({
    href: paths.attendanceDesk(name),
    label,
    count,
    current: desk.tab === name,
  });
  return {
    tabs: [
      tab("unmatched", "Not matched"),
      tab("contests", "Contested", desk.openContests),
      tab("absent", "Absent"),
      tab("away", "Not seen for two weeks"),
    ],
    body: bodyOf(desk, filter, place),
    flash,
  };
}

const classOf = (
  one: { sessionId: string; batchCode: string; title: string; startsAt: string },
  zone: string,
  withDay: boolean,
): Go => ({
  href: paths.attendance(one.sessionId),
  label: `${one.batchCode} · ${one.title}${withDay ? `, ${whenText(new Date(one.startsAt), zone)}` : ""}`,
});

function bodyOf(desk: AttendanceDesk, filter: DeskFilter, place: Place): DeskView["body"] {
  const { zone, now, actor, words } = place;
  switch (desk.tab) {
    case "unmatched":
      return {
        tab: "unmatched",
        participants: desk.participants.map((one) => ({
          id: one.entryId,
          sessionId: one.sessionId,
          name: one.name ?? one.email ?? "Somebody without a name",
          seen: [
            ...(one.email && one.name ? [one.email] : []),
            `in class ${one.minutes} min${one.stays > 1 ? ` in ${one.stays} stays` : ""}`,
          ].join(" · "),
          class: classOf(one, zone, true),
          likely: one.likely.map((student) => ({ value: student.id, label: `${student.name} ${student.code}` })),
          unavailable: one.finalSince
            ? `The marks of this class are final since ${dayText(one.finalSince, localDay(now, zone))}. A manager can unlock them on its page, with a reason.`
            : null,
        })),
        more: desk.moreParticipants,
        all: filter.sessionId ? { label: "All classes", href: paths.attendanceDesk("unmatched") } : null,
        unavailable: can(actor, "attendance.match") === true ? null : "Your role may look, and not match.",
      };
    case "contests":
      return {
        tab: "contests",
        questions: desk.contests.map((one) => {
          const startsAt = new Date(one.starts_at);
          return {
            id: one.id,
            sessionId: one.session_id,
            version: String(one.mark_version ?? ""),
            student: { label: `${one.name} ${one.code}`, href: paths.student(one.student_id) },
            class: classOf(
              { sessionId: one.session_id, batchCode: one.batch_code, title: one.title, startsAt: one.starts_at },
              zone,
              true,
            ),
            mark: markWords[one.mark ?? one.contested_mark],
            why:
              one.mark && one.evidence
                ? markBrief(
                    { mark: one.mark, minutes: one.minutes ?? 0, evidence: one.evidence, reason: null, startsAt },
                    zone,
                  )
                : "",
            message: one.message,
            asked: whenText(new Date(one.opened_at), zone),
          };
        }),
        marks: marks.map((mark) => ({ value: mark, label: markWords[mark].word })),
        unavailable: can(actor, "attendance.decide_contest") === true ? null : "Your role may look, and not answer.",
      };
    case "absent": {
      const today = localDay(now, zone);
      const ofBatch = filter.batch ? `&batch=${encodeURIComponent(filter.batch)}` : "";
      const on = (day: string) => `${paths.attendanceDesk("absent")}&day=${day}${ofBatch}`;
      const rows = desk.absent.map((one) => ({
        id: `${one.session_id}-${one.student_id}`,
        student: one.name,
        href: paths.student(one.student_id),
        code: one.code,
        class: classOf(
          { sessionId: one.session_id, batchCode: one.batch_code, title: one.title, startsAt: one.starts_at },
          zone,
          false,
        ),
        time: clockTime(new Date(one.starts_at), zone),
        mark: markWords[one.mark],
        why: absenceReason(one, zone),
      }));
      return {
        tab: "absent",
        filter: filterOf(filter, desk.day, words),
        dayText: dayText(desk.day, today),
        days: [
          { label: "Day before", href: on(addDays(desk.day, -1)) },
          ...(desk.day === today ? [] : [{ label: "Today", href: on(today) }]),
          { label: "Day after", href: on(addDays(desk.day, 1)) },
        ],
        rows,
        lines: rows.map((row) => `${row.student} · ${row.code} · ${row.class.label} · ${row.why}`),
        pages: pagesOf(rows.length, filter, desk.next, on(desk.day)),
      };
    }
    case "away": {
      const awayPath = `${paths.attendanceDesk("away")}${filter.batch ? `&batch=${encodeURIComponent(filter.batch)}` : ""}`;
      const rows = desk.away.map((one) => ({
        id: one.id,
        student: one.name,
        href: paths.student(one.student_id),
        code: one.code,
        batch: one.batch_code,
        missed: `${plural(one.missed, "class", "classes")} since ${shortDay(new Date(one.absent_from), zone)}`,
        last: one.last_seen_at ? shortDay(new Date(one.last_seen_at), zone) : "never",
      }));
      return {
        tab: "away",
        filter: filterOf(filter, null, words),
        rows,
        lines: rows.map(
          (row) => `${row.student} · ${row.code} · ${row.batch} · missed ${row.missed}, last in class: ${row.last}`,
        ),
        pages: pagesOf(rows.length, filter, desk.next, awayPath),
      };
    }
  }
}

/** What the lists can be narrowed down to. Their tab is in the address too, so the form carries it. */
const filterOf = ({ tab, batch }: DeskFilter, day: string | null, words: SchoolWords): DeskFilters => ({
  hidden: { tab },
  fields: [
    { kind: "text", name: "batch", label: words.Batch, value: batch ?? "", hint: "Code" },
    ...(day ? [{ kind: "day" as const, name: "day", label: "Day", value: day }] : []),
  ],
  clear: batch ? `${paths.attendanceDesk(tab)}${day ? `&day=${day}` : ""}` : null,
});

const pagesOf = (shown: number, filter: DeskFilter, next: string | null, path: string) => ({
  text: `${plural(shown, "student", "students")} on this page${filter.tab === "away" ? `, away for ${awayDays} days and more` : ""}`,
  first: filter.after ? path : null,
  next: next === null ? null : `${path}&after=${encodeURIComponent(next)}`,
});
