import { describe, expect, it } from "vitest";

import { defaultJoinWindow, joinWindow, joinWindowPolicy } from "./join-window";

const facts = {
  startsAt: "2026-11-23T14:00:00Z",
  endsAt: "2026-11-23T16:00:00Z",
  opensAtOverride: null,
  closesAtOverride: null,
  stillRunning: false,
};
const shown = (more: Partial<Parameters<typeof joinWindow>[0]> = {}, policy = defaultJoinWindow) => {
  const { opensAt, closesAt } = joinWindow({ ...facts, ...more }, policy);
  return `${opensAt.toISOString().slice(11, 19)}–${closesAt.toISOString().slice(11, 19)}`;
};

describe("the join window", () => {
  it("opens 15 minutes before and closes 30 minutes after, where no policy says otherwise", () => {
    expect(shown()).toBe("13:45:00–16:30:00");
  });
  it("follows the school's policy", () => {
    expect(shown({}, { ...defaultJoinWindow, opensMinutes: 0, closesMinutes: 0 })).toBe("14:00:00–16:00:00");
  });
  it("opens when somebody opened it, and closes when somebody said so", () => {
    expect(shown({ opensAtOverride: "2026-11-23T12:00:00Z" })).toBe("12:00:00–16:30:00");
    expect(shown({ closesAtOverride: "2026-11-23T17:00:00Z" })).toBe("13:45:00–17:00:00");
  });
  it("stays open while the meeting still runs, three hours after the end at most", () => {
    expect(shown({ stillRunning: true })).toBe("13:45:00–19:00:00");
    expect(shown({ stillRunning: true, closesAtOverride: "2026-11-23T20:00:00Z" })).toBe("13:45:00–20:00:00");
  });
});

it("a policy that no school can mean is refused", () => {
  for (const wrong of [{ opensMinutes: -1 }, { closesMinutes: 181 }, { opensMinutes: 1.5 }, { payment: "sometimes" }])
    expect(joinWindowPolicy.safeParse(wrong).success).toBe(false);
});
