import { marks } from "#domain/attendance/inputs";
import type { Mark } from "#domain/attendance/inputs";

export type MarkChoice = { studentId: string; says: Mark | "evidence"; seenVersion: number };

/** The versions of the marks a page shows, in one field; `h` where a mark was set by hand. */
export const seenText = (rows: readonly { studentId: string; version: number; byHand: boolean }[]): string =>
  rows.map((row) => `${row.studentId}.${row.version}${row.byHand ? "h" : ""}`).join("_");

/** What a form of marks asks for: each student's own choice, else the one for all the others who are not set by hand. */
export function choicesOf(fields: Record<string, string>): MarkChoice[] {
  const rest = isMark(fields["rest"]) ? fields["rest"] : null;
  return (fields["seen"] ?? "").split("_").flatMap((seen): MarkChoice[] => {
    const [studentId = "", version = ""] = seen.split(".");
    const own = fields[`m.${studentId}`] ?? "";
    const says = isMark(own) || own === "evidence" ? own : version.endsWith("h") ? null : rest;
    const seenVersion = Number.parseInt(version, 10);
    return says === null || !Number.isInteger(seenVersion) ? [] : [{ studentId, says, seenVersion }];
  });
}

const isMark = (text: string | undefined): text is Mark => (marks as readonly string[]).includes(text ?? "");
