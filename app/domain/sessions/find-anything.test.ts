import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { importLegacyAdmission } from "#domain/admissions/import-legacy-admission";
import type { Ctx } from "#kernel/ctx";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { cancelSession } from "./cancel-session";
import { findAnything } from "./find-anything";

let w: DomainWorld;
let ops: Ctx;
let trainer: Ctx & { memberId: string };
beforeAll(async () => {
  w = await domainWorld();
  ops = await w.nimbus.staff("ops");
  trainer = await w.nimbus.staff("trainer");
  const admission = {
    fullName: "Asha Raghunathan",
    email: "asha@find.example",
    planId: w.nimbus.planId,
    agreedPaisa: 0,
  };
  const asha = { email: admission.email, ...(await importLegacyAdmission(w.nimbus.job(), admission)) };
  const mine = await w.nimbus.batch({ code: "AWS-14", name: "Evening cohort", trainerId: trainer.memberId });
  const other = await w.nimbus.batch({ code: "GENAI-03", name: "Morning cohort" });
  await w.nimbus.assign(asha, mine);
  await w.nimbus.lesson(mine, 60, { title: "VPC and subnets" });
  await w.nimbus.lesson(other, -300, { title: "Retrieval" });
  await w.nimbus.lesson(other, 3 * 24 * 60, { title: "Not today" });
  const gone = await w.nimbus.lesson(other, 200, { title: "Called off" });
  await cancelSession(ops, { sessionId: gone, reason: "Trainer is ill" });
});
afterAll(() => w?.drop());

const named = async (text: string, as: Ctx = ops) => {
  const { students, batches, classes } = await findAnything(as, text);
  return [
    ...students.map(({ name }) => name),
    ...batches.map(({ code }) => code),
    ...classes.map(({ title }) => title),
  ];
};

describe("finding anything", () => {
  it.each([
    ["ahsa raghunatan", ["Asha Raghunathan"]],
    ["aws-14", ["AWS-14", "VPC and subnets"]],
    ["14", ["AWS-14", "VPC and subnets"]],
    ["morning", ["GENAI-03"]],
    ["retrieval", ["Retrieval"]],
    ["not today", []],
    ["called", ["Called off"]],
    ["%", []],
  ])("by %s gives %j", async (text, found) => {
    expect(await named(text)).toEqual(found);
  });

  it("without a word gives what of today is still to come", async () => {
    expect(await named("")).toEqual(["VPC and subnets"]);
  });

  it("gives the class that began before midnight and is on", async () => {
    // Half past midnight in Kolkata; the class began an hour ago, the other one is over.
    const night = new Date("2026-12-08T19:00:00Z");
    const inMinutes = (night.getTime() - w.clock.now.getTime()) / 60_000;
    const late = await w.nimbus.batch({ code: "NIGHT-1" });
    await w.nimbus.lesson(late, inMinutes - 60, { title: "Night shift" });
    await w.nimbus.lesson(late, inMinutes - 300, { title: "Evening" });
    expect(await named("", { ...ops, now: night })).toEqual(["Night shift"]);
    expect(await named("shift", { ...ops, now: night })).toEqual(["Night shift"]);
  });

  it("gives a trainer their own alone", async () => {
    expect(await named("14", trainer)).toEqual(["AWS-14", "VPC and subnets"]);
    expect(await named("genai", trainer)).toEqual([]);
    expect(await named("retrieval", trainer)).toEqual([]);
    expect(await named("asha", trainer)).toEqual(["Asha Raghunathan"]);
    expect(await named("asha@find", trainer)).toEqual([]);
  });

  it("is refused to roles that search no students, and knows no other school", async () => {
    expect(await refusal(findAnything(await w.nimbus.staff("sales"), "asha"))).toEqual({ code: "forbidden" });
    expect(await named("aws", await w.raga.staff("ops"))).toEqual([]);
  });
});
