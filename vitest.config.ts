import { defineConfig } from "vitest/config";

import { LongestFirst } from "./tests/support/longest-first";

/** One level of tests: its folders, and how long one of its tests may take. */
const level = (name: string, include: string[], seconds: number, { retry = 0, isolate = true } = {}) => ({
  extends: true as const,
  test: { name, include, retry, isolate, testTimeout: seconds * 1000, hookTimeout: Math.max(seconds, 120) * 1000 },
});
/**
 * Processes that are killed, a browser, and forms that race each other, on a machine that others load: what fails once is tried once more where nobody
 * sits before it, and the report names it as flaky, so that it is looked at all the same.
 */
const onceMore = process.env["CI"] ? 1 : 0;

export default defineConfig({
  test: {
    pool: "forks",
    // For two cores: the third works while one of the others waits for a vendor that hangs, or for the next try.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    globalSetup: "tests/support/global.ts",
    setupFiles: "tests/support/setup.ts",
    env: { TZ: "UTC", LC_ALL: "C.UTF-8" },
    projects: [
      level(
        "house",
        [
          "app/**/*.test.{ts,tsx}",
          "workers/**/*.test.ts",
          "sandbox/**/*.test.ts",
          "migrations/**/*.test.ts",
          "tests/*.test.ts",
        ],
        20,
        // Hundreds of files that leave nothing behind in a module: reading the product anew for each took half their time.
        { isolate: false },
      ),
      level(
        "contracts",
        ["tests/contracts/**/*.test.ts", "tests/architecture/**/*.test.ts", "tests/gallery/**/*.test.ts"],
        60,
        { retry: onceMore },
      ),
      level("edge", ["tests/edge/**/*.test.ts"], 60, { retry: onceMore }),
      level("journeys", ["tests/e2e/**/*.test.ts"], 120, { retry: onceMore }),
      // The harness on planted bugs takes minutes: `npm run faults` runs it with the rest.
      level(
        "faults",
        process.env["SLOW"] ? ["tests/faults/**/*.test.ts"] : ["tests/faults/**/!(*.slow).test.ts"],
        180,
        { retry: onceMore },
      ),
    ],
  },
});
