import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { WeeklyPattern } from "#domain/batches/tables";
import { addDays, localClock, localDay } from "#kernel/time";

import { classesOf, weekdayOf } from "./weekly-pattern";

const evenings: WeeklyPattern = {
  days: ["mon", "wed", "fri"],
  time: "19:30",
  minutes: 120,
  from: "2026-11-23",
  count: 6,
  skip: [],
};
const days = (pattern: WeeklyPattern, zone = "Asia/Kolkata", holidays: { on: string; name: string }[] = []) =>
  classesOf(pattern, zone, holidays).classes.map((one) => one.on);

describe("a weekly pattern", () => {
  it("gives its days in order, at its time, for its minutes", () => {
    const { classes } = classesOf(evenings, "Asia/Kolkata", []);
    expect(classes.map((one) => one.on)).toEqual([
      "2026-11-23",
      "2026-11-25",
      "2026-11-27",
      "2026-11-30",
      "2026-12-02",
      "2026-12-04",
    ]);
    expect(classes[0]!.startsAt).toEqual(new Date("2026-11-23T14:00:00Z"));
    expect(classes[0]!.endsAt).toEqual(new Date("2026-11-23T16:00:00Z"));
  });

  it("leaves out the school's holidays and its own, names each, and keeps its count", () => {
    const planned = classesOf({ ...evenings, skip: ["2026-11-27"] }, "Asia/Kolkata", [
      { on: "2026-11-25", name: "Founder's day" },
      { on: "2026-11-26", name: "No class day anyway" },
    ]);
    expect(planned.skipped).toEqual([
      { on: "2026-11-25", why: "Founder's day" },
      { on: "2026-11-27", why: "A holiday of its own" },
    ]);
    expect(planned.classes).toHaveLength(6);
    expect(planned.classes.at(-1)!.on).toBe("2026-12-09");
  });

  it("ends with its last day, which may itself be one", () => {
    expect(days({ ...evenings, count: undefined, until: "2026-11-30" })).toEqual([
      "2026-11-23",
      "2026-11-25",
      "2026-11-27",
      "2026-11-30",
    ]);
    expect(days({ ...evenings, count: undefined, until: "2026-11-22" })).toEqual([]);
  });

  it("holds a single day on another day and at another time, also one that is a holiday", () => {
    const moved = [{ on: "2026-11-25", to: "2026-11-28", time: "10:00" }];
    const { classes, skipped } = classesOf({ ...evenings, count: 3, moved }, "Asia/Kolkata", [
      { on: "2026-11-25", name: "Holiday" },
    ]);
    expect(skipped).toEqual([]);
    expect(classes.map((one) => [one.on, one.time, one.movedFrom])).toEqual([
      ["2026-11-23", "19:30", null],
      ["2026-11-27", "19:30", null],
      ["2026-11-28", "10:00", "2026-11-25"],
    ]);
  });

  it("names a move of a day that it does not have", () => {
    const moved = [{ on: "2026-11-24", to: "2026-11-28" }];
    expect(classesOf({ ...evenings, moved }, "Asia/Kolkata", []).unknownMoves).toEqual(["2026-11-24"]);
  });

  it("comes to an end where every day is a holiday", () => {
    const skip = Array.from({ length: 1200 }, (_, i) => addDays("2026-11-23", i));
    expect(days({ ...evenings, skip })).toEqual([]);
  });
});

describe("when a zone changes its clocks", () => {
  const berlin = (from: string, time: string, minutes = 60) =>
    classesOf({ days: ["sun"], time, minutes, from, count: 3, skip: [] }, "Europe/Berlin", []).classes;

  it("a class stays at its hour, which is another instant", () => {
    expect(berlin("2027-03-21", "18:00").map((one) => one.startsAt.toISOString())).toEqual([
      "2027-03-21T17:00:00.000Z",
      "2027-03-28T16:00:00.000Z",
      "2027-04-04T16:00:00.000Z",
    ]);
  });

  it("a class in the hour that is left out begins where the clocks go on to", () => {
    const [, leap] = berlin("2027-03-21", "02:30");
    expect(leap!.startsAt.toISOString()).toBe("2027-03-28T01:30:00.000Z");
    expect(localClock(leap!.startsAt, "Europe/Berlin")).toBe("03:30");
  });

  it("a class in the hour that comes twice is in the first of them", () => {
    const [, twice] = berlin("2026-10-18", "02:30");
    expect(twice!.startsAt.toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });

  it("a class across the change lasts its minutes", () => {
    const [, across] = berlin("2027-03-21", "01:30", 120);
    expect(across!.endsAt.getTime() - across!.startsAt.getTime()).toBe(120 * 60_000);
    expect(localClock(across!.endsAt, "Europe/Berlin")).toBe("04:30");
  });
});

const zones = ["Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"];
const weekday = fc.constantFrom("mon", "tue", "wed", "thu", "fri", "sat", "sun");
const anyDay = fc.integer({ min: 0, max: 1500 }).map((n) => addDays("2025-01-01", n));
const anyPattern = fc.record({
  days: fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 }),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
    .map(([h, m]) => `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`),
  minutes: fc.integer({ min: 10, max: 720 }),
  from: anyDay,
  count: fc.integer({ min: 1, max: 60 }),
  skip: fc.array(anyDay, { maxLength: 20 }),
}) as fc.Arbitrary<WeeklyPattern & { count: number }>;

describe("whatever the pattern, the zone and the holidays", () => {
  it("there are as many classes as asked, none before the first day, on its weekdays, never on a holiday, in order", () => {
    fc.assert(
      fc.property(anyPattern, fc.constantFrom(...zones), fc.array(anyDay, { maxLength: 20 }), (pattern, zone, off) => {
        const { classes } = classesOf(
          pattern,
          zone,
          off.map((on) => ({ on, name: "Holiday" })),
        );
        expect(classes).toHaveLength(pattern.count);
        let last = 0;
        for (const one of classes) {
          expect(one.on >= pattern.from).toBe(true);
          expect(pattern.days).toContain(weekdayOf(one.on));
          expect([...pattern.skip, ...off]).not.toContain(one.on);
          expect(one.startsAt.getTime()).toBeGreaterThan(last);
          expect(one.endsAt.getTime() - one.startsAt.getTime()).toBe(pattern.minutes * 60_000);
          last = one.startsAt.getTime();
        }
      }),
    );
  });

  it("its zone reads the intended day and hour on every class, but for one the clocks leap over", () => {
    fc.assert(
      fc.property(anyPattern, fc.constantFrom(...zones), (pattern, zone) => {
        const { classes } = classesOf(pattern, zone, []);
        const elsewhere = classes.filter(
          (one) => localDay(one.startsAt, zone) !== one.on || localClock(one.startsAt, zone) !== one.time,
        );
        // A zone leaps once a year: never more than one such day in a year of classes.
        expect(new Set(elsewhere.map((one) => one.on.slice(0, 4))).size).toBe(elsewhere.length);
      }),
    );
  });

  it("a longer series begins with the shorter one", () => {
    fc.assert(
      fc.property(anyPattern, fc.constantFrom(...zones), (pattern, zone) => {
        const longer = classesOf({ ...pattern, count: pattern.count + 5 }, zone, []).classes;
        expect(longer.slice(0, pattern.count)).toEqual(classesOf(pattern, zone, []).classes);
      }),
    );
  });
});
