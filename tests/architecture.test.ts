import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { readMigrations } from "#migrations/files";
import { envSchema } from "#workers/env";

import { codeRules } from "./architecture/code-rules";
import { exceptions } from "./architecture/exceptions";
import { importRules } from "./architecture/import-rules";
import { planted } from "./architecture/planted";
import { readSource, readSources } from "./architecture/source-file";
import {
  functionsThatSetState,
  statefulSqlFunctions,
  statesByTransition,
  tableOwners,
  writesAtHome,
} from "./architecture/write-rules";

const files = readSources(process.cwd(), ["app", "workers", "migrations", "sandbox"]);
const rules = [...importRules, ...codeRules, writesAtHome(tableOwners(files)), statesByTransition];
const isExcepted = (file: string, breach: string) =>
  exceptions.some((one) => one.file === file && one.breach === breach);

describe("the house", () => {
  it.each(rules)("$name", (rule) => {
    const found = files.flatMap((file) => rule.breaches(file).map((breach) => ({ file: file.path, breach })));
    expect(found.filter(({ file, breach }) => !isExcepted(file, breach))).toEqual([]);
  });

  it("keeps no exception that is needed no more", () => {
    const breaches = new Set(
      files.flatMap((file) => rules.flatMap((rule) => rule.breaches(file).map((breach) => `${file.path} ${breach}`))),
    );
    expect(exceptions.map(({ file, breach }) => `${file} ${breach}`).filter((one) => !breaches.has(one))).toEqual([]);
  });

  it("moves a state in SQL by the claim functions only", () => {
    const found = readMigrations("migrations").flatMap(({ sql }) => functionsThatSetState(sql));
    expect(found.toSorted()).toEqual(Object.keys(statefulSqlFunctions).toSorted());
  });

  it("sets no setting beyond its transaction in SQL", () => {
    for (const { name, sql } of readMigrations("migrations"))
      expect(sql, name).not.toMatch(/set_config\([^;]*?,\s*false\s*\)/);
  });
});

describe("each rule sees what it forbids", () => {
  it.each(planted)("$rule: $text", ({ rule, file, text, breach }) => {
    const one = rules.find(({ name }) => name === rule);
    expect(one?.breaches(readSource(file, text))).toEqual([breach]);
  });

  it("none is without a planted breach", () => {
    const shown = new Set(planted.map(({ rule }) => rule));
    expect(rules.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it("a function that sets a state in SQL", () => {
    const sql = "create function app.sneak() returns void language sql as $$ update batches b set state = 'active' $$;";
    expect(functionsThatSetState(sql)).toEqual(["app.sneak"]);
  });
});

/** Words that stand in server modules only, and the names of every secret. */
const serverMarkers = [
  "app.enter(",
  "app.join_facts",
  "drizzle",
  "postgres://",
  "neondatabase",
  ...Object.keys(envSchema.shape).filter((name) => name !== "SANDBOX"),
];
const markersIn = (text: string) => serverMarkers.filter((marker) => text.includes(marker));

describe("the built client", () => {
  it("holds no module of the server and no name of a secret", () => {
    const folder = "build/client/assets";
    if (!existsSync(folder)) throw new Error("There is no build to look at: npm run build makes it.");
    const scripts = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name));
    expect(scripts.length).toBeGreaterThan(5);
    for (const name of scripts) expect(markersIn(readFileSync(path.join(folder, name), "utf8")), name).toEqual([]);
  });

  it("would be seen to hold one", () => {
    expect(markersIn('const q="select app.enter($1)";fetch(env.CRON_SECRET)')).toEqual(["app.enter(", "CRON_SECRET"]);
  });
});
