import { expect, it } from "vitest";

import { available } from "./available";
import type { Actor } from "./ctx";
import { defineMachine } from "./machine";

const lamp = defineMachine({
  name: "lamp",
  states: ["off", "on"],
  transitions: {
    make: { from: ["*new*"], to: ["off"] },
    light: { from: ["off"], to: ["on"] },
    dim: { from: ["on"], to: ["off"] },
  },
});
const as = (role: "ops" | "ops_manager"): Actor => ({ kind: "member", userId: "u", memberId: "m", role });
const asked = { light: "enrollment.suspend", dim: "enrollment.cancel" } as const;

it("says for each transition whether the role or the state stands against it, the role first", () => {
  expect(available(as("ops_manager"), lamp, { state: "off" }, asked)).toEqual({ light: null, dim: "state" });
  expect(available(as("ops"), lamp, { state: "off" }, asked)).toEqual({ light: "role", dim: "state" });
  expect(available(as("ops"), lamp, { state: "on" }, asked)).toEqual({ light: "role", dim: null });
});
