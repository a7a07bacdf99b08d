import { addDays } from "#kernel/time";
import { instantAt } from "#kernel/zoned.server";

import type { WeeklyPattern } from "../../batches/tables";

export type PlannedClass = {
  on: string;
  time: string;
  startsAt: Date;
  endsAt: Date;
  /** The day of the pattern that this class was moved from. */
  movedFrom: string | null;
};
export type SkippedDay = { on: string; why: string };
export type Planned = {
  classes: PlannedClass[];
  skipped: SkippedDay[];
  /** Moved days that the pattern does not have. */
  unknownMoves: string[];
};
type Holiday = { on: string; name: string };

export const mostClasses = 200;
/** A pattern that never gets to its count ends here. */
const mostDays = 3 * 366;
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
/** Of a local day; independent of any zone. */
export const weekdayOf = (on: string) => weekdays[new Date(`${on}T00:00:00Z`).getUTCDay()]!;

/**
 * The classes a weekly pattern makes, in order of their start: its days from `from` on until there are `count` of them or
 * the day `until` is over, less holidays (a skipped day does not count), single days moved as the pattern says. The wall
 * clock is the intent and the instants follow the zone, so that half past seven stays half past seven when clocks change;
 * a class lasts its minutes whatever the clocks do meanwhile.
 */
export function classesOf(pattern: WeeklyPattern, zone: string, holidays: Holiday[]): Planned {
  const holiday = new Map([
    ...pattern.skip.map((on) => [on, "A holiday of its own"] as const),
    ...holidays.map((one) => [one.on, one.name] as const),
  ]);
  const moves = new Map((pattern.moved ?? []).map((one) => [one.on, one]));
  const classes: PlannedClass[] = [];
  const skipped: SkippedDay[] = [];
  const most = Math.min(pattern.count ?? mostClasses, mostClasses);
  for (let i = 0, on = pattern.from; i < mostDays && classes.length < most; i++, on = addDays(pattern.from, i)) {
    if (pattern.until !== undefined && on > pattern.until) break;
    if (!pattern.days.includes(weekdayOf(on))) continue;
    const move = moves.get(on);
    moves.delete(on);
    const why = move ? undefined : holiday.get(on);
    if (why !== undefined) skipped.push({ on, why });
    else {
      const { to = on, time = pattern.time, minutes = pattern.minutes } = move ?? {};
      classes.push(classAt(to, time, minutes, zone, move ? on : null));
    }
  }
  return {
    classes: classes.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime()),
    skipped,
    unknownMoves: [...moves.keys()],
  };
}

export function classAt(
  on: string,
  time: string,
  minutes: number,
  zone: string,
  movedFrom: string | null,
): PlannedClass {
  const startsAt = instantAt(on, time, zone);
  return { on, time, startsAt, endsAt: new Date(startsAt.getTime() + minutes * 60_000), movedFrom };
}
