import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { isDue, startCron } from "#sandbox/cron";

const at = (text: string) => new Date(`${text}Z`);

test("a cron expression is due in the minutes it names, in UTC", () => {
  expect(isDue("* * * * *", at("2026-03-01T00:00"))).toBe(true);
  expect(isDue("*/5 * * * *", at("2026-03-01T10:25"))).toBe(true);
  expect(isDue("*/5 * * * *", at("2026-03-01T10:26"))).toBe(false);
  expect(isDue("30 * * * *", at("2026-03-01T10:30"))).toBe(true);
  expect(isDue("0 2,14-16 1 * *", at("2026-03-01T15:00"))).toBe(true);
  expect(isDue("0 2,14-16 1 * *", at("2026-03-02T15:00"))).toBe(false);
  expect(isDue("0 0 * * 1", at("2026-03-01T00:00"))).toBe(true);
  expect(() => isDue("0 0 * *", at("2026-03-01T00:00"))).toThrow("five fields");
  expect(() => isDue("0 0 * * MON", at("2026-03-01T00:00"))).toThrow('"MON" is not understood');
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the clock fires at the start of every minute, each minute once", async () => {
  vi.setSystemTime(at("2026-03-01T10:03:30.500"));
  const fired: string[] = [];
  const clock = startCron(
    ["* * * * *", "*/5 * * * *"],
    async (cron, time) => void fired.push(`${time.toISOString().slice(11, 16)} ${cron}`),
  );
  await vi.advanceTimersByTimeAsync(120_000);
  expect(fired).toEqual(["10:04 * * * * *", "10:05 * * * * *", "10:05 */5 * * * *"]);
  clock.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(fired).toHaveLength(3);
});
