/** A moment as somebody wrote it: the days it can mean, because 03/04 is two of them, and the time of day. */
export type WrittenTime =
  | { days: { year: number; month: number; day: number }[]; seconds: number }
  | { instant: number };

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Reads "11/23/2026 07:31:05 PM", "23.11.26 19:31", "Nov 23, 2026 7:31 pm", "2026-11-23T14:01:05Z"; null where it is none. */
export function writtenTime(text: string): WrittenTime | null {
  const clean = text.trim().replaceAll(/[\u00a0\u202f]/g, " ");
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/i.test(clean)) {
    const instant = Date.parse(clean);
    return Number.isNaN(instant) ? null : { instant };
  }
  const parts = /^(.*?)[\s,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap])?\.?(?:m\.?)?$/i.exec(clean);
  if (!parts) return null;
  const [, date = "", hourText = "", minuteText = "", secondText = "0", half = ""] = parts;
  const hour = hourOf(Number(hourText), half.toLowerCase());
  const days = daysOf(date);
  if (hour === null || Number(minuteText) > 59 || Number(secondText) > 59 || days.length === 0) return null;
  return { days, seconds: hour * 3600 + Number(minuteText) * 60 + Number(secondText) };
}

function hourOf(hour: number, half: string): number | null {
  if (half === "") return hour < 24 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === "p" ? 12 : 0);
}

type Day = { year: number; month: number; day: number };
function daysOf(date: string): Day[] {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(date);
  if (iso) return real([{ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }]);
  const numbers = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$/.exec(date);
  if (numbers) {
    const [a, b] = [Number(numbers[1]), Number(numbers[2])];
    const year = yearOf(numbers[3]!);
    return real([
      { year, month: a, day: b },
      { year, month: b, day: a },
    ]);
  }
  const month = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const monthFirst = /^(\p{L}{3,})\.?\s+(\d{1,2}),?\s+(\d{4})$/u.exec(date);
  if (monthFirst)
    return real([{ year: Number(monthFirst[3]), month: month(monthFirst[1]!), day: Number(monthFirst[2]) }]);
  const dayFirst = /^(\d{1,2})[\s-](\p{L}{3,})\.?,?[\s-](\d{2}|\d{4})$/u.exec(date);
  if (dayFirst) return real([{ year: yearOf(dayFirst[3]!), month: month(dayFirst[2]!), day: Number(dayFirst[1]) }]);
  return [];
}
const yearOf = (text: string) => (text.length === 2 ? 2000 + Number(text) : Number(text));
const real = (days: Day[]) =>
  days.filter(({ year, month, day }) => {
    const date = new Date(Date.UTC(year, month - 1, day));
    return month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  });

/** What was written as an instant: of the days it can mean, the one nearest to `near`. */
export function instantOf(written: WrittenTime, zone: string, near: number): number {
  if ("instant" in written) return written.instant;
  const all = written.days.map(({ year, month, day }) =>
    inZone(Date.UTC(year, month - 1, day) + written.seconds * 1000, zone),
  );
  return all.reduce((best, one) => (Math.abs(one - near) < Math.abs(best - near) ? one : best));
}

/** The instant at which a clock in `zone` shows what `wall` shows in UTC; in the hour a clock skips, an hour later. */
function inZone(wall: number, zone: string): number {
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function offsetAt(instant: number, zone: string): number {
  let clock = clocks.get(zone);
  if (!clock)
    clocks.set(
      zone,
      (clock = new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      })),
    );
  const shown = Object.fromEntries(
    clock.formatToParts(new Date(instant)).map((part) => [part.type, Number(part.value)]),
  );
  const wall = Date.UTC(
    shown["year"]!,
    shown["month"]! - 1,
    shown["day"],
    shown["hour"],
    shown["minute"],
    shown["second"],
  );
  return wall - Math.floor(instant / 1000) * 1000;
}
