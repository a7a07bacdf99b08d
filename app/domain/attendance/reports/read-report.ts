import Papa from "papaparse";

import { canonicalEmail } from "#kernel/email";

import { writtenTime } from "./local-time";
import type { WrittenTime } from "./local-time";

/** One stay of one participant, as the meeting's report has it. */
export type ReportLine = {
  /** As a spreadsheet counts, the first line being 1. */
  row: number;
  name: string | null;
  email: string | null;
  registrantId: string | null;
  customerKey: string | null;
  joined: WrittenTime;
  /** Null where the report does not say. */
  left: WrittenTime | null;
  minutes: number | null;
};
export type Report = { lines: ReportLine[]; problems: string[] };

const mostRows = 5000;
const mostProblems = 5;

/** How reports call what we look for, without capitals, spaces and signs. */
const headers = {
  name: ["nameoriginalname", "name", "participant", "participantname", "displayname", "username", "fullname"],
  email: ["useremail", "email", "emailaddress", "participantemail", "mail"],
  joined: ["jointime", "joined", "joinedat", "join", "timejoined", "firstjoin"],
  left: ["leavetime", "left", "leftat", "leave", "timeexited", "lastleave"],
  minutes: ["durationminutes", "duration", "timeinsessionminutes", "totaldurationminutes", "minutes"],
  registrantId: ["registrantid"],
  customerKey: ["customerkey", "studentcode"],
  waiting: ["inwaitingroom"],
} as const;
type Field = keyof typeof headers;
type Where = Partial<Record<Field, number>>;

/**
 * A meeting's participant report as Zoom writes it, or a sheet with the same columns: the lines, or in words what keeps it
 * from being read. Lines above the header and stays in the waiting room are passed over.
 */
export function readReport(text: string): Report {
  const said = (...problems: string[]): Report => ({ lines: [], problems });
  if (text.trim() === "") return said("The file is empty. Choose the report again.");
  if (text.startsWith("PK") || text.includes("\u0000"))
    return said("This is not a text file. In the spreadsheet, save it as CSV, then choose that file.");
  const table = tableIn(text);
  if (!table)
    return said(
      "There is no line with the headings Name, User Email, Join Time and Leave Time. Take the report with all its columns.",
    );
  const { where, start, rows } = table;
  if (where.joined === undefined)
    return said("This report has no join and leave times. In Zoom, take it with “Show unique users” switched off.");
  const lines: ReportLine[] = [];
  const problems: string[] = [];
  for (const [i, cells] of rows.entries()) {
    if (cells.every((cell) => cell.trim() === "")) continue;
    const line = lineOf(cells, where, start + i);
    if (typeof line === "string") problems.push(line);
    else if (line) lines.push(line);
  }
  if (lines.length > mostRows) return said(`This report has more than ${mostRows} lines. Is it of one class?`);
  if (problems.length > mostProblems)
    problems.splice(mostProblems, problems.length, `And ${problems.length - mostProblems} lines more like these.`);
  if (problems.length === 0 && lines.length === 0) problems.push("There is nobody in this report.");
  return { lines, problems };
}

/** The delimiter is the one by which a header is found: lines above it would mislead a guess. */
function tableIn(text: string): { where: Where; start: number; rows: string[][] } | null {
  for (const delimiter of [",", ";", "\t"]) {
    const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimiter });
    for (const [i, cells] of data.slice(0, 12).entries()) {
      const where = columnsOf(cells);
      const named = where.name !== undefined || where.email !== undefined || where.customerKey !== undefined;
      if (named && (where.joined !== undefined || where.minutes !== undefined) && !isSummary(cells))
        return { where, start: i + 2, rows: data.slice(i + 1) };
    }
  }
  return null;
}

/** What Zoom puts above the participants: one line about the meeting, which has an e-mail and a duration too. */
const isSummary = (cells: string[]) => cells.some((cell) => ["meetingid", "topic"].includes(plain(cell)));

const plain = (heading: string) => heading.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
function columnsOf(cells: readonly string[]): Where {
  const where: Where = {};
  for (const [i, cell] of cells.entries())
    for (const [field, names] of Object.entries(headers) as [Field, readonly string[]][])
      if (where[field] === undefined && names.includes(plain(cell))) where[field] = i;
  return where;
}

/** The line, null for one that says nothing of presence, or what is wrong with it. */
function lineOf(cells: readonly string[], where: Where, row: number): ReportLine | string | null {
  const cell = (field: Field) => (where[field] === undefined ? "" : (cells[where[field]] ?? "").trim());
  if (/^yes$/i.test(cell("waiting"))) return null;
  const joined = writtenTime(cell("joined"));
  if (!joined) return `Line ${row}: “${shortened(cell("joined"))}” is no join time. Write it like 2026-11-23 19:31.`;
  const left = cell("left") === "" ? null : writtenTime(cell("left"));
  if (cell("left") !== "" && !left)
    return `Line ${row}: “${shortened(cell("left"))}” is no leave time. Write it like 2026-11-23 21:30.`;
  const email = canonicalEmail(cell("email"));
  const minutes = Number.parseFloat(cell("minutes"));
  return {
    row,
    name: cell("name").normalize("NFC").slice(0, 200) || null,
    email: email.ok ? email.email : null,
    registrantId: cell("registrantId").slice(0, 100) || null,
    customerKey: cell("customerKey").slice(0, 100) || null,
    joined,
    left,
    minutes: Number.isFinite(minutes) && minutes >= 0 ? minutes : null,
  };
}
const shortened = (text: string) => (text.length > 30 ? `${Array.from(text).slice(0, 30).join("")}…` : text);
