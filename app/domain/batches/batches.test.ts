import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { addMinutes } from "#kernel/time";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { addHostAccount } from "./add-host-account";
import { createBatch } from "./create-batch";
import { expireDueHolds } from "./expire-due-holds";
import { openBatch } from "./open-batch";
import { startBatch } from "./start-batch";
import { startDueBatches } from "./start-due-batches";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

type Input = Parameters<typeof createBatch>[1];
const cohort = (code: string, more: Partial<Input> = {}): Input => ({
  code,
  name: "Evening cohort",
  courseId: w.nimbus.courseId,
  capacity: 30,
  ...more,
});
const state = async (batchId: string) =>
  (await w.one<{ state: string }>("select state from batches where id = $1", [batchId])).state;
const gone = "01900000-0000-7000-8000-000000000000";

describe("a batch", () => {
  it("is planned with its people and its link sealed, and the record says who did it", async () => {
    const planner = await w.nimbus.staff("program_manager");
    const trainer = await w.nimbus.staff("trainer");
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Zoom 1" });
    const fallbackUrl = "https://zoom.us/j/123456789?pwd=secret";
    const { batchId } = await createBatch(
      planner,
      cohort("AWS-14", { ownerId: planner.memberId, trainerId: trainer.memberId, hostAccountId, fallbackUrl }),
    );
    expect(
      await w.one(
        "select b.state, b.zone, b.version, b.owner_id, b.trainer_id, b.host_account_id, m.fallback_sealed from batches b join batch_meetings m on m.batch_id = b.id where b.id = $1",
        [batchId],
      ),
    ).toMatchObject({
      state: "planning",
      zone: "Asia/Kolkata",
      version: 1,
      owner_id: planner.memberId,
      trainer_id: trainer.memberId,
      host_account_id: hostAccountId,
    });
    const { fallback_sealed: sealed } = await w.one<{ fallback_sealed: string }>(
      "select fallback_sealed from batch_meetings where batch_id = $1",
      [batchId],
    );
    expect(sealed).not.toContain("zoom");
    expect(await w.ports.vault.open(sealed)).toBe(fallbackUrl);
    const audit = await w.nimbus.audit(batchId);
    expect(audit.map((row) => [row.entity, row.action, row.actor])).toEqual([
      ["batches", "batch.create", `member:${planner.memberId}`],
      ["batch_meetings", "batch.create", `member:${planner.memberId}`],
    ]);
    expect(JSON.stringify(audit)).not.toContain(sealed);
    expect(await w.nimbus.events("batch.created")).toContainEqual({ batchId });
  });

  it("is refused under a code in use, which another school may have", async () => {
    await createBatch(w.nimbus.job(), cohort("TAKEN"));
    expect(await refusal(createBatch(w.nimbus.job(), cohort("TAKEN")))).toEqual({
      code: "batch.code_taken",
      fields: { code: [expect.any(String)] },
    });
    await createBatch(w.raga.job(), cohort("TAKEN", { courseId: w.raga.courseId }));
  });

  it("is refused for a course that is not there, deleted, or another school's", async () => {
    await w.nimbus.asOwner(
      "insert into courses (id, code, name, deleted_at) values ('01900000-0000-7000-8000-00000000000c', 'OLD', 'Old', now())",
    );
    for (const courseId of [gone, "01900000-0000-7000-8000-00000000000c", w.raga.courseId])
      expect(await refusal(createBatch(w.nimbus.job(), cohort("LOST", { courseId })))).toEqual({ code: "not_found" });
  });

  it("is refused with a trainer, owner or host account who is not this school's", async () => {
    const theirs = await w.raga.staff("trainer");
    const { hostAccountId } = await addHostAccount(w.raga.job(), { name: "Zoom 1" });
    for (const more of [{ trainerId: theirs.memberId }, { ownerId: gone }, { hostAccountId }, { hostAccountId: gone }])
      expect(await refusal(createBatch(w.nimbus.job(), cohort("LOST", more)))).toEqual({
        code: "batch.people_unknown",
      });
    const both = await w.nimbus.staff("trainer");
    await createBatch(w.nimbus.job(), cohort("BOTH", { ownerId: both.memberId, trainerId: both.memberId }));
  });

  it("is refused with a link the school's pages would block", async () => {
    expect(
      await refusal(createBatch(w.nimbus.job(), cohort("LINK", { fallbackUrl: "https://evil.example/j/1" }))),
    ).toEqual({
      code: "batch.link_origin",
      fields: { fallbackUrl: [expect.any(String)] },
    });
  });

  it.each(["trainer", "sales", "customer_support", "academic_counselor"] as const)(
    "is not for %s to plan",
    async (role) => {
      expect(await refusal(createBatch(await w.nimbus.staff(role), cohort("NOPE")))).toEqual({ code: "forbidden" });
    },
  );
});

describe("opening and starting a batch", () => {
  it("goes from planning to forming to active, each once, in the planner's name", async () => {
    const planner = await w.nimbus.staff("program_manager");
    const batchId = await w.nimbus.batch({ planned: true });
    await openBatch(planner, { batchId, reason: "As planned" });
    expect(await state(batchId)).toBe("forming");
    expect(await w.nimbus.events("batch.opened")).toContainEqual({ batchId });
    expect(await refusal(openBatch(planner, { batchId, reason: "As planned" }))).toEqual({ code: "batch.state" });
    await startBatch(planner, { batchId, reason: "As planned" });
    expect(await state(batchId)).toBe("active");
    expect(await w.nimbus.events("batch.started")).toContainEqual({ batchId });
    expect(await refusal(startBatch(planner, { batchId, reason: "As planned" }))).toEqual({ code: "batch.state" });
    expect((await w.nimbus.audit(batchId)).map((row) => [row.action, row.actor]).slice(1)).toEqual([
      ["batch.open", `member:${planner.memberId}`],
      ["batch.start", `member:${planner.memberId}`],
    ]);
    expect(await w.one("select version from batches where id = $1", [batchId])).toEqual({ version: 3 });
  });

  it("is not for a trainer, and not found for another school", async () => {
    const batchId = await w.nimbus.batch({ planned: true });
    for (const move of [openBatch, startBatch]) {
      expect(await refusal(move(await w.nimbus.staff("trainer"), { batchId }))).toEqual({ code: "forbidden" });
      expect(await refusal(move(await w.raga.staff("ops"), { batchId }))).toEqual({ code: "not_found" });
    }
    expect(await state(batchId)).toBe("planning");
  });
});

describe("the job that starts batches", () => {
  const due = () => startDueBatches(w.nimbus.job("start-due-batches"));

  it("starts one whose first class opens its gate, to the minute, and once", async () => {
    const [planned, forming, early] = [
      await w.nimbus.batch({ planned: true }),
      await w.nimbus.batch(),
      await w.nimbus.batch(),
    ];
    await w.nimbus.lesson(planned, 15);
    await w.nimbus.lesson(forming, -60);
    await w.nimbus.lesson(early, 16);
    expect(await due()).toEqual({ started: 2 });
    expect([await state(planned), await state(forming), await state(early)]).toEqual(["active", "active", "forming"]);
    expect((await w.nimbus.audit(planned)).at(-1)).toMatchObject({
      action: "job.start-due-batches",
      actor: "system:start-due-batches",
    });
    expect(await w.nimbus.events("batch.started")).toContainEqual({ batchId: planned });
    expect(await due()).toEqual({ started: 0 });
  });

  it("follows the school's own rule and what staff opened by hand", async () => {
    const [soon, opened] = [
      await w.raga.batch({ courseId: w.raga.courseId }),
      await w.raga.batch({ courseId: w.raga.courseId }),
    ];
    await w.raga.lesson(soon, 45);
    const tomorrow = await w.raga.lesson(opened, 24 * 60);
    expect(await startDueBatches(w.raga.job())).toEqual({ started: 0 });
    await w.raga.asOwner(
      `insert into policies (key, version, value, valid_from, reason) values ('join_window', 1, '{"opensMinutes": 45}', $1, 'Sound check')`,
      [w.clock.now],
    );
    expect(await startDueBatches(w.raga.job())).toEqual({ started: 1 });
    await w.raga.asOwner("update sessions set opens_at_override = $2 where id = $1", [tomorrow, w.clock.now]);
    expect(await startDueBatches(w.raga.job())).toEqual({ started: 1 });
  });

  it("does not start one whose classes are all cancelled", async () => {
    const batchId = await w.nimbus.batch();
    const lesson = await w.nimbus.lesson(batchId, 5);
    await w.nimbus.asOwner("update sessions set state = 'cancelled' where id = $1", [lesson]);
    expect(await due()).toEqual({ started: 0 });
  });
});

describe("a host account", () => {
  it("keeps its host key sealed, and its name for itself", async () => {
    const ops = await w.nimbus.staff("leadership");
    const { hostAccountId } = await addHostAccount(ops, {
      name: "Zoom 7",
      meetingSize: 300,
      simultaneous: 2,
      hostKey: "482913",
    });
    const row = await w.one<{ host_key_sealed: string }>(
      "select meeting_size, simultaneous, state, host_key_sealed from host_accounts where id = $1",
      [hostAccountId],
    );
    expect(row).toMatchObject({ meeting_size: 300, simultaneous: 2, state: "active" });
    expect(await w.ports.vault.open(row.host_key_sealed)).toBe("482913");
    const audit = await w.nimbus.audit(hostAccountId);
    expect(audit).toMatchObject([{ action: "integration.manage", actor: `member:${ops.memberId}` }]);
    expect(JSON.stringify(audit)).not.toMatch(/482913|sealed"?: ?"1/);
    expect((await refusal(addHostAccount(ops, { name: "Zoom 7" }))).code).toBe("host_account.name_taken");
    expect(await refusal(addHostAccount(await w.nimbus.staff("trainer"), { name: "Mine" }))).toEqual({
      code: "forbidden",
    });
  });
});

describe("the job that releases seats", () => {
  it("gives back what is past its deadline, once", async () => {
    const batchId = await w.nimbus.batch();
    const { studentId } = await w.nimbus.enroll();
    const hold = (id: string, minutes: number) =>
      w.nimbus.asOwner(
        "insert into seat_holds (id, batch_id, student_id, purpose, expires_at) values ($1, $2, $3, 'transfer', $4)",
        [id, batchId, studentId, addMinutes(w.clock.now, minutes)],
      );
    await hold("01900000-0000-7000-8000-0000000000a1", 0);
    await hold("01900000-0000-7000-8000-0000000000a2", 1);
    expect(await expireDueHolds(w.nimbus.job("expire-holds"))).toEqual({ released: 1, timedOut: 0 });
    expect(await w.one("select released_at from seat_holds where id = '01900000-0000-7000-8000-0000000000a1'")).toEqual(
      {
        released_at: w.clock.now,
      },
    );
    expect(await expireDueHolds(w.nimbus.job("expire-holds"))).toEqual({ released: 0, timedOut: 0 });
    expect((await w.nimbus.audit("01900000-0000-7000-8000-0000000000a1")).at(-1)).toMatchObject({
      action: "job.expire-holds",
    });
  });
});
