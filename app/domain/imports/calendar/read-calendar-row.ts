import { meetingOf } from "../../sessions/replace-link";
import { asText, Cells } from "../read/cells";
import { isSealed, sealedMeeting } from "../read/sealed-cell";
import type { Read } from "../read/read-phone";
import { readMinutes, readTime } from "../read/read-time";
import type { ReadRow } from "../kind";
import { dayIn, readBatchCode, readEmail } from "../students/read-student-row";
import type { Reading } from "../students/read-student-row";
import { calendarFields } from "./fields";

export type Meeting = { meetingIdSealed: string | null; fallbackSealed: string | null };
export type CalendarRow = ReadRow & {
  batch?: string;
  course?: string;
  classNumber?: number;
  title?: string;
  day?: string;
  time?: string;
  minutes?: number;
  trainer?: string;
  host?: string;
  /** Sealed when it is read from a kept row; a row of the file itself says only that there is one. */
  meeting: Meeting | null;
  capacity?: number;
  emails: string[];
};

const whole =
  (most: number) =>
  (typed: string): Read<number> => {
    const n = Number(typed.replace(/^#/, "").replace(/\.0+$/, ""));
    return Number.isInteger(n) && n >= 1 && n <= most
      ? { ok: true, value: n }
      : { ok: false, rule: `A whole number from 1 to ${most}`, fix: "Correct it, or leave it blank" };
  };

/** One row of a calendar as values. Times are the school's own clock. */
export function readCalendarRow(row: { number: number; cells: string[] }, reading: Reading): CalendarRow {
  const cells = new Cells(calendarFields, reading.mapping, row.cells);
  const read = {
    batch: cells.read("batch", readBatchCode),
    course: cells.read("course", asText(120)),
    classNumber: cells.read("number", whole(10_000)),
    title: cells.read("title", asText(200)),
    day: cells.read("day", dayIn(reading, "day")),
    time: cells.read("time", readTime),
    minutes: cells.read("minutes", readMinutes),
    trainer: cells.read("trainer", asText(254)),
    host: cells.read("host", asText(120)),
    capacity: cells.read("capacity", whole(100_000)),
  };
  const emails = emailsIn(cells);
  const skip = ["batch", "day", "time", "title"].every((key) => cells.text(key) === undefined)
    ? "Names no class"
    : isHeader(row.cells, reading.header)
      ? "Repeats the header"
      : null;
  if (skip === null)
    for (const [key, fix] of [
      ["batch", "Write the {batch}'s code"],
      ["day", "Write the class's day"],
      ["time", "Write when it begins"],
    ] as const)
      if (cells.text(key) === undefined) cells.problem(key, "Every class has one", fix);
  const meeting = meetingIn(cells, reading.meetingOrigins);
  const label = [read.batch ?? cells.text("batch"), read.title ?? read.day].filter(Boolean).join(" · ");
  return { ...row, ...read, emails, meeting, skip, label: label || `Row ${row.number}`, problems: cells.problems };
}

const isHeader = (typed: readonly string[], header: readonly string[]) =>
  header.length > 1 && header.every((name, i) => (typed[i] ?? "").trim() === name);

function emailsIn(cells: Cells): string[] {
  const typed = (cells.text("studentEmails") ?? "").split(/[;,\s]+/).filter(Boolean);
  const read = typed.map((one) => ({ one, email: readEmail(one) }));
  const wrong = read.filter(({ email }) => !email.ok).map(({ one }) => one);
  if (wrong.length > 0)
    cells.problem("studentEmails", `No e-mail address: ${wrong.slice(0, 3).join(", ")}`, "Correct or remove it");
  return [...new Set(read.flatMap(({ email }) => (email.ok ? [email.value] : [])))];
}

/** What stands in the cell is a secret: once it was sealed, the cell holds the sealed value. A mistake is told without it. */
function meetingIn(cells: Cells, origins: readonly string[]): Meeting | null {
  const typed = cells.text("link");
  if (typed === undefined) return null;
  if (isSealed(typed)) return sealedMeeting(typed);
  const meeting = meetingOf(typed);
  const hide = (rule: string, fix: string) =>
    void cells.problems.push({ column: "Meeting id or link", value: "", rule, fix });
  if (!meeting) hide("A link, or a meeting id of 9 to 11 digits", "Paste the whole link, beginning with https://");
  else if (meeting.url && !origins.includes(meeting.url.origin))
    hide("A link of one of your meeting providers", "Ask a leader to add the provider, or paste another link");
  return { meetingIdSealed: null, fallbackSealed: null };
}
