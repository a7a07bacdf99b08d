import { describe, expect, it } from "vitest";

import { defineMachine, pairs, target } from "./machine";

const door = defineMachine({
  name: "door",
  states: ["open", "shut", "locked"],
  transitions: {
    hang: { from: ["*new*"], to: ["shut"] },
    open: { from: ["shut"], to: ["open"] },
    shut: { from: ["open"], to: ["shut"] },
    lock: { from: ["shut", "open"], to: ["locked"] },
    unlock: { from: ["locked"], to: ["shut", "open"] },
  },
});

describe("where a transition leads", () => {
  it("is its only target, from a state that allows it", () => {
    expect(target(door, "open", "shut")).toBe("open");
    expect(target(door, "hang", "*new*")).toBe("shut");
  });
  it("is nowhere from any other state", () => {
    expect(target(door, "open", "locked")).toBeNull();
    expect(target(door, "open", "*new*")).toBeNull();
    expect(target(door, "hang", "open")).toBeNull();
  });
  it("has to be said where there are several, and can be none but those", () => {
    expect(target(door, "unlock", "locked")).toBeNull();
    expect(target(door, "unlock", "locked", "open")).toBe("open");
    expect(target(door, "unlock", "locked", "locked")).toBeNull();
    expect(target(door, "open", "shut", "shut")).toBeNull();
  });
});

it("the pairs of a machine are all its moves, each once and in order", () => {
  expect(pairs(door).map(({ from, to }) => `${from} > ${to}`)).toEqual([
    "*new* > shut",
    "locked > open",
    "locked > shut",
    "open > locked",
    "open > shut",
    "shut > locked",
    "shut > open",
  ]);
});
