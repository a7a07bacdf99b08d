import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import {
  addDays,
  addMinutes,
  clockTime,
  dayText,
  daysBetween,
  localClock,
  localDay,
  minutesBetween,
  rangeText,
  shortDay,
  spanText,
  whenText,
} from "./time";

const india = "Asia/Kolkata";
const berlin = "Europe/Berlin";

describe("a class in words", () => {
  it("says day, time and zone as the school's people do", () => {
    const at = new Date("2026-11-23T14:00:00Z");
    expect(whenText(at, india)).toBe("Mon 23 Nov, 7:30 pm IST");
    expect(whenText(at, berlin)).toBe("Mon 23 Nov, 3:00 pm CET");
    expect(shortDay(at, india)).toBe("Mon 23 Nov");
    expect(localClock(at, india)).toBe("19:30");
  });

  it("says its half of the day once where both ends share it", () => {
    const from = new Date("2026-11-23T14:00:00Z");
    expect(rangeText(from, addMinutes(from, 120), india)).toBe("Mon 23 Nov, 7:30–9:30 pm IST");
    expect(rangeText(new Date("2026-11-23T06:00:00Z"), new Date("2026-11-23T07:00:00Z"), india)).toBe(
      "Mon 23 Nov, 11:30 am–12:30 pm IST",
    );
  });

  it("says both days where it crosses midnight", () => {
    const from = new Date("2026-11-23T18:00:00Z");
    expect(rangeText(from, addMinutes(from, 120), india)).toBe("Mon 23 Nov, 11:30 pm – Tue 24 Nov, 1:30 am IST");
  });

  it("half past midnight belongs to the day it begins on", () => {
    const at = new Date("2026-11-23T19:00:00Z");
    expect(localDay(at, india)).toBe("2026-11-24");
    expect(localClock(at, india)).toBe("00:30");
    expect(clockTime(at, india)).toBe("12:30 am");
  });
});

describe("the night the clocks change", () => {
  it("in spring has no half past two: the instant after 1:59 is 3:00", () => {
    expect(whenText(new Date("2027-03-28T00:59:00Z"), berlin)).toBe("Sun 28 Mar, 1:59 am CET");
    expect(whenText(new Date("2027-03-28T01:00:00Z"), berlin)).toBe("Sun 28 Mar, 3:00 am CEST");
  });

  it("in autumn has two, told apart by the zone's name", () => {
    expect(whenText(new Date("2026-10-25T00:30:00Z"), berlin)).toBe("Sun 25 Oct, 2:30 am CEST");
    expect(whenText(new Date("2026-10-25T01:30:00Z"), berlin)).toBe("Sun 25 Oct, 2:30 am CET");
  });

  it("counts real minutes between instants, and calendar days between days", () => {
    expect(minutesBetween(new Date("2027-03-28T00:30:00Z"), new Date("2027-03-28T01:30:00Z"))).toBe(60);
    expect(daysBetween("2027-03-27", "2027-03-29")).toBe(2);
    expect(localDay(new Date("2027-03-27T23:00:00Z"), berlin)).toBe("2027-03-28");
    expect(localDay(new Date("2027-03-28T22:00:00Z"), berlin)).toBe("2027-03-29");
  });
});

describe("days", () => {
  const day = fc
    .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));
  property.prop([day, fc.integer({ min: -5000, max: 5000 })])("added and counted are one thing", (on, n) => {
    expect(daysBetween(on, addDays(on, n))).toBe(n);
    expect(addDays(addDays(on, n), -n)).toBe(on);
  });
  property.prop([fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })])(
    "of one instant in two zones are at most one apart",
    (at) => {
      expect(Math.abs(daysBetween(localDay(at, india), localDay(at, "America/Los_Angeles")))).toBeLessThanOrEqual(1);
    },
  );
  it("carry their year where it is not clear from today", () => {
    expect(dayText("2026-11-25", "2026-11-23")).toBe("Wed 25 Nov");
    expect(dayText("2027-01-03", "2026-11-23")).toBe("Sun 3 Jan");
    expect(dayText("2027-11-03", "2026-11-23")).toBe("Wed 3 Nov 2027");
    expect(dayText("2025-11-25", "2026-11-23")).toBe("Tue 25 Nov 2025");
  });
});

it.each([
  [-3, "0 min"],
  [10, "10 min"],
  [59.6, "1 h"],
  [60, "1 h"],
  [125, "2 h 5 min"],
  [1439, "23 h 59 min"],
  [1440, "1 day"],
  [4320, "3 days"],
])("a span of %d minutes is %s", (minutes, text) => {
  expect(spanText(minutes)).toBe(text);
});
