import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidv7 } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import { getHomeNotices } from "../student-notices";
import { getAnnouncePage } from "./get-announce-page";
import { sendAnnouncement } from "./send-announcement";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const text = "Bring your laptop on Monday.";
const key = () => uuidv7(Date.now());
const told = async (announcementId: string) =>
  (
    await w.owner.query<{ user_id: string }>(
      "select n.user_id from notifications n join deliveries d on d.notification_id = n.id where n.template = 'announcement' and n.subject_id = $1 order by 1",
      [announcementId],
    )
  ).rows.map((row) => row.user_id);
async function cohort(count: number, more: Parameters<DomainWorld["nimbus"]["batch"]>[0] = {}) {
  const batchId = await w.nimbus.batch(more);
  const students: Enrolled[] = [];
  for (let i = 0; i < count; i++)
    students.push(await w.nimbus.assign(await w.nimbus.enroll({ knowsHub: true }), batchId));
  return { batchId, students };
}

describe("an announcement", () => {
  it("reaches everybody of the batch who may attend, by notification and mail, and says how many before and after", async () => {
    const ops = await w.nimbus.staff("ops");
    const { batchId, students } = await cohort(3);
    await w.nimbus.asOwner(
      "update enrollments set state = 'SUSPENDED', resume_to = 'BATCH_ASSIGNED', state_reason = 'late' where id = $1",
      [students[2]!.enrollmentId],
    );
    const page = await getAnnouncePage(ops, batchId, null);
    expect(page).toMatchObject({ reach: 2, seats: 3, over: false, sent: [] });
    const { announcementId } = page!;
    expect(await sendAnnouncement(ops, { announcementId, batchId, text })).toEqual({ told: 2 });
    expect(await told(announcementId)).toEqual(
      students
        .slice(0, 2)
        .map((one) => one.userId)
        .toSorted(),
    );
    expect((await getAnnouncePage(ops, batchId, null))!.sent).toMatchObject([
      { text, sentBy: "Staff ops", told: 2, notInvited: 0, mailed: 0, read: 0 },
    ]);
    expect((await w.nimbus.audit(announcementId))[0]).toMatchObject({
      action: "announcement.send",
      actor: `member:${ops.memberId}`,
      after: { text },
    });
  });

  it("waits in Hub for who was not invited yet, and nobody is led to think that they were mailed", async () => {
    const ops = await w.nimbus.staff("ops");
    const { batchId, students } = await cohort(1);
    const stranger = await w.nimbus.assign(await w.nimbus.enroll(), batchId);
    const page = await getAnnouncePage(ops, batchId, null);
    expect(page).toMatchObject({ reach: 1, notInvited: 1, seats: 2 });
    const { announcementId } = page!;
    expect(await sendAnnouncement(ops, { announcementId, batchId, text })).toEqual({ told: 2 });
    expect(await told(announcementId)).toEqual([students[0]!.userId]);
    expect((await getAnnouncePage(ops, batchId, null))!.sent).toMatchObject([{ told: 2, notInvited: 1, mailed: 0 }]);
    expect(await getHomeNotices(await w.nimbus.student(stranger))).toMatchObject([
      { template: "announcement", isRead: false, announcement: { message: text } },
    ]);
  });

  it("is sent once by the page it was written on, however often and however fast", async () => {
    const ops = await w.nimbus.staff("ops");
    const { batchId } = await cohort(2);
    const announcementId = key();
    const done = await Promise.allSettled(
      Array.from({ length: 5 }, () => sendAnnouncement(ops, { announcementId, batchId, text })),
    );
    expect(done.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await told(announcementId)).toHaveLength(2);
    expect(await refusal(sendAnnouncement(ops, { announcementId, batchId, text: "Other words" }))).toEqual({
      code: "announcement.sent_already",
    });
  });

  it("has 280 characters at most, as a person counts them, and something in it", async () => {
    const ops = await w.nimbus.staff("ops");
    const { batchId } = await cohort(1);
    const send = (message: string) => sendAnnouncement(ops, { announcementId: key(), batchId, text: message });
    expect((await refusal(send("x".repeat(281)))).fields).toHaveProperty("text");
    expect((await refusal(send("  \r\n "))).fields).toHaveProperty("text");
    expect(await send("🙂".repeat(280))).toEqual({ told: 1 });
  });

  it("is a trainer's for the batch they teach and the class they take over, and for nobody else's", async () => {
    const nila = await w.nimbus.staff("trainer", "nila");
    const omar = await w.nimbus.staff("trainer", "omar");
    const { batchId } = await cohort(1, { trainerId: nila.memberId });
    const taken = await w.nimbus.lesson(batchId, 60, { trainerId: omar.memberId });
    const send = (ctx: typeof nila, sessionId = "") =>
      sendAnnouncement(ctx, { announcementId: key(), batchId, sessionId, text });
    await send(nila);
    await send(omar, taken);
    expect((await refusal(send(omar))).code).toBe("not_found");
    expect((await refusal(send(nila, taken))).code).toBe("not_found");
    for (const role of ["customer_support", "sales"] as const)
      expect((await refusal(send(await w.nimbus.staff(role)))).code).toBe("forbidden");
    expect(
      (await refusal(sendAnnouncement(await w.raga.staff("ops"), { announcementId: key(), batchId, text }))).code,
    ).toBe("not_found");
  });

  it("is not for what does not take place, for nobody, or for a class of another batch", async () => {
    const ops = await w.nimbus.staff("ops");
    const [empty, other] = [await w.nimbus.batch(), await cohort(1)];
    const sessionId = await w.nimbus.lesson(other.batchId, 600);
    expect(await refusal(sendAnnouncement(ops, { announcementId: key(), batchId: empty, text }))).toEqual({
      code: "announcement.nobody",
    });
    expect(
      (await refusal(sendAnnouncement(ops, { announcementId: key(), batchId: empty, sessionId, text }))).code,
    ).toBe("not_found");
    await w.nimbus.asOwner("update sessions set state = 'cancelled' where id = $1", [sessionId]);
    expect(
      await refusal(sendAnnouncement(ops, { announcementId: key(), batchId: other.batchId, sessionId, text })),
    ).toEqual({ code: "announcement.over" });
  });
});
