import { expect, test } from "vitest";

import { retryAfterMs } from "./vendor-call";

const now = Date.parse("2026-11-23T14:00:00Z");
const read = (value?: string) => retryAfterMs(new Headers(value === undefined ? {} : { "retry-after": value }), now);

test("Retry-After is read as seconds, as an ISO moment and as an HTTP date", () => {
  expect(read("2")).toBe(2000);
  expect(read("0.5")).toBe(500);
  expect(read("2026-11-24T00:00:00Z")).toBe(10 * 60 * 60 * 1000);
  expect(read("Mon, 23 Nov 2026 14:00:30 GMT")).toBe(30_000);
});

test("a moment that has passed means now, and words mean nothing", () => {
  expect(read("2026-11-23T13:00:00Z")).toBe(0);
  expect(read("later")).toBeUndefined();
  expect(read()).toBeUndefined();
});
