import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addDays } from "#kernel/time";

import { shiftClasses } from "./shift-classes";

const lesson = (number: number, on: string, time = "19:30") => ({ number, on, time });
/** Mondays and Wednesdays. */
const week = [
  lesson(1, "2026-11-23"),
  lesson(2, "2026-11-25"),
  lesson(3, "2026-11-30"),
  lesson(4, "2026-12-02", "18:00"),
];
const days = (shifted: ReturnType<typeof shiftClasses>) =>
  shifted.map(({ number, to }) => [number, to && `${to.on} ${to.time}`]);

describe("a holiday", () => {
  it("moves its class to the batch's next day, and those after it on behind it", () => {
    expect(days(shiftClasses(week, { fromOn: "2026-11-25", untilOn: "2026-11-25", how: "move" }))).toEqual([
      [2, "2026-11-30 19:30"],
      [3, "2026-12-02 18:00"],
      [4, "2026-12-07 19:30"],
    ]);
  });
  it("of several days moves past all of them, and past other holidays", () => {
    const shifted = shiftClasses(
      week,
      { fromOn: "2026-11-25", untilOn: "2026-11-30", how: "move" },
      new Set(["2026-12-07"]),
    );
    expect(days(shifted)).toEqual([
      [2, "2026-12-02 18:00"],
      [3, "2026-12-09 18:00"],
      [4, "2026-12-14 19:30"],
    ]);
  });
  it("lets its classes fall away where that was chosen", () => {
    expect(days(shiftClasses(week, { fromOn: "2026-11-24", untilOn: "2026-11-30", how: "skip" }))).toEqual([
      [2, null],
      [3, null],
    ]);
  });
  it("on which there is no class moves nothing", () => {
    expect(shiftClasses(week, { fromOn: "2026-11-24", untilOn: "2026-11-24", how: "move" })).toEqual([]);
  });
  it("never changes the order of classes, doubles a place or leaves one on the holiday", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 10 }),
        (offsets, start, length) => {
          const classes = offsets.toSorted((a, b) => a - b).map((n, i) => lesson(i + 1, addDays("2026-11-23", n)));
          const holiday = {
            fromOn: addDays("2026-11-23", start),
            untilOn: addDays("2026-11-23", start + length),
            how: "move" as const,
          };
          const shifted = new Map(shiftClasses(classes, holiday).map(({ number, to }) => [number, to!.on]));
          const after = classes.map(({ number, on }) => shifted.get(number) ?? on);
          expect(after).toEqual(after.toSorted());
          expect(new Set(after).size).toBe(after.length);
          for (const on of after) expect(on < holiday.fromOn || on > holiday.untilOn).toBe(true);
        },
      ),
    );
  });
});
