import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { addHostAccount } from "#domain/batches/add-host-account";
import type { Ctx } from "#kernel/ctx";
import { addMinutes } from "#kernel/time";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { cancelSession } from "./cancel-session";
import { endDueSessions } from "./end-due-sessions";
import { scheduleSession } from "./schedule-session";

let w: DomainWorld;
let batchId: string;
beforeAll(async () => {
  w = await domainWorld();
  batchId = await w.nimbus.batch();
});
afterAll(() => w?.drop());

type Input = Parameters<typeof scheduleSession>[1];
let numbers = 0;
/** Every class of this file has a day of its own, so that only what a test is about can clash. */
const lesson = (more: Partial<Input> = {}): Input => {
  numbers++;
  return {
    batchId,
    number: numbers,
    title: "Networks",
    startsAt: addMinutes(w.clock.now, numbers * 1440),
    minutes: 90,
    ...more,
  };
};
const schedule = (more: Partial<Input> = {}) => scheduleSession(w.nimbus.job(), lesson(more));
const session = (sessionId: string) =>
  w.one(
    "select state, version, starts_at, ends_at, local_date::text as on, local_time::text as time, zone, trainer_id, host_account_id, cancel_reason from sessions where id = $1",
    [sessionId],
  );
/** The same at one moment, `count` times: how many were done, and how often Postgres had to end one for another. */
async function raced(count: number, work: (ctx: Ctx, i: number) => Promise<unknown>) {
  let deadlocks = 0;
  const ctx = w.nimbus.job();
  const { database } = ctx.ports;
  const batch: typeof database.batch = (statements, options) =>
    database.batch(statements, options).catch((error: { code?: string }) => {
      if (error.code === "40P01") deadlocks++;
      throw error;
    });
  const at = (i: number) => work({ ...ctx, ports: { ...ctx.ports, database: { ...database, batch } } }, i);
  const said = await Promise.allSettled(Array.from({ length: count }, (_, i) => at(i)));
  return { done: said.filter((one) => one.status === "fulfilled").length, deadlocks };
}
const nowhere = "01900000-0000-7000-8000-000000000000";

describe("scheduling a class", () => {
  it("at the same moment as others of the batch or the trainer waits for no deadlock, and one of them is done", async () => {
    const { memberId: trainerId } = await w.nimbus.staff("trainer", "wanted-by-all");
    const taught = [await w.nimbus.batch({ trainerId }), await w.nimbus.batch({ trainerId })];
    for (let round = 0; round < 10; round++) {
      const { startsAt, number } = lesson();
      const seen = raced(12, (ctx, i) =>
        // By turns the same number in one batch, and the same trainer at one time in two.
        round % 2
          ? scheduleSession(ctx, lesson({ startsAt, batchId: taught[i % 2]! }))
          : scheduleSession(ctx, lesson({ number, batchId: taught[0]! })),
      );
      expect(await seen).toEqual({ done: 1, deadlocks: 0 });
    }
  });

  it("keeps instants and the school's local day, with the batch's trainer and account, in the planner's name", async () => {
    const planner = await w.nimbus.staff("program_manager");
    const trainer = await w.nimbus.staff("trainer");
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Zoom 1" });
    const taught = await w.nimbus.batch({ trainerId: trainer.memberId, hostAccountId });
    const startsAt = new Date("2026-12-31T19:00:00Z");
    const { sessionId } = await scheduleSession(planner, lesson({ batchId: taught, startsAt }));
    expect(await session(sessionId)).toEqual({
      state: "scheduled",
      version: 1,
      starts_at: startsAt,
      ends_at: new Date("2026-12-31T20:30:00Z"),
      on: "2027-01-01",
      time: "00:30:00",
      zone: "Asia/Kolkata",
      trainer_id: trainer.memberId,
      host_account_id: hostAccountId,
      cancel_reason: null,
    });
    expect((await w.nimbus.audit(sessionId))[0]).toMatchObject({
      entity: "sessions",
      action: "session.create",
      actor: `member:${planner.memberId}`,
    });
    expect(await w.nimbus.events("session.scheduled")).toContainEqual({ sessionId, batchId: taught });
    expect(await w.nimbus.events("session.meeting_changed")).not.toContainEqual({ sessionId });
  });

  it("seals the meeting's number and link, and has its links made", async () => {
    const fallbackUrl = "https://zoom.us/j/81400014140";
    const { sessionId } = await schedule({ meetingId: "81400014140", fallbackUrl });
    const meeting = await w.one<{ meeting_id_sealed: string; fallback_sealed: string }>(
      "select meeting_id_sealed, fallback_sealed from session_meetings where session_id = $1",
      [sessionId],
    );
    expect(JSON.stringify(meeting)).not.toContain("81400014140");
    expect(await w.ports.vault.open(meeting.meeting_id_sealed)).toBe("81400014140");
    expect(await w.ports.vault.open(meeting.fallback_sealed)).toBe(fallbackUrl);
    expect(JSON.stringify(await w.nimbus.audit(sessionId))).not.toContain(meeting.fallback_sealed);
    expect(await w.nimbus.events("session.meeting_changed")).toContainEqual({ sessionId });
  });

  it("is refused while its trainer teaches elsewhere, however little the two share", async () => {
    const { memberId: trainerId } = await w.nimbus.staff("trainer", "busy");
    const { startsAt } = lesson();
    await schedule({ trainerId, startsAt });
    const other = await w.nimbus.batch();
    for (const shift of [-89, 0, 89])
      expect(await refusal(schedule({ batchId: other, trainerId, startsAt: addMinutes(startsAt, shift) }))).toEqual({
        code: "session.trainer_busy",
      });
    await schedule({ batchId: other, trainerId, startsAt: addMinutes(startsAt, 90) });
  });

  it("is refused while its account holds another meeting, or ten minutes after it", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Zoom 2" });
    const { startsAt } = lesson();
    await schedule({ hostAccountId, startsAt });
    expect(await refusal(schedule({ hostAccountId, startsAt: addMinutes(startsAt, 99) }))).toEqual({
      code: "session.host_busy",
    });
    await schedule({ hostAccountId, startsAt: addMinutes(startsAt, 100) });
  });

  it("shares an account as far as it holds meetings at once, and no further", async () => {
    const { hostAccountId } = await addHostAccount(w.nimbus.job(), { name: "Zoom 3", simultaneous: 2 });
    const { startsAt } = lesson();
    for (const hostLane of [1, 2]) await schedule({ hostAccountId, startsAt, hostLane });
    for (const hostLane of [1, 2, 3])
      expect(await refusal(schedule({ hostAccountId, startsAt, hostLane }))).toEqual({ code: "session.host_busy" });
    const hosted = await w.nimbus.batch({ hostAccountId });
    expect(await refusal(schedule({ batchId: hosted, hostLane: 3 }))).toEqual({ code: "session.host_busy" });
  });

  it("leaves the place of a cancelled class free", async () => {
    const { memberId: trainerId } = await w.nimbus.staff("trainer", "ill");
    const { startsAt } = lesson();
    const { sessionId } = await schedule({ trainerId, startsAt });
    await cancelSession(w.nimbus.job(), { sessionId, reason: "ill" });
    await schedule({ trainerId, startsAt });
  });

  it("is refused under a number its batch has used", async () => {
    const { number } = lesson();
    await schedule({ number });
    expect(await refusal(schedule({ number }))).toEqual({ code: "session.number_taken" });
    await schedule({ number, batchId: await w.nimbus.batch() });
  });

  it("is refused with a link on an origin the school does not use, port and scheme included", async () => {
    for (const fallbackUrl of [
      "https://evil.example/j/1",
      "http://zoom.us/j/1",
      "https://zoom.us:8443/j/1",
      "https://zoom.us.evil.example/j/1",
    ])
      expect(await refusal(schedule({ fallbackUrl }))).toEqual({ code: "session.link_origin" });
  });

  it("is refused in a batch that is over", async () => {
    const over = await w.nimbus.batch();
    await w.nimbus.asOwner("update batches set state = 'cancelled' where id = $1", [over]);
    expect(await refusal(schedule({ batchId: over }))).toEqual({ code: "batch.state" });
  });

  it("is refused with another school's batch, trainer or account", async () => {
    const theirs = await w.raga.staff("trainer");
    const { hostAccountId } = await addHostAccount(w.raga.job(), { name: "Zoom 1" });
    const foreign = await w.raga.batch({ courseId: w.raga.courseId });
    for (const batch of [foreign, nowhere])
      expect(await refusal(schedule({ batchId: batch }))).toEqual({ code: "not_found" });
    for (const more of [
      { trainerId: theirs.memberId },
      { trainerId: nowhere },
      { hostAccountId },
      { hostAccountId: nowhere },
    ])
      expect(await refusal(schedule(more))).toEqual({ code: "session.people_unknown" });
  });

  it.each(["trainer", "customer_support", "sales"] as const)("is not for %s", async (role) => {
    expect(await refusal(scheduleSession(await w.nimbus.staff(role), lesson()))).toEqual({ code: "forbidden" });
  });

  it.each<[string, Partial<Input>]>([
    ["nine minutes", { minutes: 9 }],
    ["more than half a day", { minutes: 721 }],
    ["no title", { title: " " }],
    ["a meeting number of eight digits", { meetingId: "12345678" }],
    ["a meeting number of twelve digits", { meetingId: "123456789012" }],
    ["something that is no link", { fallbackUrl: "zoom" }],
  ])("is refused with %s", async (_, wrong) => {
    await expect(schedule(wrong)).rejects.toMatchObject({ name: "ZodError" });
  });
});

describe("cancelling a class", () => {
  it("keeps the reason the students read, and tells the others", async () => {
    const { sessionId } = await schedule();
    const ops = await w.nimbus.staff("ops");
    await cancelSession(ops, { sessionId, reason: " The trainer is ill. " });
    expect(await session(sessionId)).toMatchObject({
      state: "cancelled",
      version: 2,
      cancel_reason: "The trainer is ill.",
    });
    expect((await w.nimbus.audit(sessionId)).at(-1)).toMatchObject({
      action: "session.cancel",
      actor: `member:${ops.memberId}`,
      reason: "The trainer is ill.",
      after: { state: "cancelled" },
    });
    expect(await w.nimbus.events("session.cancelled")).toContainEqual({ sessionId, batchId });
  });

  it("needs a reason, and is done once", async () => {
    const { sessionId } = await schedule();
    expect(await refusal(cancelSession(w.nimbus.job(), { sessionId, reason: " " }))).toEqual({
      code: "input.invalid",
      fields: { reason: ["Say why; students read it."] },
    });
    await cancelSession(w.nimbus.job(), { sessionId, reason: "ill" });
    expect(await refusal(cancelSession(w.nimbus.job(), { sessionId, reason: "ill" }))).toEqual({
      code: "session.state",
    });
  });

  it("is refused once the class is over", async () => {
    const lately = await w.nimbus.lesson(await w.nimbus.batch(), -121);
    expect(await refusal(cancelSession(w.nimbus.job(), { sessionId: lately, reason: "late" }))).toEqual({
      code: "session.past",
    });
  });

  it("is not for support or a trainer, and not found for another school", async () => {
    const { sessionId } = await schedule();
    for (const role of ["customer_support", "trainer"] as const)
      expect(await refusal(cancelSession(await w.nimbus.staff(role), { sessionId, reason: "ill" }))).toEqual({
        code: "forbidden",
      });
    expect(await refusal(cancelSession(await w.raga.staff("ops"), { sessionId, reason: "ill" }))).toEqual({
      code: "not_found",
    });
  });
});

describe("the job that ends classes", () => {
  const end = () => endDueSessions(w.nimbus.job("end-due-sessions"));
  let evenings: string;
  beforeAll(async () => {
    evenings = await w.nimbus.batch();
    await end();
  });

  it("ends one whose join window has closed, in the same minute as the gate, and once", async () => {
    const over = await w.nimbus.lesson(evenings, -151);
    const lastMinute = await w.nimbus.lesson(evenings, -150);
    expect(await end()).toEqual({ ended: 1 });
    expect(await session(over)).toMatchObject({ state: "ended" });
    expect(await session(lastMinute)).toMatchObject({ state: "scheduled" });
    expect(await w.nimbus.events("session.ended")).toContainEqual({ sessionId: over });
    expect((await w.nimbus.audit(over)).at(-1)).toMatchObject({
      action: "job.end-due-sessions",
      actor: "system:end-due-sessions",
    });
    expect(await end()).toEqual({ ended: 0 });
  });

  it("waits for a class that was kept open or whose meeting still runs, at most three hours", async () => {
    const kept = await w.nimbus.lesson(evenings, -180);
    const running = await w.nimbus.lesson(evenings, -180);
    const endless = await w.nimbus.lesson(evenings, -301);
    await w.nimbus.asOwner("update sessions set closes_at_override = $2 where id = $1", [
      kept,
      addMinutes(w.clock.now, 1),
    ]);
    await w.nimbus.asOwner("update session_meetings set meeting_started_at = $2 where session_id = any($1)", [
      [running, endless],
      addMinutes(w.clock.now, -180),
    ]);
    await w.nimbus.asOwner("update sessions set state = 'cancelled' where id = $1", [
      await w.nimbus.lesson(evenings, -400),
    ]);
    expect(await end()).toEqual({ ended: 1 });
    expect(await session(endless)).toMatchObject({ state: "ended" });
    for (const open of [kept, running]) expect(await session(open)).toMatchObject({ state: "scheduled" });
  });

  it("never ends a class before its scheduled end, whatever was overridden", async () => {
    const { sessionId } = await schedule({ startsAt: addMinutes(w.clock.now, -30) });
    await w.nimbus.asOwner("update sessions set closes_at_override = $2 where id = $1", [
      sessionId,
      addMinutes(w.clock.now, -10),
    ]);
    expect(await end()).toEqual({ ended: 0 });
  });
});
