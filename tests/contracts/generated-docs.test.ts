import { readFileSync, readdirSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { inRoot } from "#sandbox/paths";
import { everyEvent } from "#tests/docs/events";
import { generatedPages } from "#tests/docs/pages";
import { subscribers } from "#workers/subscribers";

const pages = await generatedPages();

describe("docs/generated", () => {
  it.each([...pages])(
    "%s is what the code says; node sandbox/run.mjs tests/generate-docs.ts renews it",
    (name, text) => {
      expect(readFileSync(inRoot("docs/generated", name), "utf8").replaceAll("\r\n", "\n")).toBe(text);
    },
  );
  it("holds no page that nobody writes any more", () => {
    expect(readdirSync(inRoot("docs/generated")).toSorted()).toEqual([...pages.keys()].toSorted());
  });
});

describe("events", () => {
  const found = everyEvent();
  it("that somebody subscribes to do leave from somewhere, or their subscribers wait for ever", () => {
    const names = new Set(found.map(({ name }) => name));
    expect(Object.keys(subscribers).filter((name) => !names.has(name))).toEqual([]);
  });
  it("carry ids, instants and amounts, and nothing personal", () => {
    for (const { name, payload } of found)
      for (const key of payload)
        expect(`${name} ${key}`).toMatch(/ \w*(Ids?|At|On|Paisa|sequence|count|capacity|students)$/);
  });
  it("are said in the past tense of what they happened to", () => {
    for (const { name } of found)
      expect(name).toMatch(/^[a-z_]+\.[a-z_]*(ed|drawn|done|paid|sent|resent|missing|open)$/);
  });
});
