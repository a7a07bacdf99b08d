import Papa from "papaparse";

import { csvLine, csvStart } from "#kernel/csv";
import { decodeFile } from "#domain/imports/read/decode-file";
import { parseTable } from "#domain/imports/read/parse-table";

/**
 * `npm run bench -- csv`: a million rows of whatever cells can hold, written by our own writer and read back by our own
 * reader, in files of the largest size that is taken. Every cell comes back as it was, and none would run as a formula.
 */
const all = Number(process.env["BENCH_ROWS"] ?? 1_000_000);
const aFile = 50_000;
const pieces = [
  ...Array.from("aZ9 ,;|\t\"'=+-@\n\r.:/()\\"),
  "\r\n",
  '""',
  "=1+1",
  "+91 98765 43210",
  "-clear-",
  "@SUM(A1)",
  "''",
  "आशा",
  "é",
  "🙂",
  "\u00A0",
  "NULL",
  "0123",
];
/** The same rows for the same seed. */
let seed = Number(process.env["BENCH_SEED"] ?? 1);
const next = (below: number) => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const cell = () => Array.from({ length: next(6) }, () => pieces[next(pieces.length)]).join("");
const row = (n: number) => [`Row ${n}`, ...Array.from({ length: 6 }, cell)];

type Line = (cells: readonly string[]) => string;
type Figures = { bytes: number; wrong: number; running: number };

/** Ends as failed where a cell came back changed or would run, and where the check itself is blind. */
export function csvFigures(): void {
  const unguarded = writtenAndRead(1_000, (cells) => csvLine(cells).replaceAll(/(^|,|")'(?=['=+\-@\t\r\n])/g, "$1"));
  const torn = writtenAndRead(1_000, (cells) => csvLine(cells.map((one) => one.replaceAll("\n", " "))));
  console.log(
    `Planted: ${unguarded.running} cells that would run are seen, ${torn.wrong} rows that came back changed are seen`,
  );
  if (unguarded.running === 0 || torn.wrong === 0) throw new Error("The check does not see what it is there for.");

  const began = performance.now();
  const { bytes, wrong, running } = writtenAndRead(all, csvLine);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${all.toLocaleString("en-IN")} rows, ${(bytes / 1e6).toFixed(0)} MB, written and read in ${seconds.toFixed(1)} s: ${wrong} not as they were, ${running} cells that would run`,
  );
  if (wrong + running > 0) process.exitCode = 1;
}

function writtenAndRead(count: number, line: Line): Figures {
  const figures = { bytes: 0, wrong: 0, running: 0 };
  for (let from = 0; from < count; from += aFile) {
    const rows = Array.from({ length: Math.min(aFile, count - from) }, (_, i) => row(from + i));
    const header = line(["Key", ...Array.from({ length: 6 }, (_, i) => `Column ${i}`)]);
    const file = new TextEncoder().encode(csvStart + header + rows.map((cells) => line(cells)).join(""));
    figures.bytes += file.byteLength;
    const decoded = decodeFile(file);
    const parsed = decoded.ok ? parseTable(decoded.text) : null;
    if (!decoded.ok || !parsed?.ok) throw new Error(`Row ${from} and those after it were not read.`);
    figures.wrong += Math.abs(parsed.table.rows.length - rows.length);
    parsed.table.rows.forEach(({ cells }, i) => {
      if (cells.length !== 7 || cells.some((one, at) => one !== rows[i]?.[at])) figures.wrong++;
    });
    // As a spreadsheet sees it, which knows nothing of our guard.
    for (const cells of Papa.parse<string[]>(decoded.text, { delimiter: "," }).data)
      figures.running += cells.filter((one) => /^[=+\-@\t\r\n]/.test(one)).length;
  }
  return figures;
}
