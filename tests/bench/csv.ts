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

export function csvFigures(): void {
  let wrong = 0;
  let running = 0;
  let bytes = 0;
  const began = performance.now();
  for (let from = 0; from < all; from += aFile) {
    const rows = Array.from({ length: Math.min(aFile, all - from) }, (_, i) => row(from + i));
    const header = csvLine(["Key", ...Array.from({ length: 6 }, (_, i) => `Column ${i}`)]);
    const file = new TextEncoder().encode(csvStart + header + rows.map((cells) => csvLine(cells)).join(""));
    bytes += file.byteLength;
    const decoded = decodeFile(file);
    const parsed = decoded.ok ? parseTable(decoded.text) : null;
    if (!parsed?.ok) throw new Error(`Row ${from} and those after it were not read.`);
    if (parsed.table.rows.length !== rows.length) wrong++;
    parsed.table.rows.forEach(({ cells }, i) => {
      if (cells.length !== 7 || cells.some((one, at) => one !== rows[i]![at])) wrong++;
      if (cells.some((one) => /^"?[=+\-@\t\r\n]/.test(csvLine([one]).slice(0, -2)))) running++;
    });
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${all.toLocaleString("en-IN")} rows, ${(bytes / 1e6).toFixed(0)} MB, written and read in ${seconds.toFixed(1)} s: ${wrong} not as they were, ${running} cells that would run`,
  );
  if (wrong + running > 0) process.exitCode = 1;
}
