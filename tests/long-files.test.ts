import { existsSync } from "node:fs";

import { expect, it } from "vitest";

import { inRoot } from "#sandbox/paths";
import { seconds } from "#tests/support/long-files";

it("names no test file that is gone, which would have it begin last under its new name", () => {
  expect(Object.keys(seconds).filter((file) => !existsSync(inRoot(file)))).toEqual([]);
});
