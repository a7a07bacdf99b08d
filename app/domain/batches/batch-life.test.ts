import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { joinSession } from "#domain/sessions/join/join-session";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { assignStudent } from "./assign-student";
import { changeCapacity } from "./change-capacity";
import { completeBatch } from "./complete-batch";
import { openBatch } from "./open-batch";
import { reopenBatch } from "./reopen-batch";
import { startBatch } from "./start-batch";
import { undoStartBatch } from "./undo-start-batch";
import { updateBatch } from "./update-batch";

let w: DomainWorld;
const monday = new Date("2026-11-23T14:00:00Z");
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Row = { state: string; version: number; started_at: Date | null; completed_at: Date | null; capacity: number };
const row = (batchId: string) =>
  w.one<Row>("select state, version, started_at, completed_at, capacity from batches where id = $1", [batchId]);
const places = async (batchId: string) =>
  (
    await w.owner.query<{ state: string; enrollment_id: string }>(
      "select state, enrollment_id from batch_assignments where batch_id = $1 order by assigned_at, id",
      [batchId],
    )
  ).rows;
const reason = "As agreed with the trainer";

describe("a batch's life", () => {
  it("goes by named steps, each with its reason, its version and its moment in the record", async () => {
    w.clock.now = monday;
    const planner = await w.nimbus.staff("program_manager");
    const batchId = await w.nimbus.batch({ planned: true });
    expect(await refusal(openBatch(planner, { batchId }))).toMatchObject({
      code: "input.invalid",
      fields: { reason: [expect.any(String)] },
    });
    await openBatch(planner, { batchId, reason, version: 1 });
    await startBatch(planner, { batchId, reason, version: 2 });
    expect(await row(batchId)).toMatchObject({ state: "active", started_at: monday, version: 3 });
    await completeBatch(planner, { batchId, reason });
    expect(await row(batchId)).toMatchObject({ state: "completed", completed_at: monday });
    expect((await w.nimbus.audit(batchId)).map((one) => [one.action, one.reason])).toEqual([
      ["batch.create", null],
      ["batch.open", reason],
      ["batch.start", reason],
      ["batch.complete", reason],
    ]);
    for (const event of ["batch.opened", "batch.started", "batch.completed"])
      expect(await w.nimbus.events(event)).toContainEqual({ batchId });
  });

  it("is not moved by a form that is older than somebody's change: they are told who and what", async () => {
    const batchId = await w.nimbus.batch();
    const [ravi, meera] = [await w.nimbus.staff("ops", "ravi"), await w.nimbus.staff("ops", "meera")];
    await changeCapacity(meera, { batchId, capacity: "30", reason, version: "2" });
    const said = await refusal(startBatch(ravi, { batchId, reason, version: 2 }));
    expect(said.code).toBe("conflict");
    expect(said.fields!["version"]![0]).toMatch(/^Staff meera changed the capacity at 7:30 pm, after you opened/);
  });

  it("is put back to forming within a day, while nobody came and no class has opened", async () => {
    w.clock.now = monday;
    const ops = await w.nimbus.staff("ops");
    const [soon, later] = [await w.nimbus.batch(), await w.nimbus.batch()];
    for (const batchId of [soon, later]) await startBatch(ops, { batchId, reason });
    await undoStartBatch(ops, { batchId: soon, reason });
    expect(await row(soon)).toMatchObject({ state: "forming", started_at: null });
    w.pass(24 * 60 + 1);
    expect(await refusal(undoStartBatch(await w.nimbus.staff("ops"), { batchId: later, reason }))).toEqual({
      code: "batch.undo_start",
      fields: { state: ["It was started more than 24 hours ago."] },
    });
  });

  it("stays active once a student has joined, or a class has opened", async () => {
    w.clock.now = monday;
    const ops = await w.nimbus.staff("ops");
    const joined = await w.nimbus.batch({ fallbackUrl: "https://zoom.us/j/1" });
    const sessionId = await w.nimbus.lesson(joined, 5);
    const student = await w.nimbus.assign(await w.nimbus.enroll(), joined);
    await startBatch(ops, { batchId: joined, reason });
    expect(await refusal(undoStartBatch(ops, { batchId: joined, reason }))).toMatchObject({
      fields: { state: ["A class has opened already, which starts a batch by itself."] },
    });
    await joinSession(await w.nimbus.student(student), { sessionId });
    await w.settled();
    expect(await refusal(undoStartBatch(ops, { batchId: joined, reason }))).toMatchObject({
      fields: { state: ["A student has joined a class already."] },
    });
  });

  it("is not completed while a class has not ended, and its students' places end with it", async () => {
    w.clock.now = monday;
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    const sessionId = await w.nimbus.lesson(batchId, 60);
    await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    await startBatch(ops, { batchId, reason });
    expect(await refusal(completeBatch(ops, { batchId, reason }))).toEqual({
      code: "batch.classes_left",
      fields: { state: ["One class has not ended. Cancel what will not be held, then complete."] },
    });
    await w.nimbus.asOwner("update sessions set state = 'ended' where id = $1", [sessionId]);
    await completeBatch(ops, { batchId, reason });
    expect((await places(batchId)).map((one) => one.state)).toEqual(["completed"]);
  });

  it("is reopened by a manager for 30 days, and gives back the places, but for who sits elsewhere by now", async () => {
    w.clock.now = monday;
    const manager = await w.nimbus.staff("ops_manager");
    const [batchId, other] = [await w.nimbus.batch(), await w.nimbus.batch()];
    const [stays, left] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    for (const student of [stays, left]) await w.nimbus.assign(student, batchId);
    await startBatch(manager, { batchId, reason });
    await completeBatch(manager, { batchId, reason });
    await w.nimbus.assign(left, other);
    expect(await refusal(reopenBatch(await w.nimbus.staff("ops"), { batchId, reason }))).toEqual({ code: "forbidden" });
    await reopenBatch(manager, { batchId, reason });
    expect(await row(batchId)).toMatchObject({ state: "active", completed_at: null });
    expect((await places(batchId)).filter((one) => one.state === "assigned")).toEqual([
      { state: "assigned", enrollment_id: stays.enrollmentId },
    ]);
    await completeBatch(manager, { batchId, reason });
    w.pass(30 * 24 * 60 + 1);
    const late = await w.nimbus.staff("ops_manager");
    expect(await refusal(reopenBatch(late, { batchId, reason }))).toMatchObject({ code: "batch.reopen" });
  });
});

describe("the seats of a batch", () => {
  it("are never fewer than are taken or held, and say how many that is", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch({ capacity: 3 });
    for (let i = 0; i < 2; i++) await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    expect(await refusal(changeCapacity(ops, { batchId, capacity: "1", reason, version: "2" }))).toEqual({
      code: "batch.capacity",
      fields: { capacity: ["2 seats are taken or held. Choose 2 or more."] },
    });
    await changeCapacity(ops, { batchId, capacity: "2", reason, version: "2" });
    expect((await row(batchId)).capacity).toBe(2);
    for (const capacity of ["0", "", "2.5", "many", "1000000"])
      expect((await refusal(changeCapacity(ops, { batchId, capacity, reason, version: "3" }))).fields).toHaveProperty(
        "capacity",
      );
  });

  it("are lowered and taken at the same moment, and never oversold by it", async () => {
    const ops = await w.nimbus.staff("ops");
    for (let round = 0; round < 6; round++) {
      const batchId = await w.nimbus.batch({ capacity: 3 });
      for (let i = 0; i < 2; i++) await w.nimbus.assign(await w.nimbus.enroll(), batchId);
      const third = await w.nimbus.enroll();
      await Promise.allSettled([
        changeCapacity(ops, { batchId, capacity: "2", reason, version: "2" }),
        assignStudent(w.nimbus.job(), { enrollmentId: third.enrollmentId, batchId }),
      ]);
      const { capacity } = await row(batchId);
      const taken = (await places(batchId)).length;
      expect(taken, `round ${round}`).toBeLessThanOrEqual(capacity);
    }
  });

  it("may be exceeded by a manager with a reason, and who has one keeps it when the batch starts", async () => {
    const manager = await w.nimbus.staff("ops_manager");
    const batchId = await w.nimbus.batch({ capacity: 1 });
    const [first, second] = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    await w.nimbus.assign(first, batchId);
    const beyond = { enrollmentId: second.enrollmentId, batchId, oversell: true };
    expect(await refusal(assignStudent(await w.nimbus.staff("ops"), { ...beyond, reason }))).toEqual({
      code: "forbidden",
    });
    expect((await refusal(assignStudent(manager, beyond))).fields).toHaveProperty("reason");
    await assignStudent(manager, { ...beyond, reason });
    await startBatch(manager, { batchId, reason });
    await completeBatch(manager, { batchId, reason });
    expect((await places(batchId)).map((one) => one.state)).toEqual(["completed", "completed"]);
  });
});

describe("the facts of a batch", () => {
  const facts = {
    name: "Evenings",
    startsOn: "2026-12-01",
    startConfirmed: "yes",
    ownerId: "",
    trainerId: "",
    hostAccountId: "",
  };
  it("are changed with a reason, and people who do not exist are told beside their field", async () => {
    const ops = await w.nimbus.staff("ops");
    const trainer = await w.nimbus.staff("trainer");
    const batchId = await w.nimbus.batch();
    await updateBatch(ops, { ...facts, batchId, trainerId: trainer.memberId, reason, version: "2" });
    expect(
      await w.one("select name, starts_on::text as on, start_confirmed, trainer_id from batches where id = $1", [
        batchId,
      ]),
    ).toEqual({ name: "Evenings", on: "2026-12-01", start_confirmed: true, trainer_id: trainer.memberId });
    const stranger = (await w.raga.staff("trainer")).memberId;
    expect(
      await refusal(
        updateBatch(ops, { ...facts, batchId, ownerId: stranger, trainerId: stranger, reason, version: "3" }),
      ),
    ).toEqual({
      code: "batch.people_unknown",
      fields: { ownerId: [expect.any(String)], trainerId: [expect.any(String)] },
    });
    expect((await refusal(updateBatch(ops, { ...facts, batchId, reason, version: "2" }))).code).toBe("conflict");
    expect(
      (await refusal(updateBatch(await w.nimbus.staff("trainer"), { ...facts, batchId, reason, version: "3" }))).code,
    ).toBe("forbidden");
  });

  it("hold the fallback link: set, replaced, taken away, sealed, and guarded by its own version", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    const at = async () => {
      const { rows } = await w.owner.query<{ fallback_sealed: string | null; version: number }>(
        "select fallback_sealed, version from batch_meetings where batch_id = $1",
        [batchId],
      );
      const sealed = rows[0]?.fallback_sealed ?? null;
      return { link: sealed && (await w.ports.vault.open(sealed)), linkVersion: String(rows[0]?.version ?? 0) };
    };
    const version = async () =>
      String((await w.one<{ version: number }>("select version from batches where id = $1", [batchId])).version);
    const update = async (more: Partial<Parameters<typeof updateBatch>[1]>) =>
      updateBatch(ops, { ...facts, batchId, reason, version: await version(), ...more });
    const [first, second] = ["https://zoom.us/j/81400014161", "https://zoom.us/j/81400014162"];
    await update({ fallbackUrl: first, linkVersion: "0" });
    expect(await at()).toEqual({ link: first, linkVersion: "1" });
    await update({ name: "Mornings", linkVersion: "1" });
    expect(await at()).toEqual({ link: first, linkVersion: "1" });
    await update({ fallbackUrl: second, linkVersion: "1" });
    expect(await at()).toEqual({ link: second, linkVersion: "2" });
    const said = await refusal(update({ fallbackUrl: first, linkVersion: "1" }));
    expect(said.code).toBe("conflict");
    expect(said.fields!["version"]![0]).toMatch(/^Staff ops changed the fallback link at /);
    const both = await Promise.allSettled([
      update({ fallbackUrl: first, linkVersion: "2" }),
      update({ dropFallback: "yes", linkVersion: "2" }),
    ]);
    expect(both.map((one) => one.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { linkVersion } = await at();
    await update({ dropFallback: "yes", linkVersion });
    expect((await at()).link).toBeNull();
    expect(await refusal(update({ fallbackUrl: first, dropFallback: "yes" }))).toMatchObject({
      code: "input.invalid",
      fields: { dropFallback: [expect.any(String)] },
    });
    expect(await refusal(update({ fallbackUrl: "https://elsewhere.example/room" }))).toMatchObject({
      code: "batch.link_origin",
      fields: { fallbackUrl: [expect.any(String)] },
    });
    expect((await refusal(update({ fallbackUrl: "zoom" }))).fields).toHaveProperty("fallbackUrl");
    const links = (await w.nimbus.audit(batchId)).filter((one) => one.entity === "batch_meetings");
    expect(links.every((one) => one.action === "batch.update" && one.reason === reason)).toBe(true);
    expect(JSON.stringify(links)).not.toContain("zoom.us");
  });
});
