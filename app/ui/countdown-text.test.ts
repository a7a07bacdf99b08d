import { expect, it } from "vitest";

import { spanOfSeconds, startText } from "./countdown-text";

it.each([
  [600, "Starts in 10 min"],
  [541, "Starts in 10 min"],
  [30, "Starts in 1 min"],
  [0, "Starting now"],
  [-59, "Starting now"],
  [-60, "Started 1 min ago"],
  [-750, "Started 12 min ago"],
  [7200, "Starts in 2 h"],
  [7500, "Starts in 2 h 5 min"],
  [86_400 * 3, "Starts in 3 days"],
])("%i s until the start reads %s", (seconds, text) => expect(startText(seconds)).toBe(text));

it("counts seconds only in the last minute", () => {
  expect(spanOfSeconds(42)).toBe("42 s");
  expect(spanOfSeconds(60)).toBe("1 min");
});
