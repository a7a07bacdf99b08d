import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { cancelSession } from "#domain/sessions/cancel-session";
import { restoreSession } from "#domain/sessions/restore-session";
import { changeSession, previewSessionChange } from "#domain/sessions/schedule/change-session";
import { addDays, localClock, localDay } from "#kernel/time";
import { change, classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";
import { refusal } from "#tests/support/domain-world";

import { resendToUnreached } from "./resend-to-unreached";
import { getSessionNotices } from "./session-notices";

let world: QueueWorld;
beforeAll(async () => {
  world = await queueWorld();
});
afterAll(() => world?.dispose());

const zone = "Asia/Kolkata";
const startsAt = () => new Date(Math.floor(Date.now() / 60_000) * 60_000 + 50 * 3_600_000);
let schools = 0;
const newClass = (count: number) => classOf(world, `school${++schools}`, startsAt(), count);
const ctx = (of: ClassOf) => world.ctxOf(of.organizationId);

/** Moves the class, or it and all that follow, by a day. */
async function move(of: ClassOf, scope: "this" | "following" = "this"): Promise<void> {
  const [it] = await world.rows<{ title: string; starts_at: Date }>(
    "select title, starts_at from sessions where id = $1",
    [of.sessionId],
  );
  const input = {
    sessionId: of.sessionId,
    scope,
    title: it!.title,
    on: addDays(localDay(it!.starts_at, zone), 1),
    time: localClock(it!.starts_at, zone),
    minutes: "120",
    trainerId: "",
    hostAccountId: "",
    reason: "Trainer is away",
  };
  const { shown } = await previewSessionChange(ctx(of), input);
  await changeSession(ctx(of), { ...input, shown });
}
const mailsTo = async (address: string) =>
  (await world.mails()).filter((mail) => JSON.stringify(mail).includes(address));
const stateOf = async (of: ClassOf) =>
  (await getSessionNotices(ctx(of), of.sessionId))?.students.map((one) => one.state).toSorted();

describe("news of the schedule", () => {
  it("of one moved class is a mail for each student, and the class's page knows whom it reached", async () => {
    const of = await newClass(2);
    expect(await getSessionNotices(ctx(of), of.sessionId)).toBeNull();
    await move(of);
    await world.drain();
    expect(await mailsTo(of.students[0]!.email)).toHaveLength(1);
    expect(await getSessionNotices(ctx(of), of.sessionId)).toMatchObject({ news: "moved", reason: "Trainer is away" });
    expect(await stateOf(of)).toEqual(["sent", "sent"]);
  });

  it("of a whole series is one mail for each student, whatever the number of classes", async () => {
    const of = await newClass(2);
    await change(
      world,
      `insert into sessions (organization_id, batch_id, number, title, starts_at, ends_at, local_date, local_time, zone)
       select organization_id, batch_id, number + k, 'Class ' || k, starts_at + k * interval '7 days', ends_at + k * interval '7 days', local_date + k * 7, local_time, zone
       from sessions, generate_series(1, 9) k where id = $1`,
      [of.sessionId],
    );
    await move(of, "following");
    await world.drain();
    const mails = await mailsTo(of.students[0]!.email);
    expect(mails).toHaveLength(1);
    expect(JSON.stringify(mails[0])).toMatch(/New times for your classes/);
    expect(JSON.stringify(mails[0])).toMatch(/And 4 more/);
    expect(await stateOf(of)).toEqual(["sent", "sent"]);
  });

  it("goes once more to who was not reached, and to nobody else, and once", async () => {
    const of = await newClass(2);
    await move(of);
    await world.drain();
    await change(world, "update deliveries set state = 'bounced' where user_id = $1", [of.students[0]!.userId]);
    expect(await stateOf(of)).toEqual(["sent", "unreached"]);
    const again = () => resendToUnreached(ctx(of), { sessionId: of.sessionId, reason: "Address corrected" });
    const both = await Promise.allSettled([again(), again()]);
    expect(both.map((one) => one.status)).toContain("fulfilled");
    await world.drain();
    expect(await mailsTo(of.students[0]!.email)).toHaveLength(2);
    expect(await mailsTo(of.students[1]!.email)).toHaveLength(1);
    expect(await stateOf(of)).toEqual(["sent", "sent"]);
    expect(await refusal(again())).toEqual({ code: "notice.all_reached" });
  });

  it("of a cancelled class and of one that is on again are two mails, each while it is true", async () => {
    const of = await newClass(1);
    await cancelSession(ctx(of), { sessionId: of.sessionId, reason: "Trainer is ill" });
    await world.drain();
    expect(await getSessionNotices(ctx(of), of.sessionId)).toMatchObject({
      news: "cancelled",
      reason: "Trainer is ill",
    });
    await restoreSession(ctx(of), { sessionId: of.sessionId, reason: "Another trainer came" });
    await world.drain();
    const mails = (await mailsTo(of.students[0]!.email)).map((mail) => JSON.stringify(mail));
    expect(mails).toHaveLength(2);
    expect(mails[1]).toMatch(/Takes place after all/);
    expect(await getSessionNotices(ctx(of), of.sessionId)).toMatchObject({ news: "restored" });
  });

  it("of a class restored before its mail went out is not that it is cancelled", async () => {
    const of = await newClass(1);
    await cancelSession(ctx(of), { sessionId: of.sessionId, reason: "Trainer is ill" });
    await restoreSession(ctx(of), { sessionId: of.sessionId, reason: "Another trainer came" });
    await world.drain();
    const mails = (await mailsTo(of.students[0]!.email)).map((mail) => JSON.stringify(mail));
    expect(mails.filter((mail) => /Cancelled:/.test(mail))).toEqual([]);
  });
});

describe("restoring a class", () => {
  it("is refused once it would have begun, and while it takes place anyway", async () => {
    const of = await newClass(1);
    const restore = () => restoreSession(ctx(of), { sessionId: of.sessionId, reason: "Is on again" });
    expect(await refusal(restore())).toEqual({ code: "session.state" });
    await cancelSession(ctx(of), { sessionId: of.sessionId, reason: "Trainer is ill" });
    await change(
      world,
      "update sessions set starts_at = now() - interval '1 minute', ends_at = now() + interval '2 hours' where id = $1",
      [of.sessionId],
    );
    expect(await refusal(restore())).toEqual({ code: "session.not_restorable" });
  });
});
