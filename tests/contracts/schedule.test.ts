import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { actions } from "#kernel/actions";
import { hourHasPassed } from "#workers/organizations-in-service";
import { jobNamed, jobs, relayJob } from "#workers/schedule";

const all = [relayJob, ...jobs];

describe("the schedule", () => {
  it("uses the cron expressions of wrangler.toml, all of them and no other", () => {
    const line = /^crons = (\[.*\])$/m.exec(readFileSync("wrangler.toml", "utf8"))?.[1];
    expect(new Set(all.map((job) => job.cron))).toEqual(new Set(JSON.parse(line ?? "[]") as string[]));
  });
  it("names each job once, and lets each write under its own action", () => {
    const names = all.map((job) => job.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(Object.keys(actions)).toContain(`job.${name}`);
  });
  it("finds a job by its name and nothing else", () => {
    expect(jobNamed("settle-joins")?.cron).toBe("* * * * *");
    expect(jobNamed("toString")).toBeUndefined();
  });
});

describe("a nightly job", () => {
  it("is due from its hour on, in the organization's own day", () => {
    const at = (iso: string, zone: string) => hourHasPassed(3, zone, new Date(iso));
    expect(at("2026-11-22T21:29:00Z", "Asia/Kolkata")).toBe(false);
    expect(at("2026-11-22T21:30:00Z", "Asia/Kolkata")).toBe(true);
    expect(at("2026-11-22T18:29:00Z", "Asia/Kolkata")).toBe(true);
    expect(at("2026-11-22T18:30:00Z", "Asia/Kolkata")).toBe(false);
    expect(at("2026-11-23T01:30:00Z", "Europe/Berlin")).toBe(false);
    expect(at("2026-11-23T02:00:00Z", "Europe/Berlin")).toBe(true);
  });
  it("any other is always due", () => {
    expect(hourHasPassed(undefined, "Asia/Kolkata", new Date())).toBe(true);
  });
});
