import { afterAll, afterEach, beforeEach, vi } from "vitest";

import { dropTestDatabases } from "#tests/support/database";

// A console.error that no test asked for is a failure. A test that expects one spies on console.error itself.
const unexpected: unknown[][] = [];
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => void unexpected.push(words));
});
afterEach(() => {
  const said = unexpected.splice(0);
  if (said.length > 0)
    throw new Error(`Unexpected console.error:\n${said.map((words) => words.map(String).join(" ")).join("\n")}`);
});
afterAll(dropTestDatabases);
