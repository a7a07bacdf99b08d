import { afterAll, beforeAll, expect, test } from "vitest";

import { buggyHub, furtherBugs } from "./planted-bugs";
import type { BuggyHub } from "./planted-bugs";

let hub: BuggyHub;
beforeAll(async () => void (hub = await buggyHub()));
afterAll(() => hub?.stop());

test.each(furtherBugs)("the oracles of the fault test find $name", async (bug) => {
  const kinds = new Set((await hub.breachesWith(bug)).map((breach) => breach.kind));
  expect([...kinds]).toEqual(expect.arrayContaining(bug.found));
});
