import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { defaultAttendance } from "./inputs";
import { markOf } from "./mark-of";
import type { StudentFacts } from "./mark-of";
import { heldOf, presence } from "./presence";

const minute = 60_000;
/** Two hours from an agreed nought. */
const held = { startsAt: 0, endsAt: 120 * minute };
const at = (from: number, until: number | null) => ({
  kind: "csv" as const,
  from: from * minute,
  until: until === null ? null : until * minute,
});
const facts = (more: Partial<StudentFacts> = {}): StudentFacts => ({
  seen: [],
  clickedAt: null,
  excused: false,
  away: null,
  said: [],
  ...more,
});
const markFor = (more: Partial<StudentFacts>, hasReport = true) =>
  markOf(facts(more), held, hasReport, defaultAttendance);
const minutesOf = (...seen: ReturnType<typeof at>[]) => presence(seen, held).milliseconds / minute;

describe("presence", () => {
  it("is the time in class, clipped to it", () => {
    expect(minutesOf(at(-30, 20), at(100, 180))).toBe(40);
    expect(minutesOf(at(-30, -5), at(130, 140))).toBe(0);
  });
  it("counts two devices at once only once", () => {
    expect(minutesOf(at(0, 60), at(30, 90))).toBe(90);
    expect(minutesOf(at(0, 100), at(20, 40), at(20, 40))).toBe(100);
  });
  it("ends with the meeting where nobody saw it end", () => {
    expect(minutesOf(at(90, null))).toBe(30);
  });

  const seen = fc
    .tuple(fc.integer({ min: -200, max: 300 }), fc.option(fc.integer({ min: 0, max: 300 })))
    .map(([from, length]) => at(from, length === null ? null : from + length));
  const list = fc.array(seen, { maxLength: 12 });

  test.prop([list.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))])(
    "is the same in any order",
    ([all, shuffled]) => {
      expect(presence(shuffled, held)).toEqual(presence(all, held));
    },
  );
  test.prop([list])("is the same when everything comes twice", (all) => {
    expect(presence([...all, ...all], held)).toEqual(presence(all, held));
  });
  test.prop([list, seen])("never shrinks with more evidence, and never outgrows the class", (all, more) => {
    const before = presence(all, held).milliseconds;
    const after = presence([...all, more], held).milliseconds;
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after).toBeLessThanOrEqual(held.endsAt - held.startsAt);
  });
  test.prop([list])("is what counting each minute gives", (all) => {
    const there = Array.from({ length: 120 }, (_, m) => m).filter((m) =>
      all.some(({ from, until }) => from <= m * minute && (until ?? held.endsAt) >= (m + 1) * minute),
    );
    expect(presence(all, held).milliseconds / minute).toBe(there.length);
  });
});

describe("the class", () => {
  it("ends with its meeting where that ended early, and never later than planned", () => {
    const session = { startsAt: 0, endsAt: 100 };
    expect(heldOf({ ...session, meetingEndedAt: 60 })).toEqual({ startsAt: 0, endsAt: 60 });
    expect(heldOf({ ...session, meetingEndedAt: 160 })).toEqual({ startsAt: 0, endsAt: 100 });
    expect(heldOf({ ...session, meetingEndedAt: -10 })).toEqual({ startsAt: 0, endsAt: 100 });
    expect(heldOf({ ...session, meetingEndedAt: null })).toEqual({ startsAt: 0, endsAt: 100 });
  });
});

describe("a mark", () => {
  it("is present, late after 10 minutes, in part below three quarters, absent without a trace", () => {
    expect(markFor({ seen: [at(10, 120)] }).mark).toBe("present");
    expect(markFor({ seen: [at(11, 120)] }).mark).toBe("late");
    expect(markFor({ seen: [at(0, 90)] }).mark).toBe("present");
    expect(markFor({ seen: [at(0, 89)] }).mark).toBe("partial");
    expect(markFor({ seen: [at(60, 120)] }).mark).toBe("partial");
    expect(markFor({}).mark).toBe("absent");
  });
  it("is excused only for who did not come, and counts for nothing where they could not", () => {
    expect(markFor({ excused: true }).mark).toBe("excused");
    expect(markFor({ excused: true, seen: [at(0, 120)] }).mark).toBe("present");
    expect(markFor({ excused: true, away: "paused" }).mark).toBe("not_applicable");
    expect(markFor({ away: "suspended", seen: [at(0, 120)] }).mark).toBe("present");
  });
  it("follows the click on Join only where the class has no report", () => {
    expect(markFor({ clickedAt: -5 * minute }, false)).toMatchObject({ mark: "present", minutes: 120 });
    expect(markFor({ clickedAt: 20 * minute }, false)).toMatchObject({ mark: "late", minutes: 100 });
    expect(markFor({ clickedAt: -5 * minute }, true)).toMatchObject({ mark: "absent", minutes: 0 });
    expect(markFor({ clickedAt: -5 * minute, seen: [at(0, 60)] }, true)).toMatchObject({
      mark: "partial",
      minutes: 60,
    });
  });
  const says = (mark: "present" | "absent" | "evidence", when: number, order = "a") => ({
    says: mark,
    at: when,
    by: "nila",
    reason: "saw them",
    order,
  });
  it("is what a person said last, and the evidence again when they take it back", () => {
    expect(markFor({ said: [says("present", 1)] })).toMatchObject({
      mark: "present",
      computedMark: "absent",
      manualMark: "present",
      reason: "saw them",
      markedBy: "nila",
    });
    expect(markFor({ said: [says("absent", 2), says("present", 1)], seen: [at(0, 120)] }).mark).toBe("absent");
    expect(markFor({ said: [says("present", 1), says("evidence", 2)] })).toMatchObject({
      mark: "absent",
      manualMark: null,
      reason: null,
    });
    expect(markFor({ said: [says("present", 1, "b"), says("absent", 1, "a")] }).mark).toBe("present");
  });
  test.prop([fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 })])(
    "is the same whatever was heard first",
    (order) => {
      const said = order.map((when) => says(when % 2 ? "present" : "absent", when, String(when)));
      expect(markFor({ said }).mark).toBe("present");
    },
  );
});
