import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addDays } from "#kernel/time";
import { instantAt } from "#kernel/zoned.server";

import { matchSeries } from "./match-series";
import { isEmptyChange } from "./schedule-change";
import type { ScheduledClass } from "./schedule-change";
import type { PlannedClass } from "./weekly-pattern";

const zone = "Asia/Kolkata";
const day = (on: string, time = "19:30"): PlannedClass => {
  const startsAt = instantAt(on, time, zone);
  return { on, time, startsAt, endsAt: new Date(startsAt.getTime() + 7_200_000), movedFrom: null };
};
const lesson = (number: number, on: string): ScheduledClass => {
  const { startsAt, endsAt } = day(on);
  return {
    id: `class-${number}`,
    batchId: "batch",
    number,
    title: `Topic ${number}`,
    state: "scheduled",
    startsAt,
    endsAt,
    localDate: on,
    localTime: "19:30:00",
    zone,
    sequence: 0,
    trainerId: "nila",
    hostAccountId: "zoom-1",
    hostLane: 1,
    overlapOk: null,
    version: 1,
  };
};
const about = { lastNumber: 3, trainerId: "omar", hostAccountId: null, titles: ["Terraform"] };
const coming = [lesson(2, "2026-11-23"), lesson(3, "2026-11-25")];

describe("a pattern laid over the classes of a batch", () => {
  it("that says what stands already changes nothing", () => {
    expect(isEmptyChange(matchSeries({ ...about, coming, wanted: [day("2026-11-23"), day("2026-11-25")] }))).toBe(true);
  });

  it("moves each class to the day of its place, with its number, topic, trainer and account", () => {
    const { changed, added, dropped } = matchSeries({
      ...about,
      coming,
      wanted: [day("2026-11-24"), day("2026-11-26", "18:00")],
    });
    expect(
      changed.map(({ session, to }) => [session.number, to.localDate, to.localTime, to.title, to.trainerId]),
    ).toEqual([
      [2, "2026-11-24", "19:30", "Topic 2", "nila"],
      [3, "2026-11-26", "18:00", "Topic 3", "nila"],
    ]);
    expect([added, dropped]).toEqual([[], []]);
  });

  it("makes new classes of further days, numbered on, and lets classes without a day fall away", () => {
    const more = matchSeries({
      ...about,
      coming: coming.slice(0, 1),
      wanted: [day("2026-11-23"), day("2026-11-30"), day("2026-12-07")],
    });
    expect(more.changed).toEqual([]);
    expect(more.added.map((one) => [one.number, one.title, one.trainerId])).toEqual([
      [4, "Terraform", "omar"],
      [5, "Class 5", "omar"],
    ]);
    const fewer = matchSeries({ ...about, coming, wanted: [day("2026-11-23")] });
    expect(fewer.dropped.map((one) => one.number)).toEqual([3]);
  });

  it("never loses or doubles a class, whatever the two are", () => {
    const dates = fc.uniqueArray(
      fc.integer({ min: 0, max: 400 }).map((n) => addDays("2026-11-23", n)),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(dates, dates, (has, wants) => {
        const classes = has.toSorted().map((on, i) => lesson(i + 1, on));
        const wanted = wants.toSorted().map((on) => day(on));
        const { changed, added, dropped } = matchSeries({
          ...about,
          coming: classes,
          wanted,
          lastNumber: classes.length,
        });
        const touched = new Map(changed.map(({ session, to }) => [session.id, to.localDate]));
        const gone = new Set(dropped.map((one) => one.id));
        const after = [
          ...classes.filter((one) => !gone.has(one.id)).map((one) => touched.get(one.id) ?? one.localDate),
          ...added.map((one) => one.localDate),
        ];
        expect(after.toSorted()).toEqual(wants.toSorted());
        expect(new Set([...classes, ...added].map((one) => one.number)).size).toBe(classes.length + added.length);
      }),
    );
  });
});
