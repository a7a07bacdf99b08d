import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { getCancelPage } from "#domain/transfers/get-cancel-page";
import { applyCancellation } from "#domain/transfers/apply-cancellation";
import { cancelSession } from "#domain/sessions/cancel-session";
import { restoreSession } from "#domain/sessions/restore-session";
import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";
import { subscribers } from "#workers/subscribers";

import { sendAnnouncement } from "./announcements/send-announcement";
import { getAnnouncePage } from "./announcements/get-announce-page";
import { getBatchNotices } from "./batch-notices";
import { markNoticesRead } from "./mark-notices-read";
import { resendCancellation } from "./resend-cancellation";
import { getHomeNotices, getHomeNoticesAs, getNoticesPage, getNoticesPageAs } from "./student-notices";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

const happened = (name: string, payload: Record<string, unknown>) => ({
  id: uuidv7(Date.now()),
  organizationId: w.nimbus.organizationId,
  name,
  payload,
  actor: "system:test",
  requestId: null,
  at: w.clock.now,
});
/** Hands every event that was left since to who acts on it. */
async function spread(): Promise<void> {
  const { rows } = await w.owner.query<{ id: string; event: string; payload: Record<string, unknown> }>(
    "select id, event, payload from outbox where organization_id = $1 and state = 'pending' order by id",
    [w.nimbus.organizationId],
  );
  for (const { id, event, payload } of rows)
    for (const { name, handle } of subscribers[event] ?? [])
      if (name.startsWith("notifications.") || name.startsWith("transfers."))
        await handle(w.nimbus.job(), { ...happened(event, payload), id });
}
async function cohort(count: number, more: Parameters<DomainWorld["nimbus"]["batch"]>[0] = {}) {
  const batchId = await w.nimbus.batch(more);
  const sessionId = await w.nimbus.lesson(batchId, 24 * 60);
  const students: Enrolled[] = [];
  for (let i = 0; i < count; i++) {
    const student = await w.nimbus.enroll();
    await w.nimbus.asOwner("update memberships set first_signed_in_at = now() where id = $1", [student.studentId]);
    students.push(await w.nimbus.assign(student, batchId));
    w.pass(1);
  }
  await spread();
  return { batchId, sessionId, students };
}
const announce = async (batchId: string, text: string) => {
  w.pass(1);
  await sendAnnouncement(await w.nimbus.staff("ops"), { announcementId: uuidv7(w.clock.now.getTime()), batchId, text });
};
const templatesOf = async (student: Enrolled) =>
  (await getHomeNotices(await w.nimbus.student(student))).map((one) => one.template);
const looking = (ctx: Ctx, { studentId }: Enrolled): Ctx =>
  ctx.entrance.kind === "host" ? { ...ctx, entrance: { ...ctx.entrance, viewing: studentId } } : ctx;
const stateOf = async (id: string) =>
  (await w.one<{ state: string }>("select state from notifications where id = $1", [id])).state;

describe("what a student was told", () => {
  it("stands on Home, newest first, with who wrote it; read once it was shown, and staff sees that", async () => {
    const { batchId, students } = await cohort(2);
    const [asha, ravi] = [students[0]!, students[1]!];
    await announce(batchId, "Bring your laptop.");
    const ctx = await w.nimbus.student(asha);
    const notices = await getHomeNotices(ctx);
    expect(notices).toMatchObject([
      { template: "announcement", isRead: false, announcement: { message: "Bring your laptop.", from: "Staff ops" } },
      { template: "place_given", isRead: false, cohort: { batch: "A cohort", coming: 1 } },
    ]);
    markNoticesRead(ctx, notices);
    await w.settled();
    expect((await getHomeNotices(ctx)).map((one) => one.isRead)).toEqual([true, true]);
    expect((await getHomeNotices(await w.nimbus.student(ravi))).map((one) => one.isRead)).toEqual([false, false]);
    expect((await getAnnouncePage(await w.nimbus.staff("ops"), batchId, null))!.sent).toMatchObject([
      { told: 2, read: 1 },
    ]);
  });

  it("is each student's own, to see and to mark", async () => {
    const { batchId, students } = await cohort(2);
    await announce(batchId, "Hello.");
    const [asha, ravi] = await Promise.all(students.map((one) => w.nimbus.student(one)));
    const ashas = await getHomeNotices(asha!);
    const ravis = await getHomeNotices(ravi!);
    expect(ashas.map((one) => one.id)).not.toContain(ravis[0]!.id);
    markNoticesRead(asha!, ravis);
    await w.settled();
    expect(await stateOf(ravis[0]!.id)).toBe("pending");
    const stranger = await w.raga.student(await w.raga.enroll());
    expect((await getNoticesPage(stranger, ravis[0]!.id)).notices).toEqual([]);
    expect((await refusal(getHomeNotices(w.nimbus.anonymous()))).code).toBe("auth.required");
  });

  it("is seen by staff who looks as the student, and stays unread by it", async () => {
    const { students } = await cohort(1);
    const asha = students[0]!;
    const ops = looking(await w.nimbus.staff("ops"), asha);
    const seen = await getHomeNoticesAs(ops, asha.studentId);
    expect(seen.map((one) => one.template)).toEqual(["place_given"]);
    markNoticesRead(ops, seen);
    await w.settled();
    expect(await stateOf(seen[0]!.id)).toBe("pending");
    expect((await refusal(getHomeNoticesAs(await w.nimbus.staff("ops"), asha.studentId))).code).toBe("not_found");
    const trainer = looking(await w.nimbus.staff("trainer"), asha);
    expect((await refusal(getHomeNoticesAs(trainer, asha.studentId))).code).toBe("forbidden");
  });

  it("is seen whole, page by page, by staff who looks as the student, and by nobody else", async () => {
    const { batchId, students } = await cohort(1);
    const asha = students[0]!;
    for (let i = 0; i < 21; i++) await announce(batchId, `News ${i}`);
    const ops = looking(await w.nimbus.staff("ops"), asha);
    const own = await w.nimbus.student(asha);
    const first = await getNoticesPageAs(ops, asha.studentId, null);
    expect(first.page).toEqual(await getNoticesPage(own, null));
    expect(first.student.code).toMatch(/^MD-/);
    const second = await getNoticesPageAs(ops, asha.studentId, first.page.older);
    expect(second.page).toEqual(await getNoticesPage(own, first.page.older));
    expect(second.page.notices).toHaveLength(2);
    expect(await stateOf(first.page.notices[0]!.id)).toBe("pending");
    const said = async (ctx: Ctx) => (await refusal(getNoticesPageAs(ctx, asha.studentId, null))).code;
    expect(await said(await w.nimbus.staff("ops"))).toBe("not_found");
    expect(await said(looking(await w.nimbus.staff("trainer"), asha))).toBe("forbidden");
    expect(await said(looking(await w.raga.staff("ops"), asha))).toBe("not_found");
  });

  it("is said while it is true: a class that is on again is not called cancelled", async () => {
    const { sessionId, students } = await cohort(1);
    w.pass(1);
    await cancelSession(await w.nimbus.staff("ops"), { sessionId, reason: "Trainer is ill" });
    await spread();
    expect((await getHomeNotices(await w.nimbus.student(students[0]!)))[0]).toMatchObject({
      template: "class_cancelled",
      session: { title: "Networks", reason: "Trainer is ill" },
    });
    w.pass(1);
    await restoreSession(await w.nimbus.staff("ops"), { sessionId, reason: "Somebody else came" });
    await spread();
    expect(await templatesOf(students[0]!)).toEqual(["class_restored", "place_given"]);
  });

  it("is the unread on Home, five at most, else the newest three; all of it on a page of its own, in turns", async () => {
    const { batchId, students } = await cohort(1);
    const ctx = () => w.nimbus.student(students[0]!);
    for (let i = 1; i <= 24; i++) await announce(batchId, `Message ${i}`);
    const home = await getHomeNotices(await ctx());
    expect(home.map((one) => one.announcement?.message)).toEqual(
      ["24", "23", "22", "21", "20"].map((n) => `Message ${n}`),
    );
    const first = await getNoticesPage(await ctx(), null);
    expect(first.notices).toHaveLength(20);
    markNoticesRead(await ctx(), first.notices);
    await w.settled();
    const second = await getNoticesPage(await ctx(), first.older);
    expect(second.older).toBeNull();
    expect(second.notices.map((one) => one.announcement?.message ?? one.template)).toEqual([
      "Message 4",
      "Message 3",
      "Message 2",
      "Message 1",
      "place_given",
    ]);
    markNoticesRead(await ctx(), second.notices);
    await w.settled();
    expect(await getHomeNotices(await ctx())).toHaveLength(3);
    expect((await getNoticesPage(await ctx(), uuidv7(0))).notices).toEqual([]);
  });

  it("costs nothing where all was read: no statement is sent", async () => {
    const { students } = await cohort(1);
    const ctx = await w.nimbus.student(students[0]!);
    markNoticesRead(ctx, await getHomeNotices(ctx));
    await w.settled();
    let begun = 0;
    const counting = { ...ctx, ports: { ...ctx.ports, after: () => void begun++ } };
    markNoticesRead(counting, await getHomeNotices(ctx));
    expect(begun).toBe(0);
  });
});

describe("a cancelled batch", () => {
  async function cancelled(count: number, seats: number) {
    const made = await cohort(count);
    return { ...made, ...(await cancelThis(made.batchId, seats)) };
  }
  async function cancelThis(batchId: string, seats: number) {
    const ops = await w.nimbus.staff("ops");
    const target = seats > 0 ? await w.nimbus.batch({ capacity: seats }) : null;
    const { rows } = await w.owner.query<{ id: string; version: number }>(
      "select a.id, b.version from batch_assignments a join batches b on b.id = a.batch_id where a.batch_id = $1 and a.state in ('assigned', 'active') order by a.assigned_at",
      [batchId],
    );
    w.pass(1);
    await applyCancellation(ops, {
      batchId,
      version: rows[0]!.version,
      places: Object.fromEntries(rows.map(({ id }, i) => [id, i < seats ? (target ?? "") : ""])),
      ownerId: ops.memberId,
      dueOn: "2026-12-20",
      reason: "Too few students",
    });
    await spread();
    return { ops, target };
  }
  const states = async (batchId: string) =>
    (await getBatchNotices(await w.nimbus.staff("ops"), batchId))?.students.map((one) => one.state);
  const bounce = async ({ userId }: Enrolled) => {
    for (const state of ["sending", "sent", "bounced"])
      await w.nimbus.asOwner(
        "update deliveries set state = $2 where user_id = $1 and notification_id in (select id from notifications where template = 'batch_cancelled') and state not in ('bounced')",
        [userId, state],
      );
  };

  it("is told once to each: who got a place by the plan hears of it there, and by no mail of its own", async () => {
    const { batchId, students } = await cancelled(2, 1);
    expect(await states(batchId)).toEqual(["underway", "underway"]);
    const { rows } = await w.owner.query<{ template: string; subject_id: string }>(
      "select template from notifications where user_id = $1 order by created_at, id",
      [students[0]!.userId],
    );
    expect(rows.map((one) => one.template)).toEqual(["place_given", "batch_cancelled"]);
    expect((await getHomeNotices(await w.nimbus.student(students[0]!)))[0]).toMatchObject({
      template: "batch_cancelled",
      move: { batch: "A cohort", to: "A cohort", reason: "Too few students" },
    });
  });

  it("knows who was not reached, tells them once more and once, and counts who read it in Hub", async () => {
    const { batchId, students, ops } = await cancelled(3, 0);
    await bounce(students[0]!);
    const ravi = await w.nimbus.student(students[1]!);
    markNoticesRead(ravi, await getHomeNotices(ravi));
    await w.settled();
    expect(await states(batchId)).toEqual(["unreached", "read", "underway"]);
    const again = () => resendCancellation(ops, { batchId, reason: "Address corrected" });
    expect(await again()).toEqual({ told: 1 });
    expect(await states(batchId)).toEqual(["underway", "read", "underway"]);
    expect((await refusal(again())).code).toBe("notice.all_reached");
    expect(await w.nimbus.events("batch.notice_resent")).toContainEqual({ batchId, students: 1 });
    expect(await templatesOf(students[0]!)).toEqual(["batch_cancelled"]);
  });

  it("is not told once more to who has a place by now: that place has its own mail", async () => {
    const { batchId, students, ops } = await cancelled(1, 0);
    await bounce(students[0]!);
    w.pass(1);
    await w.nimbus.assign(students[0]!, await w.nimbus.batch());
    await spread();
    expect(await states(batchId)).toEqual(["not_told"]);
    expect((await refusal(resendCancellation(ops, { batchId, reason: "Again" }))).code).toBe("notice.all_reached");
    expect((await templatesOf(students[0]!))[0]).toBe("place_given");
  });

  it("is not mailed to who was never invited, also not with a place, and the plan says so before", async () => {
    const { batchId, students } = await cohort(2);
    const ops = await w.nimbus.staff("ops");
    await w.nimbus.asOwner("update memberships set first_signed_in_at = null where id = any($1)", [
      students.map(({ studentId }) => studentId),
    ]);
    await w.nimbus.asOwner("update memberships set invited_at = now() where id = $1", [students[0]!.studentId]);
    expect(await getCancelPage(ops, batchId)).toMatchObject({ students: [{}, {}], notInvited: 1 });
    const all = await cancelThis(batchId, 2);
    expect(await states(batchId)).toEqual(["underway", "not_invited"]);
    expect(await templatesOf(students[1]!)).toEqual(["batch_cancelled"]);
    expect((await refusal(resendCancellation(all.ops, { batchId, reason: "Again" }))).code).toBe("notice.all_reached");
  });

  it("is resent by who may cancel one, in their own school, and only where it is cancelled", async () => {
    const { batchId } = await cancelled(1, 0);
    const send = (ctx: Ctx, id = batchId) => refusal(resendCancellation(ctx, { batchId: id, reason: "Again" }));
    expect((await send(await w.nimbus.staff("trainer"))).code).toBe("forbidden");
    expect((await send(await w.raga.staff("ops"))).code).toBe("not_found");
    expect((await send(await w.nimbus.staff("ops"), await w.nimbus.batch())).code).toBe("not_found");
    expect(
      (await refusal(resendCancellation(await w.nimbus.staff("ops"), { batchId, reason: "" }))).fields,
    ).toHaveProperty("reason");
    expect(await getBatchNotices(await w.nimbus.staff("ops"), await w.nimbus.batch())).toBeNull();
  });
});
