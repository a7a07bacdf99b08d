import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { buggyHub, losesEvents, noBug, sendsTwice } from "./planted-bugs";
import type { BuggyHub } from "./planted-bugs";

let hub: BuggyHub;
beforeAll(async () => void (hub = await buggyHub()));
afterAll(() => hub?.stop());

describe("the oracles of the fault test", () => {
  test("find nothing where there is no bug", async () => {
    expect(await hub.breachesWith(noBug)).toEqual([]);
  });
  test.each([sendsTwice, losesEvents])("find $name", async (bug) => {
    const kinds = new Set((await hub.breachesWith(bug)).map((breach) => breach.kind));
    expect([...kinds]).toEqual(expect.arrayContaining(bug.found));
  });
});
