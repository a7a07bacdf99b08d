import Papa from "papaparse";

import { unguarded } from "#kernel/csv";

export type Table = {
  delimiter: "," | ";" | "\t" | "|";
  header: string[];
  /** Cells as they were before they were guarded against formulas, and each row's number as a spreadsheet counts. */
  rows: { number: number; cells: string[] }[];
};
export type Parsed = { ok: true; table: Table } | { ok: false; why: "no_rows" | "quotes"; line: number };

const delimiters = [",", ";", "\t", "|"] as const;
/** Titles and empty lines that people leave above a table. */
const mostBefore = 10;

/**
 * A delimited text as header and rows. The delimiter is the one that cuts the first lines into the most and steadiest
 * columns; a header below a title is found by the words it `knows`. Empty rows are passed over and keep their number.
 */
export function parseTable(text: string, knows: (header: string) => boolean = () => false): Parsed {
  const told = /^sep=([,;\t|])\r?\n/i.exec(text);
  const body = told ? text.slice(told[0].length) : text;
  const delimiter = (told?.[1] as Table["delimiter"] | undefined) ?? guessDelimiter(body);
  const { data, errors } = Papa.parse<string[]>(body, { delimiter, skipEmptyLines: false });
  const torn = errors.find((error) => error.type === "Quotes");
  if (torn) return { ok: false, why: "quotes", line: (torn.row ?? 0) + 1 + (told ? 1 : 0) };
  const numbered = data
    .map((cells, i) => ({ number: i + 1 + (told ? 1 : 0), cells: cells.map((cell) => unguarded(cell)) }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const at = headerAt(
    numbered.map(({ cells }) => cells),
    knows,
  );
  const header = numbered[at]?.cells.map((cell) => cell.replaceAll(/\s+/g, " ").trim()) ?? [];
  while (header.length > 0 && header.at(-1) === "") header.pop();
  const rows = numbered.slice(at + 1);
  return rows.length === 0 ? { ok: false, why: "no_rows", line: 1 } : { ok: true, table: { delimiter, header, rows } };
}

/** The first of the top rows with two words that headers have; else simply the first row. */
function headerAt(rows: string[][], knows: (header: string) => boolean): number {
  const found = rows.slice(0, mostBefore).findIndex((cells) => cells.filter((cell) => knows(cell)).length >= 2);
  return Math.max(0, found);
}

function guessDelimiter(text: string): Table["delimiter"] {
  const start = text.slice(0, 64 * 1024);
  const scored = delimiters.map((delimiter) => {
    const widths = Papa.parse<string[]>(start, { delimiter, preview: 30, skipEmptyLines: "greedy" }).data.map(
      (cells) => cells.length,
    );
    const most = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 1;
    const steady = widths.filter((width) => width === most).length / Math.max(1, widths.length);
    return { delimiter, score: most > 1 ? steady * 10 + Math.min(most, 9) / 10 : 0 };
  });
  return scored.toSorted((a, b) => b.score - a.score)[0]!.delimiter;
}
