import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { WeeklyPattern } from "#domain/batches/tables";
import { addDays, localClock, localDay } from "#kernel/time";

import { patternAsItStands } from "./pattern-as-it-stands";
import type { StandingClass } from "./pattern-as-it-stands";
import { patternFields, patternInput } from "./pattern-input";
import { classAt, classesOf } from "./weekly-pattern";
import type { PlannedClass } from "./weekly-pattern";

const evenings: WeeklyPattern = {
  days: ["mon", "wed", "fri"],
  time: "19:30",
  minutes: 120,
  from: "2026-11-23",
  count: 5,
  skip: [],
};
const zone = "Asia/Kolkata";
const standing = ({ on, time, startsAt, endsAt }: PlannedClass, stoodOn: string[] = []): StandingClass => ({
  startsAt,
  endsAt,
  localDate: on,
  localTime: time,
  stoodOn,
});
const inOrder = (list: StandingClass[]) =>
  list.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.endsAt.getTime() - b.endsAt.getTime());
const classes = (pattern: WeeklyPattern, holidays: string[] = [], where = zone) =>
  classesOf(
    pattern,
    where,
    holidays.map((on) => ({ on, name: "Holiday" })),
  ).classes.map((one) => standing(one));
const asItStands = (pattern: WeeklyPattern | null, coming: StandingClass[], holidays: string[] = [], where = zone) =>
  patternAsItStands({ pattern, coming: inOrder(coming), holidays: new Set(holidays), zone: where })!;
const moved = (was: StandingClass, to: string, time = was.localTime, minutes = 120, where = zone): StandingClass =>
  standing(classAt(to, time, minutes, where, null), [was.localDate, ...was.stoodOn]);

describe("the pattern as it stands", () => {
  it("is the saved one while its classes are where it put them, holidays left out", () => {
    expect(asItStands(evenings, classes(evenings))).toEqual(evenings);
    const skipping = { ...evenings, skip: ["2026-11-27"] };
    expect(asItStands(skipping, classes(skipping, ["2026-11-30"]), ["2026-11-30"])).toEqual(skipping);
  });

  it("names a class that was moved by itself, with its hour and length where they are others", () => {
    const [a, b, c, ...rest] = classes(evenings) as [StandingClass, StandingClass, StandingClass, ...StandingClass[]];
    expect(asItStands(evenings, [a, moved(b, "2026-11-26"), c, ...rest]).moved).toEqual([
      { on: "2026-11-25", to: "2026-11-26" },
    ]);
    expect(asItStands(evenings, [a, moved(b, "2026-11-25", "18:00"), c, ...rest]).moved).toEqual([
      { on: "2026-11-25", to: "2026-11-25", time: "18:00" },
    ]);
    expect(asItStands(evenings, [a, moved(b, "2026-11-28", "18:00", 90), c, ...rest]).moved).toEqual([
      { on: "2026-11-25", to: "2026-11-28", time: "18:00", minutes: 90 },
    ]);
  });

  it("names the day of a class that was cancelled, and the count of those that are left", () => {
    const [a, , ...rest] = classes(evenings) as [StandingClass, StandingClass, ...StandingClass[]];
    expect(asItStands(evenings, [a, ...rest])).toEqual({ ...evenings, count: 4, skip: ["2026-11-25"] });
    const until = {
      days: evenings.days,
      time: "19:30",
      minutes: 120,
      from: evenings.from,
      skip: [],
      until: "2026-12-02",
    };
    expect(asItStands(until, classes(until).slice(0, -1))).toEqual({ ...until, skip: ["2026-12-02"] });
  });

  it("begins with the first class still to come, or the day it was moved from", () => {
    const [, , c, d, e] = classes(evenings) as [never, never, StandingClass, StandingClass, StandingClass];
    expect(asItStands(evenings, [c, d, e])).toEqual({ ...evenings, from: "2026-11-27", count: 3 });
    expect(asItStands(evenings, [moved(c, "2026-11-28"), d, e])).toEqual({
      ...evenings,
      from: "2026-11-27",
      count: 3,
      moved: [{ on: "2026-11-27", to: "2026-11-28" }],
    });
  });

  it("takes the days of the classes where all of them moved, or where none was saved", () => {
    const later = classes(evenings).map((one) => moved(one, addDays(one.localDate, 1), "20:00"));
    const read = { ...evenings, days: ["tue", "thu", "sat"], time: "20:00", from: "2026-11-24" };
    expect(asItStands(evenings, later)).toEqual(read);
    expect(asItStands(null, later)).toEqual(read);
    expect(patternAsItStands({ pattern: null, coming: [], holidays: new Set(), zone })).toBeNull();
  });

  it("sent back untouched makes every class as it is, whatever was moved, lengthened, added and cancelled", () => {
    const arbitrary = fc.record({
      days: fc.subarray([...evenings.days, "tue", "sun"] as WeeklyPattern["days"], { minLength: 1 }),
      time: fc.constantFrom("00:15", "10:00", "19:30"),
      minutes: fc.constantFrom(45, 120),
      end: fc.oneof(
        fc.record({ count: fc.integer({ min: 1, max: 24 }) }),
        fc.record({ until: fc.constant("2027-01-10") }),
      ),
      skip: fc.subarray(["2026-11-30", "2026-12-02", "2026-12-25", "2027-02-01"]),
      holidays: fc.subarray(["2026-11-29", "2026-12-01", "2026-12-04", "2027-01-01"]),
      edits: fc.array(
        fc.oneof(
          { weight: 5, arbitrary: fc.constant(null) },
          fc.constant("cancel" as const),
          fc.record({
            by: fc.integer({ min: -6, max: 12 }),
            time: fc.constantFrom(undefined, "08:00", "21:15"),
            minutes: fc.constantFrom(30, 45, 120),
          }),
        ),
        { maxLength: 24 },
      ),
      added: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 2 }),
      past: fc.integer({ min: 0, max: 5 }),
      saved: fc.boolean(),
      where: fc.constantFrom("Asia/Kolkata", "Europe/Berlin"),
    });
    fc.assert(
      fc.property(arbitrary, ({ end, holidays, edits, added, past, saved, where, ...rest }) => {
        const pattern: WeeklyPattern = { ...rest, from: "2026-11-23", ...end };
        const edited = classes(pattern, holidays, where).flatMap((one, i) => {
          const edit = edits[i] ?? null;
          if (edit === "cancel") return [];
          return edit
            ? [moved(one, addDays(one.localDate, edit.by), edit.time ?? one.localTime, edit.minutes, where)]
            : [one];
        });
        const extra = added.map((n) => standing(classAt(addDays("2026-11-23", n), "06:00", 60, where, null)));
        const coming = inOrder([...edited, ...extra]).slice(past);
        const read = asItStands(saved ? pattern : null, coming, holidays, where);
        if (coming.length === 0) return;
        const form = { batchId: "018f0000-0000-7000-8000-000000000000", ...patternFields(read, null) };
        const sent = patternInput.parse(form as never).pattern;
        const made = classesOf(
          sent,
          where,
          holidays.map((on) => ({ on, name: "Holiday" })),
        );
        expect(made.unknownMoves).toEqual([]);
        const shape = (list: StandingClass[]) =>
          inOrder(list).map((one) => [one.localDate, one.localTime, one.startsAt, one.endsAt]);
        expect(shape(made.classes.map((one) => standing(one)))).toEqual(shape(coming));
        for (const one of coming)
          expect([localDay(one.startsAt, where), localClock(one.startsAt, where)]).toEqual([
            one.localDate,
            one.localTime,
          ]);
      }),
      { numRuns: 400 },
    );
  });
});
