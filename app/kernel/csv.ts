/**
 * CSV as spreadsheets read it: UTF-8 with a byte order mark, CRLF, every cell quoted where it must be. A cell that a
 * spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"), which `unguarded` takes off
 * again, so that what was exported comes back as it was.
 */
export const csvStart = "\uFEFF";
const formula = /^'*[=+\-@\t\r\n]/;
const mustQuote = /[",;\t\r\n]|^\s|\s$/;

/** One line with its end. Null is an empty cell; what begins like a formula, or like a guarded one, is guarded. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return mustQuote.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The cell as it was before `csvLine` guarded it. */
export const unguarded = (cell: string): string => (/^'+[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell);
