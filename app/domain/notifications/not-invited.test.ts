import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { cancelSession } from "#domain/sessions/cancel-session";
import { restoreSession } from "#domain/sessions/restore-session";
import { changeSession, previewSessionChange } from "#domain/sessions/schedule/change-session";
import { addDays, addMinutes, localClock, localDay } from "#kernel/time";
import { change, classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";
import { refusal } from "#tests/support/domain-world";

import { remindDueSessions } from "./remind-due-sessions";
import { resendToUnreached } from "./resend-to-unreached";
import { getSessionNotices } from "./session-notices";

let world: QueueWorld;
let of: ClassOf;
let schools = 0;
beforeAll(async () => {
  world = await queueWorld();
});
afterAll(() => world?.dispose());
/** A class in two days with two students, of whom the second came by an import and was never invited. */
beforeEach(async () => {
  of = await classOf(world, `calm-${++schools}`, addMinutes(new Date(), 2 * 1440), 2);
  await change(world, "update memberships set invited_at = null where user_id = $1", [stranger().userId]);
});

const zone = "Asia/Kolkata";
const stranger = () => of.students[1]!;
const ctx = () => world.ctxOf(of.organizationId);
const mailsTo = async (address: string) =>
  (await world.mails()).filter((mail) => JSON.stringify(mail).includes(address)).map((mail) => mail.subject);
const templatesOf = async (userId: string) =>
  (
    await world.rows<{ template: string; state: string }>(
      "select template, state from notifications where user_id = $1 order by created_at, id",
      [userId],
    )
  ).map(({ template }) => template);
const statesOf = async () =>
  (await getSessionNotices(ctx(), of.sessionId))!.students.map(({ state }) => state).toSorted();
const inviteLate = () =>
  change(world, "update memberships set invited_at = now() where user_id = $1", [stranger().userId]);

async function move(scope: "this" | "following" = "this") {
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
  const { shown, reach } = await previewSessionChange(ctx(), input);
  await changeSession(ctx(), { ...input, shown });
  await world.drain();
  return reach;
}

describe("who was not invited yet", () => {
  it("gets no mail of a class that moved; it waits in Hub, and staff see that nobody told them", async () => {
    expect(await move()).toMatchObject({ students: 2, notices: 1, notInvited: 1 });
    expect(await mailsTo(of.students[0]!.email)).toHaveLength(1);
    expect(await mailsTo(stranger().email)).toEqual([]);
    expect(await templatesOf(stranger().userId)).toEqual(["class_moved"]);
    expect(await statesOf()).toEqual(["not_invited", "sent"]);
  });

  it("is no case for a second mail, until they are invited", async () => {
    await move();
    const again = () => resendToUnreached(ctx(), { sessionId: of.sessionId, reason: "They are invited now" });
    expect(await refusal(again())).toEqual({ code: "notice.all_reached" });
    await inviteLate();
    expect(await statesOf()).toEqual(["sent", "unreached"]);
    expect(await again()).toEqual({ told: 1 });
    await world.drain();
    expect(await mailsTo(stranger().email)).toHaveLength(1);
    expect(await statesOf()).toEqual(["sent", "sent"]);
  });

  it("gets no mail of several classes that move, of one called off, and of one that is on again", async () => {
    await change(
      world,
      `insert into sessions (organization_id, batch_id, number, title, starts_at, ends_at, local_date, local_time, zone)
       select organization_id, batch_id, number + 1, 'Class', starts_at + interval '7 days', ends_at + interval '7 days', local_date + 7, local_time, zone from sessions where id = $1`,
      [of.sessionId],
    );
    await move("following");
    await cancelSession(ctx(), { sessionId: of.sessionId, reason: "Trainer is ill" });
    await world.drain();
    expect(await statesOf()).toEqual(["not_invited", "sent"]);
    await restoreSession(ctx(), { sessionId: of.sessionId, reason: "Another trainer came" });
    await world.drain();
    expect(await mailsTo(of.students[0]!.email)).toHaveLength(3);
    expect(await mailsTo(stranger().email)).toEqual([]);
    expect(await templatesOf(stranger().userId)).toEqual(["batch_moved", "class_cancelled", "class_restored"]);
  });

  it("is not reminded of a class, and is once they are invited", async () => {
    await change(
      world,
      "update sessions set starts_at = now() + interval '12 minutes', ends_at = now() + interval '2 hours' where id = $1",
      [of.sessionId],
    );
    expect(await remindDueSessions(ctx())).toEqual({ due: 1, written: 1 });
    expect(await remindDueSessions(ctx())).toEqual({ due: 0, written: 0 });
    await inviteLate();
    expect(await remindDueSessions(ctx())).toEqual({ due: 1, written: 1 });
    await world.drain();
    expect(await mailsTo(stranger().email)).toHaveLength(1);
  });
});
