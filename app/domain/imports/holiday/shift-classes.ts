import { addDays } from "#kernel/time";

export type Slot = { on: string; time: string };
export type ShiftedClass = { number: number; from: Slot; to: Slot | null };
export type Holiday = { fromOn: string; untilOn: string; how: "move" | "skip" };

const isFree = (on: string, { fromOn, untilOn }: Holiday, closed: ReadonlySet<string>) =>
  (on < fromOn || on > untilOn) && !closed.has(on);
/** On which weekdays a batch has class, and when: as its coming classes say. */
const weekOf = (classes: readonly Slot[]) => new Map(classes.map(({ on, time }) => [weekday(on), time]));
const weekday = (on: string) => new Date(`${on}T12:00:00Z`).getUTCDay();

/**
 * What a holiday does to the classes of one batch, given in their order. Moved: each takes the next place of the batch's
 * own week that is no holiday, and those after it move on behind it, so that their order stays. Skipped: those on the
 * holiday fall away. Classes whose place stays are not named.
 */
export function shiftClasses(
  classes: readonly (Slot & { number: number })[],
  holiday: Holiday,
  closed: ReadonlySet<string> = new Set(),
): ShiftedClass[] {
  const from = classes.filter(({ on }) => on >= holiday.fromOn);
  if (holiday.how === "skip")
    return from
      .filter(({ on }) => on <= holiday.untilOn)
      .map(({ number, on, time }) => ({ number, from: { on, time }, to: null }));
  const places = placesAfter(from, weekOf(classes), holiday, closed);
  return from.flatMap(({ number, on, time }, i) => {
    const to = places[i]!;
    return to.on === on && to.time === time ? [] : [{ number, from: { on, time }, to }];
  });
}

/** As many places as there are classes: their own that are no holiday, then on through the week they keep. */
function placesAfter(
  classes: readonly Slot[],
  week: ReadonlyMap<number, string>,
  holiday: Holiday,
  closed: ReadonlySet<string>,
): Slot[] {
  const places = classes.filter(({ on }) => isFree(on, holiday, closed)).map(({ on, time }) => ({ on, time }));
  const last = classes.at(-1)?.on ?? holiday.untilOn;
  // Within two years every weekday is free once; a school that is closed for longer has other questions.
  for (let i = 1; places.length < classes.length && i < 750; i++) {
    const on = addDays(last, i);
    const time = week.get(weekday(on));
    if (time && isFree(on, holiday, closed)) places.push({ on, time });
  }
  return places;
}
