import type { Read } from "./read-phone";

/** A time of the day as "19:30", from 19:30, 19.30, 7:30 pm, 7pm or the fraction a spreadsheet keeps (0.8125). */
export function readTime(typed: string): Read<string> {
  const text = typed.trim().replace(/^'/, "").toLowerCase().replaceAll(/\s+/g, "");
  const unreadable: Read<string> = { ok: false, rule: "A time of the day", fix: "Write it like 19:30 or 7:30 pm" };
  if (/^0\.\d{2,}$/.test(text)) return clock(Math.round(Number(text) * 1440));
  const found = /^(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?([ap])?\.?m?\.?$/.exec(text);
  if (!found) return unreadable;
  const [, hours = "", minutes, half] = found;
  // A bare number says nothing about which half of the day.
  if (minutes === undefined && half === undefined) return unreadable;
  const hour = Number(hours);
  if (Number(minutes ?? 0) > 59 || hour > 23 || (half !== undefined && (hour < 1 || hour > 12))) return unreadable;
  return clock(((half === "p" ? (hour % 12) + 12 : half === "a" ? hour % 12 : hour) % 24) * 60 + Number(minutes ?? 0));
}
const clock = (minute: number): Read<string> => ({
  ok: true,
  value: `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
});

/** How long something lasts, in minutes: 120, "90 min", "2 h", "1:30", "1.5 hours". */
export function readMinutes(typed: string): Read<number> {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, "");
  const clockLike = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text);
  const hours = /^(\d{1,2}(?:[.,]\d{1,2})?)h(?:ours?|rs?)?$/.exec(text);
  const bare = /^(\d{1,3})(?:\.0+)?(?:m|mins?|minutes?)?$/.exec(text);
  const minutes = clockLike
    ? Number(clockLike[1]) * 60 + Number(clockLike[2])
    : hours
      ? Math.round(Number((hours[1] ?? "").replace(",", ".")) * 60)
      : bare
        ? Number(bare[1])
        : NaN;
  return minutes >= 10 && minutes <= 720
    ? { ok: true, value: minutes }
    : { ok: false, rule: "10 minutes to 12 hours", fix: "Write the minutes, like 120" };
}
