import { addDays, daysBetween } from "#kernel/time";

import type { WeeklyPattern } from "../../batches/tables";
import { classAt, weekdayOf } from "./weekly-pattern";

export type StandingClass = {
  startsAt: Date;
  endsAt: Date;
  localDate: string;
  /** "19:30" */
  localTime: string;
  /** Days it stood on before it was moved, the last first: where its day of the pattern is looked for. */
  stoodOn: string[];
};
type Given = {
  pattern: WeeklyPattern | null;
  /** Classes still to come, in order. */
  coming: StandingClass[];
  /** Of the school: they are left out without a word. */
  holidays: ReadonlySet<string>;
  zone: string;
};
type Move = NonNullable<WeeklyPattern["moved"]>[number];

/** A class that was put off further than this is told by the next free day of the pattern. */
const daysBack = 21;

/**
 * The weekly pattern that makes exactly the classes still to come: single moves and days without class are read off the
 * classes as they stand, whatever the pattern was saved with, so that a form filled from it changes nothing by itself. It
 * keeps the days and the time that were saved, unless most classes left them (after a whole series moved).
 */
export function patternAsItStands(given: Given): WeeklyPattern | null {
  const { pattern, coming } = given;
  if (coming.length === 0) return pattern;
  const usual = usualOf(coming);
  const read = excepted(usual, given);
  const saved = pattern && excepted(pattern, given);
  return saved && (fewFor(exceptions(saved), coming.length) || exceptions(saved) <= exceptions(read)) ? saved : read;
}

/** A few exceptions are not yet another pattern. */
const fewFor = (n: number, classes: number) => n < 3 || n * 2 <= classes;

const exceptions = ({ skip, moved = [] }: WeeklyPattern) => skip.length + moved.length;
type Usual = Pick<WeeklyPattern, "days" | "time" | "minutes">;

/** The same days, time and length, with every class and every day without one accounted for. */
function excepted(usual: Usual, { pattern, coming, holidays, zone }: Given): WeeklyPattern {
  const { days, time, minutes } = usual;
  const isDay = (on: string) => days.includes(weekdayOf(on));
  const first = coming[0]!.localDate;
  const taken = new Map<string, StandingClass>();
  const homeless: StandingClass[] = [];
  for (const one of coming) {
    if (isDay(one.localDate) && !taken.has(one.localDate)) taken.set(one.localDate, one);
    else homeless.push(one);
  }
  const strangers = homeless.filter((one) => {
    const before = (pattern?.moved ?? []).filter(({ to }) => to === one.localDate).map(({ on }) => on);
    const known = [...before, ...one.stoodOn];
    // Days of the pattern since then count as days without class, also those whose class is past.
    const home = known.find((on) => isDay(on) && !taken.has(on) && daysBetween(on, first) <= daysBack);
    if (home) taken.set(home, one);
    return !home;
  });
  const from = [...taken.keys(), first].toSorted()[0]!;
  // One that never stood on a day of the pattern holds the next free one.
  for (const one of strangers) {
    let on = from;
    while (!isDay(on) || taken.has(on)) on = addDays(on, 1);
    taken.set(on, one);
  }
  const held = [...taken].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lastHeld = held.at(-1)![0];
  const until = pattern?.until && (pattern.until > lastHeld ? pattern.until : lastHeld);
  const last = until ?? lastHeld;
  const free: string[] = [];
  for (let on = from; on <= last; on = addDays(on, 1))
    if (isDay(on) && !taken.has(on) && !holidays.has(on)) free.push(on);
  const moved = held.flatMap(([on, one]) => movedFrom(on, one, { time, minutes, zone, holiday: holidays.has(on) }));
  return {
    days,
    time,
    minutes,
    from,
    ...(until === undefined ? { count: coming.length } : { until }),
    skip: [...new Set([...free, ...(pattern?.skip ?? []).filter((on) => on > last)])].toSorted(),
    ...(moved.length > 0 ? { moved } : {}),
  };
}

type Plain = { time: string; minutes: number; zone: string; holiday: boolean };
/** How a class is told that is not what the pattern makes of its day by itself. */
function movedFrom(on: string, one: StandingClass, { time, minutes, zone, holiday }: Plain): Move[] {
  const plain = classAt(on, time, minutes, zone, null);
  const asPlanned =
    one.localDate === on &&
    one.localTime === time &&
    plain.startsAt.getTime() === one.startsAt.getTime() &&
    plain.endsAt.getTime() === one.endsAt.getTime();
  if (asPlanned && !holiday) return [];
  const lasts = Math.round((one.endsAt.getTime() - one.startsAt.getTime()) / 60_000);
  return [
    {
      on,
      to: one.localDate,
      ...(one.localTime === time && lasts === minutes ? {} : { time: one.localTime }),
      ...(lasts === minutes ? {} : { minutes: lasts }),
    },
  ];
}

const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** The days, the time and the length that most classes have. */
function usualOf(coming: StandingClass[]): Usual {
  const perDay = new Map<string, number>();
  for (const { localDate } of coming) perDay.set(weekdayOf(localDate), (perDay.get(weekdayOf(localDate)) ?? 0) + 1);
  const most = Math.max(...perDay.values());
  return {
    days: week.filter((day) => (perDay.get(day) ?? 0) * 2 >= most),
    time: commonest(coming.map((one) => one.localTime)),
    minutes: commonest(
      coming.map(({ startsAt, endsAt }) => Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000)),
    ),
  };
}

function commonest<T>(list: T[]): T {
  const counts = new Map<T, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]![0];
}
