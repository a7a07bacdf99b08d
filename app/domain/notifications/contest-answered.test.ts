import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { renderMail } from "#workers/mails";
import { uuidv7 } from "#kernel/ids";
import { value } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld } from "#tests/support/domain-world";

import { classroom } from "../attendance/attendance.test-world";
import { contestMark } from "../attendance/contest-mark";
import { decideContest } from "../attendance/decide-contest";
import type { Mark } from "../attendance/inputs";
import { withdrawContest } from "../attendance/withdraw-contest";
import { defaultJoinWindow } from "../sessions/join/join-window";
import { deliveryFacts } from "./delivery-facts";
import type { DeliveryFacts } from "./delivery-facts";
import { mailRules } from "./mail-rules";
import { tellOfAnsweredContest } from "./on-contest-decided";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w?.drop());

/** A student, marked absent, who says that it is wrong. */
async function asked() {
  const room = classroom(w);
  const { sessionId, students } = await room.classOf(1);
  await room.end();
  const student = students[0]!;
  await contestMark(await w.nimbus.student(student), { sessionId, message: "I was there" });
  const { id: contestId } = await w.one<{ id: string }>("select id from attendance_contests where session_id = $1", [
    sessionId,
  ]);
  return { sessionId, contestId, student };
}
const tell = (contestId: string, id = uuidv7(w.clock.now.getTime())) =>
  tellOfAnsweredContest(w.nimbus.job(), {
    id,
    organizationId: w.nimbus.organizationId,
    name: "attendance.contest_decided",
    payload: { contestId },
    actor: "system:test",
    requestId: null,
    at: w.clock.now,
  });
const mailsTo = async ({ userId }: Enrolled) =>
  (
    await w.owner.query<{ id: string }>(
      "select d.id from notifications n join deliveries d on d.notification_id = n.id where n.template = 'contest_answered' and n.user_id = $1",
      [userId],
    )
  ).rows.map(({ id }) => id);
/** The mail of a delivery as it would go out now. */
async function mail(deliveryId: string) {
  const ctx = w.nimbus.job();
  const { facts } = await read(ctx, () => ({ facts: value<DeliveryFacts>(deliveryFacts(deliveryId, ctx.now)) }));
  const about = { facts, tenant: ctx.tenant!, now: ctx.now, window: defaultJoinWindow };
  const rule = mailRules.contest_answered;
  return { stale: rule.stale(about), rendered: await renderMail(rule.content(about, null), ctx) };
}
const answer = async (one: Awaited<ReturnType<typeof asked>>, mark: Mark | null, reason: string) =>
  decideContest(await w.nimbus.staff("ops"), {
    sessionId: one.sessionId,
    contestId: one.contestId,
    version: 1,
    mark,
    reason,
  });

describe("the answer about a contested mark", () => {
  it("reaches the student who asked, once, with the mark as it is and why", async () => {
    const one = await asked();
    await answer(one, "late", "The chat shows you from 7:50 pm.");
    const eventId = uuidv7(w.clock.now.getTime());
    await tell(one.contestId, eventId);
    await tell(one.contestId, eventId);
    await tell(one.contestId);
    const [sent, ...more] = await mailsTo(one.student);
    expect(more).toEqual([]);
    const { stale, rendered } = await mail(sent!);
    expect(stale).toBeNull();
    expect(rendered.subject).toBe("Your attendance: Networks");
    expect(rendered.text).toContain("Your attendance is corrected: you are marked as late now.");
    expect(rendered.text).toContain("The answer: The chat shows you from 7:50 pm.");
    expect(rendered.text).toContain("http://nimbus.localhost:8787/app/batches");
  });

  it("says also that the mark stays", async () => {
    const one = await asked();
    await answer(one, null, "Nothing shows you in the class.");
    await tell(one.contestId);
    const [sent] = await mailsTo(one.student);
    expect((await mail(sent!)).rendered.text).toContain("Your attendance stays as it is: absent.");
  });

  it("is no mail where the student took the question back, or has no account any more", async () => {
    const back = await asked();
    await withdrawContest(await w.nimbus.student(back.student), { sessionId: back.sessionId });
    await tell(back.contestId);
    expect(await mailsTo(back.student)).toEqual([]);
    const gone = await asked();
    await answer(gone, null, "Nothing shows you in the class.");
    await w.nimbus.asOwner("update memberships set disabled_at = now() where user_id = $1", [gone.student.userId]);
    await tell(gone.contestId);
    expect(await mailsTo(gone.student)).toEqual([]);
  });
});
