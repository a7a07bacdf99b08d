import type { Read } from "./read-phone";

/** Which of two numbers is the day where both could be. */
export type DateOrder = "dmy" | "mdy";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const no = (rule: string, fix: string): Read<string> => ({ ok: false, rule, fix });
const unreadable = () => no("A day", "Write it like 2026-11-23");

/** A local day, YYYY-MM-DD, from the forms that spreadsheets and people use; a time behind it is passed over. */
export function readDay(typed: string, order: DateOrder | null): Read<string> {
  const text = typed
    .trim()
    .replace(/^'/, "")
    .replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?Z?$/i, "");
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return asDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = numeric(text);
  if (parts) {
    const [a, b, year] = parts;
    const read = a > 12 ? "dmy" : b > 12 ? "mdy" : a === b ? "dmy" : order;
    if (read === null)
      return no(
        "This can be read as two days",
        "Say whether the day or the month stands first, or write it like 2026-11-23",
      );
    return read === "dmy" ? asDay(year, b, a) : asDay(year, a, b);
  }
  const worded =
    /^(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]+([a-z]{3,9})\.?[\s\-/.,]+(\d{2}|\d{4})$/i.exec(text) ??
    swapped(/^([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})$/i.exec(text));
  if (worded) {
    const month = months.indexOf((worded[2] ?? "").slice(0, 3).toLowerCase()) + 1;
    return month === 0 ? unreadable() : asDay(fullYear(Number(worded[3])), month, Number(worded[1]));
  }
  // A day as Excel counts them, where a column lost its format: 46349 is 2026-11-23.
  if (/^[34567]\d{4}(\.0+)?$/.test(text))
    return { ok: true, value: new Date((Math.floor(Number(text)) - 25_569) * 86_400_000).toISOString().slice(0, 10) };
  return unreadable();
}

const swapped = (found: RegExpExecArray | null) =>
  found && ([found[0], found[2], found[1], found[3]] as unknown as RegExpExecArray);
const fullYear = (year: number) => (year < 100 ? (year < 70 ? 2000 : 1900) + year : year);

function numeric(text: string): [number, number, number] | null {
  const found = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$/.exec(text);
  return found && [Number(found[1]), Number(found[2]), fullYear(Number(found[3]))];
}

function asDay(year: number, month: number, day: number): Read<string> {
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  if (!real) return no("A day that exists", "Look at the calendar, and write it like 2026-11-23");
  return year < 1950 || year > 2100
    ? no("A day of this century", "Look at the year, and write it like 2026-11-23")
    : { ok: true, value: at.toISOString().slice(0, 10) };
}

/** How a column writes its days: by a value that can be read in one way only, else it has to be asked. */
export function dateOrderOf(values: Iterable<string>): DateOrder | "ask" | null {
  let dmy = 0;
  let mdy = 0;
  let open = 0;
  for (const value of values) {
    const parts = numeric(value.trim());
    if (!parts) continue;
    if (parts[0] > 12) dmy++;
    else if (parts[1] > 12) mdy++;
    else if (parts[0] !== parts[1]) open++;
  }
  if (dmy + mdy + open === 0) return null;
  if (dmy > 0 && mdy === 0) return "dmy";
  return mdy > 0 && dmy === 0 ? "mdy" : open + dmy + mdy > 0 ? "ask" : null;
}

/** How each column of a file writes its days, by its number; a column without such days is not in it. */
export function daysOf(table: {
  header: readonly string[];
  rows: readonly { cells: readonly string[] }[];
}): Record<number, DateOrder | "ask"> {
  const days: Record<number, DateOrder | "ask"> = {};
  table.header.forEach((_, at) => {
    const order = dateOrderOf(table.rows.map(({ cells }) => cells[at] ?? ""));
    if (order) days[at] = order;
  });
  return days;
}
