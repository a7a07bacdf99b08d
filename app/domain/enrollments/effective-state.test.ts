import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { addDays } from "#kernel/time";

import { effectiveState, isJoinable } from "./effective-state";
import type { EffectiveFacts } from "./effective-state";
import { enrollmentMachine } from "./enrollment.machine";

const today = "2026-11-23";
const yesterday = "2026-11-22";
const tomorrow = "2026-11-24";
const on = (facts: Partial<EffectiveFacts>, day = today) =>
  effectiveState({ state: "ACTIVE", validUntilOn: null, pauses: [], ...facts }, day);

describe("validity", () => {
  it("holds on its last day and is over on the next", () => {
    expect(on({ validUntilOn: today })).toBe("ACTIVE");
    expect(on({ validUntilOn: yesterday })).toBe("EXPIRED");
    expect(on({ validUntilOn: null })).toBe("ACTIVE");
  });
  it("ends what waits for a batch too", () => {
    expect(on({ state: "BATCH_PENDING", validUntilOn: yesterday })).toBe("EXPIRED");
    expect(on({ state: "PRE_ONBOARDING", validUntilOn: yesterday })).toBe("EXPIRED");
  });
});

describe("a pause", () => {
  const pause = (fromOn: string, untilOn: string) => ({ pauses: [{ fromOn, untilOn }] });
  it("counts on its first and its last day, whatever the night has written", () => {
    expect(on(pause(today, tomorrow))).toBe("PAUSED");
    expect(on(pause(yesterday, today))).toBe("PAUSED");
    expect(on(pause(tomorrow, tomorrow))).toBe("ACTIVE");
    expect(on(pause(yesterday, yesterday))).toBe("ACTIVE");
  });
  it("that a missed night left standing is over, and its days are given back", () => {
    const ended = { state: "PAUSED" as const, pauses: [{ fromOn: "2026-11-16", untilOn: yesterday }] };
    expect(on({ ...ended, validUntilOn: null })).toBe("ACTIVE");
    // Seven days of pause: validity that ended five days ago has two days left.
    expect(on({ ...ended, validUntilOn: "2026-11-18" })).toBe("ACTIVE");
    expect(on({ ...ended, validUntilOn: "2026-11-18" }, "2026-11-25")).toBe("ACTIVE");
    expect(on({ ...ended, validUntilOn: "2026-11-18" }, "2026-11-26")).toBe("EXPIRED");
  });
  it("that no night ever wrote down gives its days back too", () => {
    const missed = { pauses: [{ fromOn: "2026-11-16", untilOn: yesterday }], validUntilOn: "2026-11-18" };
    expect(on(missed)).toBe("ACTIVE");
    expect(on(missed, "2026-11-26")).toBe("EXPIRED");
  });
  it("keeps validity from ending while it runs", () => {
    expect(on({ ...pause(yesterday, tomorrow), validUntilOn: yesterday })).toBe("PAUSED");
  });
  it("does not wake what has expired", () => {
    expect(on({ state: "EXPIRED", ...pause(yesterday, tomorrow) })).toBe("EXPIRED");
  });
  it("without an end in the record stays a pause", () => {
    expect(on({ state: "PAUSED" })).toBe("PAUSED");
  });
});

it.each(["PAYMENT_VERIFIED", "SUSPENDED", "COMPLETED", "CANCELLED", "REFUNDED"] as const)(
  "%s stays what it is, whatever the days say",
  (state) => {
    expect(on({ state, validUntilOn: yesterday, pauses: [{ fromOn: yesterday, untilOn: tomorrow }] })).toBe(state);
  },
);

const day = fc.integer({ min: -400, max: 400 }).map((n) => addDays(today, n));
const pauses = fc.array(
  fc.tuple(day, fc.integer({ min: 0, max: 60 })).map(([fromOn, n]) => ({ fromOn, untilOn: addDays(fromOn, n) })),
  { maxLength: 3 },
);
property.prop([fc.constantFrom(...enrollmentMachine.states), fc.option(day), pauses])(
  "nobody joins on a day of pause, or beyond validity when no pause was granted",
  (state, validUntilOn, granted) => {
    const effective = on({ state, validUntilOn, pauses: granted });
    if (granted.some((p) => p.fromOn <= today && today <= p.untilOn)) expect(isJoinable(effective)).toBe(false);
    if (granted.length === 0 && validUntilOn !== null && validUntilOn < today)
      expect(isJoinable(effective)).toBe(false);
  },
);
