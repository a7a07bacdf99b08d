/**
 * Instants are UTC; people read them in the organization's IANA zone; a "day" is that zone's local day, written
 * "2026-11-23". Formatting lives here so that every screen says a time the same way: "Mon 23 Nov, 7:30 pm IST".
 */
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) formatters.set(key, (found = new Intl.DateTimeFormat("en-IN", { timeZone: zone, ...options })));
  return found;
}
function parts(at: Date, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  return Object.fromEntries(
    formatter(zone, options)
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  );
}

/** The zone's local day of an instant, as YYYY-MM-DD. */
export function localDay(at: Date, zone: string): string {
  let asked = days.get(zone);
  // Sweden writes its days this way.
  if (!asked)
    days.set(zone, (asked = { format: new Intl.DateTimeFormat("sv-SE", { timeZone: zone }), minute: NaN, day: "" }));
  const minute = Math.floor(at.getTime() / 60_000);
  if (asked.minute !== minute) {
    asked.day = asked.format.format(at);
    asked.minute = minute;
  }
  return asked.day;
}
/** A day begins with a minute, so within one it is asked once: the join gate asks at every click of a class's thousand. */
const days = new Map<string, { format: Intl.DateTimeFormat; minute: number; day: string }>();

/** "7:30 pm" */
export function clockTime(at: Date, zone: string): string {
  const p = parts(at, zone, { hour: "numeric", minute: "2-digit", hour12: true });
  return `${p.hour}:${p.minute} ${(p.dayPeriod ?? "").toLowerCase()}`;
}

/** "7:30:05 pm" */
export function clockTimeWithSeconds(at: Date, zone: string): string {
  const p = parts(at, zone, { hour: "numeric", minute: "2-digit", second: "2-digit", hour12: true });
  return `${p.hour}:${p.minute}:${p.second} ${(p.dayPeriod ?? "").toLowerCase()}`;
}

/** "Mon 23 Nov" */
export function shortDay(at: Date, zone: string): string {
  const p = parts(at, zone, { weekday: "short", day: "numeric", month: "short" });
  return `${p.weekday} ${p.day} ${(p.month ?? "").slice(0, 3)}`;
}

/** "IST", "CET"; an offset such as "UTC+8" where the zone has no common name in the locale. */
export function zoneName(at: Date, zone: string): string {
  const india = parts(at, zone, { timeZoneName: "short" }).timeZoneName ?? zone;
  if (!india.startsWith("GMT")) return india;
  // Each locale knows the short names of its own region only.
  const p = new Intl.DateTimeFormat(zone.startsWith("Europe/") ? "en-GB" : "en-US", {
    timeZone: zone,
    timeZoneName: "short",
  }).formatToParts(at);
  return (p.find((x) => x.type === "timeZoneName")?.value ?? india).replace("GMT", "UTC");
}

/** "Mon 23 Nov, 7:30 pm IST" */
export function whenText(at: Date, zone: string): string {
  return `${shortDay(at, zone)}, ${clockTime(at, zone)} ${zoneName(at, zone)}`;
}

/** "Mon 23 Nov, 7:30–9:30 pm IST"; both days where the class crosses midnight. */
export function rangeText(from: Date, to: Date, zone: string): string {
  const start = clockTime(from, zone);
  const end = clockTime(to, zone);
  const half = (t: string) => t.slice(-2);
  if (localDay(from, zone) !== localDay(to, zone))
    return `${shortDay(from, zone)}, ${start} – ${shortDay(to, zone)}, ${end} ${zoneName(from, zone)}`;
  const startText = half(start) === half(end) ? start.slice(0, -3) : start;
  return `${shortDay(from, zone)}, ${startText}–${end} ${zoneName(from, zone)}`;
}

/** "10 min", "2 h 5 min", "3 days": a span of minutes as people say it. */
export function spanText(minutes: number): string {
  const m = Math.max(0, Math.round(minutes));
  if (m < 60) return `${m} min`;
  if (m < 24 * 60) return m % 60 ? `${Math.floor(m / 60)} h ${m % 60} min` : `${m / 60} h`;
  const days = Math.round(m / 1440);
  return days === 1 ? "1 day" : `${days} days`;
}

export const addMinutes = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);
export const minutesBetween = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 60_000;

/** Whole days from one local day to another; both YYYY-MM-DD. */
export function daysBetween(fromOn: string, toOn: string): number {
  return Math.round((Date.parse(`${toOn}T00:00:00Z`) - Date.parse(`${fromOn}T00:00:00Z`)) / 86_400_000);
}
export function addDays(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
/** "Sun 3 Jan", with the year where it is not this year's. */
export function dayText(on: string, todayOn: string): string {
  const text = shortDay(new Date(`${on}T12:00:00Z`), "UTC");
  return on.slice(0, 4) === todayOn.slice(0, 4) || (daysBetween(todayOn, on) < 180 && on > todayOn)
    ? text
    : `${text} ${on.slice(0, 4)}`;
}

/** The zone's wall clock of an instant, "19:30". */
export function localClock(at: Date, zone: string): string {
  const p = parts(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${p.hour}:${p.minute}`;
}
