import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { addHolidays } from "#domain/organizations/add-holidays";
import type { Ctx } from "#kernel/ctx";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld } from "#tests/support/domain-world";

import { addClass, previewAddedClass } from "./add-class";
import { getAddClassPage } from "./get-add-class-page";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Input = Parameters<typeof addClass>[1];
const form = (batchId: string, more: Partial<Input> = {}): Input => ({
  batchId,
  title: "Revision",
  on: "2026-11-28",
  time: "10:00",
  minutes: "90",
  trainerId: "",
  hostAccountId: "",
  reason: "Before the exam",
  ...more,
});
/** Looks and saves, as a person does. */
async function add(ctx: Ctx, input: Input): Promise<{ number: number }> {
  const { shown } = await previewAddedClass(ctx, input);
  return addClass(ctx, { ...input, shown });
}
const classesOf = async (batchId: string) =>
  (
    await w.owner.query<{ id: string; number: number; title: string; starts_at: Date; trainer_id: string | null }>(
      "select id, number, title, starts_at, trainer_id from sessions where batch_id = $1 order by number",
      [batchId],
    )
  ).rows;
const fieldsOf = async (work: Promise<unknown>) => Object.keys((await refusal(work)).fields ?? {});

describe("one more class of a batch", () => {
  it("is shown with its reach first, then stands with the next number, for a reason on record", async () => {
    const ops = await w.nimbus.staff("ops");
    const { memberId: trainerId } = await w.nimbus.staff("trainer");
    const batchId = await w.nimbus.batch();
    await w.nimbus.lesson(batchId, 24 * 60, { number: 7 });
    await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    expect(await getAddClassPage(ops, batchId)).toMatchObject({ number: 8, batch: { id: batchId } });
    const input = form(batchId, { trainerId });
    expect(await refusal(addClass(ops, input))).toEqual({ code: "session.look_first" });
    const { reach, shown, change } = await previewAddedClass(ops, input);
    expect([reach.students, reach.notices, change.added.length]).toEqual([1, 0, 1]);
    // What was changed after the look is looked at again.
    expect(await refusal(addClass(ops, { ...input, time: "11:00", shown }))).toEqual({ code: "session.look_first" });
    expect(await fieldsOf(addClass(ops, { ...input, reason: "", shown }))).toEqual(["reason"]);
    expect(await addClass(ops, { ...input, shown })).toEqual({ number: 8 });
    const [, added] = await classesOf(batchId);
    expect(added).toMatchObject({ number: 8, title: "Revision", trainer_id: trainerId });
    expect(added!.starts_at.toISOString()).toBe("2026-11-28T04:30:00.000Z");
    expect((await w.nimbus.audit(added!.id))[0]).toMatchObject({
      action: "session.create",
      actor: `member:${ops.memberId}`,
      reason: "Before the exam",
    });
    expect((await w.nimbus.events("session.scheduled")).at(-1)).toEqual({ sessionId: added!.id, batchId });
  });

  it("says beside the field what is in its way", async () => {
    const ops = await w.nimbus.staff("ops");
    const { memberId: trainerId } = await w.nimbus.staff("trainer", "omar");
    const [batchId, other] = [await w.nimbus.batch(), await w.nimbus.batch({ trainerId })];
    await add(ops, form(batchId, { on: "2026-11-29" }));
    await add(ops, form(other, { on: "2026-11-30", trainerId }));
    const tried = (more: Partial<Input>) => fieldsOf(add(ops, form(batchId, more)));
    expect(await tried({ on: "2026-11-29", time: "11:00" })).toEqual(["time"]);
    // One may begin as the other ends.
    expect(await add(ops, form(batchId, { on: "2026-11-29", time: "11:30" }))).toEqual({ number: 2 });
    expect(await tried({ on: "2026-11-23", time: "09:00" })).toEqual(["on"]);
    expect(await tried({ on: "2026-11-30", trainerId })).toEqual(["trainerId"]);
    expect(await tried({ on: "2026-12-01", trainerId: batchId })).toEqual(["trainerId"]);
    expect(await tried({ on: "2026-12-01", hostAccountId: batchId })).toEqual(["hostAccountId"]);
    expect(await tried({ title: "", on: "soon", time: "25:00", minutes: "5" })).toEqual([
      "title",
      "on",
      "time",
      "minutes",
    ]);
    expect(await add(ops, form(batchId, { on: "2026-11-30", trainerId, overlapReason: "One room" }))).toEqual({
      number: 3,
    });
  });

  it("says when its day is a holiday of the school", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    await addHolidays(ops, { name: "Founders' day", fromOn: "2026-12-05", untilOn: "", reason: "As every year" });
    expect((await previewAddedClass(ops, form(batchId, { on: "2026-12-05" }))).holiday).toBe("Founders' day");
    expect((await previewAddedClass(ops, form(batchId, { on: "2026-12-06" }))).holiday).toBeNull();
  });

  it("is added once when two press at the same moment", async () => {
    const batchId = await w.nimbus.batch();
    const [one, two] = [await w.nimbus.staff("ops"), await w.nimbus.staff("ops", "other")];
    const input = form(batchId);
    const { shown } = await previewAddedClass(one, input);
    const both = await Promise.allSettled([addClass(one, { ...input, shown }), addClass(two, { ...input, shown })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await classesOf(batchId)).toHaveLength(1);
  });

  it("is for who plans classes, of a batch of one's own school that is not over", async () => {
    const batchId = await w.nimbus.batch();
    for (const role of ["customer_support", "trainer"] as const) {
      const who = await w.nimbus.staff(role);
      expect(await refusal(add(who, form(batchId)))).toEqual({ code: "forbidden" });
      expect(await refusal(getAddClassPage(who, batchId))).toEqual({ code: "forbidden" });
    }
    const raga = await w.raga.staff("ops");
    expect(await refusal(add(raga, form(batchId)))).toEqual({ code: "not_found" });
    expect(await getAddClassPage(raga, batchId)).toBeNull();
    await w.nimbus.asOwner("update batches set state = 'active', started_at = now() where id = $1", [batchId]);
    await w.nimbus.asOwner("update batches set state = 'completed', completed_at = now() where id = $1", [batchId]);
    expect(await refusal(add(await w.nimbus.staff("ops"), form(batchId)))).toEqual({ code: "batch.state" });
  });
});
