import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { importDesk, twoCourses } from "../imports.test-world";
import { undoImport } from "../undo-import";
import { planHolidayShift } from "./plan-holiday-shift";

let w: DomainWorld;
let desk: ReturnType<typeof importDesk>;
let batchId: string;
beforeAll(async () => {
  w = await domainWorld();
  desk = importDesk(w, w.nimbus);
  const { memberId } = await w.nimbus.staff("trainer", "nila");
  batchId = await w.nimbus.batch({ code: "AWS-14", trainerId: memberId });
  const day = 24 * 60;
  // From Tuesday on, every other day: 24, 26, 28 and 30 November at half past seven.
  for (const days of [1, 3, 5, 7]) await w.nimbus.lesson(batchId, days * day);
  await w.nimbus.assign(await w.nimbus.enroll({ knowsHub: true }), batchId);
  await w.nimbus.assign(await w.nimbus.enroll(), batchId);
});
afterAll(() => w?.drop());

const classes = async () =>
  (
    await w.owner.query(
      "select number, state, local_date::text as on, sequence from sessions where batch_id = $1 order by number",
      [batchId],
    )
  ).rows.map((one: { number: number; state: string; on: string; sequence: number }) => [
    one.number,
    one.state,
    one.on.slice(5),
    one.sequence,
  ]);
const asked = (more: object = {}) => ({
  planId: uuidv7(Date.now()),
  fromOn: "2026-11-26",
  untilOn: "2026-11-27",
  how: "move" as const,
  batchId: null,
  ...more,
});

describe("a holiday", () => {
  it("moves its class and those after it as one, tells their students, and can be taken back", async () => {
    const shift = asked();
    await planHolidayShift(await w.nimbus.staff("ops"), shift);
    const plan = await desk.settle(shift.planId);
    expect(plan).toMatchObject({ state: "ready", counts: { update: 3 } });
    expect((await desk.rowsOf(plan.id)).map(({ changes }) => changes[0]!.to)).toEqual([
      "Sat 28 Nov, 7:30 pm IST; 1 student is told, 1 not invited yet",
      "Mon 30 Nov, 7:30 pm IST; 1 student is told, 1 not invited yet",
      "Tue 1 Dec, 7:30 pm IST; 1 student is told, 1 not invited yet",
    ]);
    const applied = await desk.apply(plan.id, "Diwali");
    expect(await classes()).toEqual([
      [1, "scheduled", "11-24", 0],
      [2, "scheduled", "11-28", 1],
      [3, "scheduled", "11-30", 1],
      [4, "scheduled", "12-01", 1],
    ]);
    // Several classes of one batch are one piece of news.
    expect(await w.nimbus.events("batch.rescheduled")).toMatchObject([{ batchId }]);
    expect(await w.nimbus.events("session.rescheduled")).toEqual([]);
    expect(await w.one("select count(*)::int as n, min(reason) as reason from session_changes")).toEqual({
      n: 3,
      reason: "Diwali",
    });
    await undoImport(await w.nimbus.staff("ops"), {
      planId: applied.id,
      version: applied.version,
      reason: "Wrong week",
    });
    expect((await desk.settle(applied.id)).results).toEqual({ undone: 3 });
    expect(await classes()).toEqual([
      [1, "scheduled", "11-24", 0],
      [2, "scheduled", "11-26", 2],
      [3, "scheduled", "11-28", 2],
      [4, "scheduled", "11-30", 2],
    ]);
  });

  it("lets its classes fall away where that was chosen; a class somebody moved meanwhile stays", async () => {
    const shift = asked({ how: "skip", untilOn: "2026-11-28" });
    await planHolidayShift(await w.nimbus.staff("ops"), shift);
    await desk.settle(shift.planId);
    await w.nimbus.asOwner(
      "update sessions set local_date = '2026-11-29', starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day' where batch_id = $1 and number = 3",
      [batchId],
    );
    const applied = await desk.apply(shift.planId, "Diwali");
    expect(applied.results).toEqual({ applied: 1, changed: 1 });
    expect((await classes()).map(([number, state]) => [number, state])).toEqual([
      [1, "scheduled"],
      [2, "cancelled"],
      [3, "scheduled"],
      [4, "scheduled"],
    ]);
    expect(await w.nimbus.events("session.cancelled")).toHaveLength(1);
    await undoImport(await w.nimbus.staff("ops"), {
      planId: applied.id,
      version: applied.version,
      reason: "Open after all",
    });
    expect((await desk.settle(applied.id)).results).toEqual({ undone: 1, changed: 1 });
    expect((await classes())[1]).toEqual([2, "scheduled", "11-26", 2]);
    expect(await w.nimbus.events("session.restored")).toHaveLength(1);
  });

  it("names a trainer who is elsewhere on the new day, and is refused where it makes no sense", async () => {
    const { memberId } = await w.nimbus.staff("trainer", "nila");
    const other = await w.nimbus.batch({ code: "AWS-15", trainerId: memberId });
    await w.nimbus.lesson(other, 8 * 24 * 60);
    const shift = asked({ fromOn: "2026-11-30", untilOn: "2026-11-30" });
    const ops = await w.nimbus.staff("ops");
    await planHolidayShift(ops, shift);
    await planHolidayShift(ops, shift);
    await desk.settle(shift.planId);
    expect((await desk.rowsOf(shift.planId)).map(({ outcome, problems }) => [outcome, problems[0]?.rule])).toEqual([
      ["conflict", "The trainer has AWS-15 then, Tue 1 Dec, 7:30 pm IST"],
    ]);
    const fieldsOf = async (more: object) =>
      Object.keys((await refusal(planHolidayShift(ops, asked(more)))).fields ?? {});
    expect(await fieldsOf({ fromOn: "2026-11-22" })).toEqual(["fromOn"]);
    expect(await fieldsOf({ untilOn: "2026-11-25" })).toEqual(["untilOn"]);
    expect(await fieldsOf({ untilOn: "2027-11-25" })).toEqual(["untilOn"]);
    expect(await fieldsOf({ fromOn: "2027-03-01", untilOn: "2027-03-01" })).toEqual(["fromOn"]);
    expect(await fieldsOf({ fromOn: "soon" })).toEqual(["fromOn"]);
    expect(await refusal(planHolidayShift(await w.nimbus.staff("trainer", "nila"), asked()))).toEqual({
      code: "forbidden",
    });
  });

  it("does not give students two classes at once, unless that was chosen and is said", async () => {
    const { thisBatch, other, planId } = await twoCourses(w);
    await w.nimbus.lesson(thisBatch, 8 * 24 * 60);
    await w.nimbus.lesson(thisBatch, 10 * 24 * 60);
    await w.nimbus.lesson(other, 15 * 24 * 60 + 30);
    const student = await w.nimbus.enroll({ planId });
    await w.nimbus.assign(student, thisBatch);
    await w.nimbus.assign(student, other);
    const shift = asked({ fromOn: "2026-12-03", untilOn: "2026-12-03", batchId: thisBatch });
    await planHolidayShift(await w.nimbus.staff("ops"), shift);
    await desk.settle(shift.planId);
    const clash = "1 student has DEVOPS-09 then, Tue 8 Dec, 8:00 pm IST";
    expect((await desk.rowsOf(shift.planId)).map(({ outcome, problems }) => [outcome, problems[0]?.rule])).toEqual([
      ["conflict", clash],
    ]);
    await desk.again(shift.planId, { doubleBooking: "yes" });
    expect((await desk.rowsOf(shift.planId)).map(({ outcome, changes }) => [outcome, changes.at(-1)])).toEqual([
      ["update", { what: "Double booked", from: null, to: clash }],
    ]);
    expect((await desk.apply(shift.planId, "Their teachers know")).results).toEqual({ applied: 1 });
  });
});
