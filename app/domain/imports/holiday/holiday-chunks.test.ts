import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { scheduleSession } from "#domain/sessions/schedule-session";
import { uuidv7 } from "#kernel/ids";
import { addMinutes } from "#kernel/time";
import { domainWorld } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { importDesk, twoCourses } from "../imports.test-world";
import { undoImport } from "../undo-import";
import { planHolidayShift } from "./plan-holiday-shift";

let w: DomainWorld;
/** The holiday of a large school: every chunk is one row, or two. */
let desk: ReturnType<typeof importDesk>;
let trainerId: string;
let cohort = 0;
beforeAll(async () => {
  w = await domainWorld();
  desk = importDesk(w, w.nimbus, { planned: 2, applied: 1 });
});
beforeEach(async () => {
  trainerId = (await w.nimbus.staff("trainer", `nila-${++cohort}`)).memberId;
});
afterAll(() => w?.drop());

const day = 24 * 60;
/** A batch of the trainer with classes at half past seven, so many days from Monday 23 November. */
async function batchOn(code: string, ...days: number[]): Promise<string> {
  const batchId = await w.nimbus.batch({ code, trainerId });
  for (const [i, days_] of days.entries()) {
    const startsAt = addMinutes(w.clock.now, days_ * day);
    await scheduleSession(w.nimbus.job(), { batchId, number: i + 1, title: `Class ${i + 1}`, startsAt, minutes: 120 });
  }
  return batchId;
}
const daysOf = async (batchId: string) =>
  (
    await w.owner.query<{ on: string }>(
      "select substr(local_date::text, 6) as on from sessions where batch_id = $1 order by number",
      [batchId],
    )
  ).rows.map(({ on }) => on);
const header = "Batch code,Class number,Title,Day,Time,To day,To time";
const line = (code: string, number: number, from: string, to: string) =>
  `${code},${number},,2026-${from},19:30,${to === "skip" ? "skip," : `2026-${to},19:30`}`;
const shift = (lines: string[], options = {}) =>
  desk.preview([header, ...lines].join("\n"), { kind: "holiday", options });
const outcomes = async (planId: string) =>
  (await desk.rowsOf(planId)).map(({ outcome, problems }) => problems[0]?.rule ?? outcome);
const takeBack = async (plan: { id: string; version: number }) => {
  await undoImport(await w.nimbus.staff("ops"), { planId: plan.id, version: plan.version, reason: "Wrong week" });
  return desk.settle(plan.id);
};

describe("a holiday larger than a chunk", () => {
  it("moves a batch of which each class takes the next one's place, and takes it back", async () => {
    const batchId = await batchOn("BIG-1", 1, 3, 5, 7, 9, 11);
    const planId = uuidv7(Date.now());
    const asked = { planId, fromOn: "2026-11-26", untilOn: "2026-11-26", how: "move" as const, batchId };
    await planHolidayShift(await w.nimbus.staff("ops"), asked);
    expect(await desk.settle(planId)).toMatchObject({ state: "ready", counts: { update: 5 } });
    const applied = await desk.apply(planId, "Diwali");
    expect(applied).toMatchObject({ state: "applied", results: { applied: 5 } });
    expect(await daysOf(batchId)).toEqual(["11-24", "11-28", "11-30", "12-02", "12-04", "12-05"]);
    // Written as one, the batch is one piece of news.
    expect((await w.nimbus.events("batch.rescheduled")).filter((one) => one["batchId"] === batchId)).toHaveLength(1);
    expect((await takeBack(applied)).results).toEqual({ undone: 5 });
    expect(await daysOf(batchId)).toEqual(["11-24", "11-26", "11-28", "11-30", "12-02", "12-04"]);
  });

  it("lets classes of several batches change places, in whatever order the file names them", async () => {
    const [one, two, three] = [await batchOn("SWAP-1", 20), await batchOn("SWAP-2", 21), await batchOn("SWAP-3", 22)];
    // 13, 14 and 15 December: in a ring, and the third falls in where another leaves.
    const plan = await shift([
      line("SWAP-1", 1, "12-13", "12-14"),
      line("SWAP-2", 1, "12-14", "12-15"),
      line("SWAP-3", 1, "12-15", "12-13"),
    ]);
    expect(plan.counts).toEqual({ update: 3 });
    const applied = await desk.apply(plan.id, "Trainer's week");
    expect(applied.results).toEqual({ applied: 3 });
    expect([await daysOf(one!), await daysOf(two!), await daysOf(three!)].flat()).toEqual(["12-14", "12-15", "12-13"]);
    expect((await takeBack(applied)).results).toEqual({ undone: 3 });
    expect([await daysOf(one!), await daysOf(two!), await daysOf(three!)].flat()).toEqual(["12-13", "12-14", "12-15"]);
  });

  it("takes the place of a class that is left out, and gives it back", async () => {
    const [one, two] = [await batchOn("OUT-1", 20), await batchOn("OUT-2", 21)];
    const plan = await shift([line("OUT-1", 1, "12-13", "12-14"), line("OUT-2", 1, "12-14", "skip")]);
    const applied = await desk.apply(plan.id, "Fewer classes");
    expect(applied.results).toEqual({ applied: 2 });
    expect([await daysOf(one), await daysOf(two)].flat()).toEqual(["12-14", "12-14"]);
    expect((await takeBack(applied)).results).toEqual({ undone: 2 });
    expect(await daysOf(one)).toEqual(["12-13"]);
  });

  it("refuses who waits for a place that is not given up, and whoever waits for theirs", async () => {
    await batchOn("STAY-1", 20);
    await batchOn("STAY-2", 21);
    await batchOn("STAY-3", 22);
    await batchOn("STAY-4", 23);
    const plan = await shift([
      line("STAY-1", 1, "12-13", "12-14"),
      line("STAY-2", 1, "12-14", "12-15"),
      line("STAY-3", 1, "12-15", "12-16"),
    ]);
    expect(await outcomes(plan.id)).toEqual([
      "The trainer has STAY-2 then, Mon 14 Dec, 7:30 pm IST",
      "The trainer has STAY-3 then, Tue 15 Dec, 7:30 pm IST",
      "The trainer has STAY-4 then, Wed 16 Dec, 7:30 pm IST",
    ]);
  });

  it("gives one place to one class", async () => {
    await batchOn("ONE-1", 20);
    await batchOn("ONE-2", 21);
    await batchOn("ONE-3", 22);
    const plan = await shift([
      line("ONE-1", 1, "12-13", "12-20"),
      line("ONE-2", 1, "12-14", "12-17"),
      line("ONE-3", 1, "12-15", "12-20"),
    ]);
    expect(await outcomes(plan.id)).toEqual([
      "update",
      "update",
      "The trainer has ONE-1 then, Sun 20 Dec, 7:30 pm IST",
    ]);
    expect((await desk.apply(plan.id, "Sunday")).results).toEqual({ applied: 2 });
  });

  it("writes nobody into a place whose class was changed since, and tells which", async () => {
    await batchOn("SINCE-1", 20);
    const two = await batchOn("SINCE-2", 21);
    await batchOn("SINCE-3", 30);
    const plan = await shift([
      line("SINCE-1", 1, "12-13", "12-14"),
      line("SINCE-3", 1, "12-23", "12-24"),
      line("SINCE-2", 1, "12-14", "12-15"),
    ]);
    await w.nimbus.asOwner("update sessions set title = 'Renamed' where batch_id = $1", [two]);
    const applied = await desk.apply(plan.id, "Diwali");
    expect(applied).toMatchObject({ state: "applied", results: { applied: 1, changed: 2 } });
    expect((await desk.rowsOf(plan.id)).map(({ note }) => note)).toEqual([
      "Changed since the preview: the trainer has SINCE-2 then, Mon 14 Dec, 7:30 pm IST",
      null,
      "Changed since the preview: somebody else worked on this class",
    ]);
  });

  it("taken back, leaves a class whose place was given away since, and whoever waits for its place", async () => {
    const [one, two] = [await batchOn("BACK-1", 20), await batchOn("BACK-2", 21)];
    const plan = await shift([line("BACK-1", 1, "12-13", "12-14"), line("BACK-2", 1, "12-14", "12-15")]);
    const applied = await desk.apply(plan.id, "Diwali");
    await batchOn("BACK-3", 20);
    expect((await takeBack(applied)).results).toEqual({ kept: 2 });
    expect((await desk.rowsOf(plan.id)).map(({ note }) => note)).toEqual([
      "The trainer has BACK-3 there now",
      "The trainer has BACK-1 there now",
    ]);
    expect([await daysOf(one), await daysOf(two)].flat()).toEqual(["12-14", "12-15"]);
  });

  it("weighs students' two classes by where both will be", async () => {
    const { planId, thisBatch, other } = await twoCourses(w);
    for (const [batchId, days] of [
      [thisBatch, 40],
      [other, 41],
    ] as const)
      await scheduleSession(w.nimbus.job(), {
        batchId,
        number: 1,
        title: "One",
        startsAt: addMinutes(w.clock.now, days * day),
        minutes: 120,
      });
    const student = await w.nimbus.enroll({ planId });
    await w.nimbus.assign(student, thisBatch);
    await w.nimbus.assign(student, other);
    const far = line("NONE-1", 1, "12-13", "12-14");
    const moves = (to: string) => [line("AWS-40", 1, "01-02", "01-03"), far, line("DEVOPS-09", 1, "01-03", to)];
    const inJanuary = (lines: string[]) => lines.map((one) => one.replaceAll("2026-01", "2027-01"));
    // One makes room for the other, although their rows are in different chunks.
    expect(await outcomes((await shift(inJanuary(moves("01-04")))).id)).toEqual([
      "update",
      "A class of this batch",
      "update",
    ]);
    // Both go to the same evening.
    const both = [line("AWS-40", 1, "01-02", "01-05"), far, line("DEVOPS-09", 1, "01-03", "01-05")];
    expect(await outcomes((await shift(inJanuary(both))).id)).toEqual([
      "1 student has DEVOPS-09 then, Tue 5 Jan, 7:30 pm IST",
      "A class of this batch",
      "1 student has AWS-40 then, Tue 5 Jan, 7:30 pm IST",
    ]);
  });
});
