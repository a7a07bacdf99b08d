import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getHolidaysPage } from "#domain/sessions/schedule/get-holidays-page";
import { uuidv7 } from "#kernel/ids";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { addHolidays } from "./add-holidays";
import { removeHoliday } from "./remove-holiday";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const ops = () => w.nimbus.staff("ops");
const christmas = { name: "Christmas", fromOn: "2026-12-25", untilOn: "", reason: "As every year" };
const days = async () => (await getHolidaysPage(await ops())).holidays.map(({ on, name }) => [on, name]);
const fieldsOf = async (more: object) =>
  (await refusal(addHolidays(await ops(), { ...christmas, ...more }))).fields ?? {};

describe("the school's holidays", () => {
  it("are entered a day or several at a time, with who and why on record, and taken off again", async () => {
    expect(await addHolidays(await ops(), christmas)).toEqual({ days: 1 });
    expect(
      await addHolidays(await ops(), {
        name: "Diwali",
        fromOn: "2027-10-28",
        untilOn: "2027-10-30",
        reason: "The calendar",
      }),
    ).toEqual({ days: 3 });
    expect(await days()).toEqual([
      ["2026-12-25", "Christmas"],
      ["2027-10-28", "Diwali"],
      ["2027-10-29", "Diwali"],
      ["2027-10-30", "Diwali"],
    ]);
    expect(await w.nimbus.events("holiday.added")).toEqual([
      { fromOn: "2026-12-25", untilOn: "2026-12-25" },
      { fromOn: "2027-10-28", untilOn: "2027-10-30" },
    ]);
    const { id } = await w.one<{ id: string }>("select id from organization_holidays where holiday_on = '2027-10-30'");
    await removeHoliday(await ops(), { holidayId: id, reason: "Open that day" });
    expect(await days()).toHaveLength(3);
    const { memberId } = await ops();
    expect(await w.nimbus.audit(id)).toMatchObject([
      { action: "holiday.manage", actor: `member:${memberId}`, reason: "The calendar" },
      { action: "holiday.manage", actor: `member:${memberId}`, reason: "Open that day", after: null },
    ]);
    expect(await w.nimbus.events("holiday.removed")).toEqual([{ on: "2027-10-30" }]);
    expect(await refusal(removeHoliday(await ops(), { holidayId: id, reason: "Once more" }))).toEqual({
      code: "holiday.gone",
    });
  });

  it("say beside the field what is wrong with a day", async () => {
    expect(await fieldsOf({})).toEqual({
      fromOn: ["Fri 25 Dec is a holiday already: Christmas. Choose other days."],
    });
    expect(Object.keys(await fieldsOf({ fromOn: "2026-12-24", untilOn: "2026-12-26" }))).toEqual(["fromOn"]);
    expect(Object.keys(await fieldsOf({ fromOn: "2026-11-22" }))).toEqual(["fromOn"]);
    expect(Object.keys(await fieldsOf({ fromOn: "2030-11-22" }))).toEqual(["fromOn"]);
    expect(Object.keys(await fieldsOf({ fromOn: "2026-12-28", untilOn: "2026-12-27" }))).toEqual(["untilOn"]);
    expect(Object.keys(await fieldsOf({ fromOn: "2026-12-28", untilOn: "2027-01-28" }))).toEqual(["untilOn"]);
    expect(Object.keys(await fieldsOf({ fromOn: "soon", untilOn: "later", name: " ", reason: "" }))).toEqual([
      "name",
      "fromOn",
      "untilOn",
      "reason",
    ]);
  });

  it("are entered once when two people enter the same day at the same moment", async () => {
    const newYear = { ...christmas, name: "New Year", fromOn: "2027-01-01" };
    const both = await Promise.allSettled(
      [await ops(), await w.nimbus.staff("ops", "other")].map((one) => addHolidays(one, newYear)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await days()).filter(([on]) => on === "2027-01-01")).toHaveLength(1);
  });

  it("show what is planned on them, and not what is over or somewhere else", async () => {
    const batchId = await w.nimbus.batch();
    await w.nimbus.lesson(batchId, 32 * 24 * 60);
    // Half past midnight in Kolkata is the day before in Greenwich.
    await w.nimbus.lesson(await w.nimbus.batch(), 32 * 24 * 60 - 19 * 60);
    await w.raga.lesson(await w.raga.batch(), 32 * 24 * 60);
    const { holidays } = await getHolidaysPage(await ops());
    expect(holidays[0]).toMatchObject({ on: "2026-12-25", classes: 2 });
    w.pass(40 * 24 * 60);
    expect((await days())[0]).toEqual(["2027-10-28", "Diwali"]);
  });

  it("are the school's own, and for who runs its schedule", async () => {
    const raga = await w.raga.staff("ops");
    expect((await getHolidaysPage(raga)).holidays).toEqual([]);
    const { id } = await w.one<{ id: string }>("select id from organization_holidays where holiday_on = '2027-10-28'");
    expect(await refusal(removeHoliday(raga, { holidayId: id, reason: "Not ours" }))).toEqual({ code: "holiday.gone" });
    for (const role of ["customer_support", "trainer", "sales"] as const) {
      const who = await w.nimbus.staff(role);
      expect(await refusal(getHolidaysPage(who))).toEqual({ code: "forbidden" });
      expect(await refusal(addHolidays(who, { ...christmas, fromOn: "2027-12-25" }))).toEqual({ code: "forbidden" });
      expect(await refusal(removeHoliday(who, { holidayId: uuidv7(Date.now()), reason: "No" }))).toEqual({
        code: "forbidden",
      });
    }
  });
});
