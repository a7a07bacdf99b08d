import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Ctx } from "#kernel/ctx";
import { domainWorld, refusal } from "#tests/support/domain-world";
import type { DomainWorld, Enrolled } from "#tests/support/domain-world";

import { countInvites } from "./count-invites";
import { exportNeverSignedIn } from "./export-never-signed-in";
import { getInvitesPage } from "./get-invites-page";
import { inviteChoice } from "./inputs";
import { sendInvites } from "./send-invites";

let w: DomainWorld;
beforeAll(async () => {
  w = await domainWorld();
});
afterAll(() => w.drop());

const choose = (given: Record<string, unknown> = {}) => inviteChoice.parse({ who: "never_invited", ...given });
const numbers = async (ctx: Ctx, given: Record<string, unknown> = {}) =>
  (await getInvitesPage(ctx, choose(given))).numbers;
const send = (ctx: Ctx, expected: number, given: Record<string, unknown> = {}) =>
  sendInvites(ctx, { choice: choose(given), expected, reason: "The batch begins on Monday" });
const mailed = async (roundId: string) =>
  (
    await w.owner.query<{ user_id: string; due: number }>(
      `select n.user_id, extract(epoch from d.due_at - r.paced_until)::float as due from notifications n join deliveries d on d.notification_id = n.id join invite_rounds r on r.id = n.subject_id
       where n.subject_id = $1 and n.template = 'invite' order by d.due_at`,
      [roundId],
    )
  ).rows;
const signsIn = (student: Enrolled) =>
  w.nimbus.asOwner("update memberships set first_signed_in_at = $2 where id = $1", [student.studentId, w.clock.now]);
const disable = (student: Enrolled) =>
  w.nimbus.asOwner("update users set disabled_at = $2 where id = $1", [student.userId, w.clock.now]);

describe("invites", () => {
  it("go to whom the choice names, once, at the policy's pace, and stand in the record with their reason", async () => {
    const ops = await w.nimbus.staff("ops");
    const batchId = await w.nimbus.batch();
    const inBatch = [await w.nimbus.enroll(), await w.nimbus.enroll()];
    for (const one of inBatch) await w.nimbus.assign(one, batchId);
    const others = [await w.nimbus.enroll(), await w.nimbus.enroll(), await w.nimbus.enroll()];
    await signsIn(others[0]!);
    await disable(others[1]!);

    expect(await numbers(ops)).toEqual({ chosen: 3, more: 0, recent: 0, unreachable: 0 });
    expect(await numbers(ops, { batchId })).toEqual({ chosen: 2, more: 0, recent: 0, unreachable: 0 });
    expect(await numbers(ops, { planId: w.nimbus.planId, since: "2026-11-23" })).toEqual({
      chosen: 3,
      more: 0,
      recent: 0,
      unreachable: 0,
    });
    expect(await numbers(ops, { since: "2026-11-24" })).toEqual({ chosen: 0, more: 0, recent: 0, unreachable: 0 });

    const { roundId, chosen } = await send(ops, 2, { batchId });
    expect(chosen).toBe(2);
    const mails = await mailed(roundId);
    expect(mails.map((one) => one.user_id).toSorted()).toEqual(inBatch.map((one) => one.userId).toSorted());
    // Sixty a minute: the last one's turn is a second before the end.
    expect(mails.map((one) => one.due)).toEqual([-2, -1]);
    expect(await w.nimbus.audit(roundId)).toMatchObject([
      {
        entity: "invite_rounds",
        action: "invite.send",
        actor: `member:${ops.memberId}`,
        reason: "The batch begins on Monday",
        after: { chosen: 2, choice: { batchId } },
      },
    ]);
    const marked = (await w.nimbus.audit(inBatch[0]!.studentId)).filter((row) => row.action === "invite.send");
    expect(marked).toMatchObject([{ entity: "memberships", reason: "The batch begins on Monday" }]);
    expect(await numbers(ops, { batchId })).toEqual({ chosen: 0, more: 0, recent: 0, unreachable: 0 });
    expect(await numbers(ops)).toEqual({ chosen: 1, more: 0, recent: 0, unreachable: 0 });
  });

  it("the next round waits behind the one still under way", async () => {
    const ops = await w.nimbus.staff("ops");
    const first = await w.one<{ until: string }>("select max(paced_until)::text as until from invite_rounds");
    const { roundId } = await send(ops, 1);
    const { gap } = await w.one<{ gap: number }>(
      "select extract(epoch from r.paced_until - $2::timestamptz)::float as gap from invite_rounds r where id = $1",
      [roundId, first.until],
    );
    expect(gap).toBeGreaterThanOrEqual(1);
  });

  it("go again after three days to who did not come, and earlier where somebody says so", async () => {
    const ops = await w.nimbus.staff("ops");
    expect(await numbers(ops, { who: "invited" })).toEqual({ chosen: 0, more: 0, recent: 3, unreachable: 0 });
    expect(await numbers(ops, { who: "invited", again: "yes" })).toEqual({
      chosen: 3,
      more: 0,
      recent: 0,
      unreachable: 0,
    });
    w.pass(3 * 24 * 60 + 1);
    const later = await w.nimbus.staff("ops");
    expect(await numbers(later, { who: "invited" })).toEqual({ chosen: 3, more: 0, recent: 0, unreachable: 0 });
    await w.nimbus.asOwner(
      `insert into policies (key, version, value, reason) values ('invites', 1, '{"perMinute": 6, "againAfterDays": 10}', 'slower') on conflict do nothing`,
    );
    expect(await numbers(await w.nimbus.staff("ops"), { who: "invited" })).toMatchObject({ chosen: 0, recent: 3 });
    w.pass(8 * 24 * 60);
    const { roundId } = await send(await w.nimbus.staff("ops"), 3, { who: "invited" });
    expect((await mailed(roundId)).map((one) => one.due)).toEqual([-30, -20, -10]);
    expect(await w.one("select per_minute, policy_version from invite_rounds where id = $1", [roundId])).toEqual({
      per_minute: 6,
      policy_version: 1,
    });
  });

  it("leave out an address that takes no mail, and a plan that is over", async () => {
    const ops = await w.nimbus.staff("ops");
    const bounced = await w.nimbus.enroll();
    const gone = await w.nimbus.enroll();
    await w.nimbus.asOwner(
      `insert into suppressions (address_digest, reason) values ('sha256:' || encode(sha256(convert_to(app.organization_id()::text || $1, 'UTF8')), 'hex'), 'bounced')`,
      [bounced.email],
    );
    await w.nimbus.asOwner("update enrollments set state = 'CANCELLED' where id = $1", [gone.enrollmentId]);
    expect(await numbers(ops)).toEqual({ chosen: 0, more: 0, recent: 0, unreachable: 1 });
    expect(await refusal(send(ops, 1))).toEqual({ code: "invite.nobody" });
  });

  it("refuse a number that is no longer the one shown, and send nothing", async () => {
    const ops = await w.nimbus.staff("ops");
    await w.nimbus.enroll();
    await w.nimbus.enroll();
    expect(await refusal(send(ops, 1))).toEqual({ code: "invite.number_changed" });
    expect(await numbers(ops)).toMatchObject({ chosen: 2 });
    expect(await refusal(sendInvites(ops, { choice: choose(), expected: 2, reason: " " }))).toEqual({
      code: "input.invalid",
      fields: { reason: ["Say why; it stands in the record."] },
    });
  });

  it("asked for by six desks at once, go out once", async () => {
    const desks = await Promise.all(
      ["a", "b", "c", "d", "e", "f"].map((name) => w.nimbus.staff("customer_support", `desk-${name}`)),
    );
    const before = await w.one<{ n: string }>("select count(*) as n from notifications where template = 'invite'");
    const answers = await Promise.allSettled(desks.map((desk) => send(desk, 2)));
    expect(answers.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const after = await w.one<{ n: string }>("select count(*) as n from notifications where template = 'invite'");
    expect(Number(after.n) - Number(before.n)).toBe(2);
  });

  it("are not a trainer's, a counselor's or a student's to send or to see", async () => {
    const trainer = await w.nimbus.staff("trainer");
    expect(await refusal(getInvitesPage(trainer, null))).toEqual({ code: "forbidden" });
    expect(await refusal(send(trainer, 1, { who: "all", again: true }))).toMatchObject({ code: "forbidden" });
    const asha = await w.nimbus.student(await w.nimbus.enroll());
    expect(await refusal(send(asha, 1))).toMatchObject({ code: "forbidden" });
  });
});

describe("the funnel", () => {
  it("says of each round, and of all people, who was invited, reached, came in and joined", async () => {
    const ops = await w.nimbus.staff("ops");
    await w.settled();
    await w.owner.query("update invite_counts set counted_at = now() - interval '1 minute'");
    await countInvites(ops);
    const { rounds, all } = await getInvitesPage(ops, null);
    expect(rounds).toHaveLength(4);
    const newest = rounds.find(({ startedBy }) => startedBy?.startsWith("Staff desk-"))!;
    expect(newest.funnel).toMatchObject({ invited: 2, sent: 0, delivered: 0, failed: 0, signedIn: 0, joined: 0 });
    expect(newest).toMatchObject({ reason: "The batch begins on Monday", chosen: 2 });
    expect(all).toMatchObject({ invited: 5, signedIn: 0 });

    const funnelNow = async () => (await getInvitesPage(ops, null)).rounds.find(({ id }) => id === newest.id)!.funnel;
    const { rows } = await w.owner.query<{ user_id: string; id: string }>(
      "select n.user_id, d.id from notifications n join deliveries d on d.notification_id = n.id where n.subject_id = $1 order by d.due_at",
      [newest.id],
    );
    await w.owner.query("update deliveries set state = 'sending' where id = any ($1)", [rows.map((row) => row.id)]);
    await w.owner.query("update deliveries set state = 'sent', sent_at = now() where id = any ($1)", [
      rows.map((row) => row.id),
    ]);
    await w.owner.query("update deliveries set state = 'delivered' where id = $1", [rows[0]!.id]);
    await w.owner.query("update deliveries set state = 'bounced' where id = $1", [rows[1]!.id]);
    await w.nimbus.asOwner("update memberships set first_signed_in_at = $2 where user_id = $1 and kind = 'student'", [
      rows[0]!.user_id,
      w.clock.now,
    ]);
    await w.nimbus.asOwner(
      `insert into join_attempts (requested, student_id, at, facts, policy_version, outcome) select 'x', id, now(), '{}', 0, 'allowed' from memberships where user_id = $1 and kind = 'student'`,
      [rows[0]!.user_id],
    );
    // Counted a moment ago: nobody counts again for that.
    await countInvites(ops);
    expect(await funnelNow()).toMatchObject({ sent: 0 });
    await w.owner.query("update invite_counts set counted_at = now() - interval '1 minute'");
    await getInvitesPage(ops, null);
    await w.settled();
    const again = await getInvitesPage(ops, null);
    expect(again.rounds.find(({ id }) => id === newest.id)!.funnel).toMatchObject({
      invited: 2,
      sent: 2,
      delivered: 1,
      failed: 1,
      signedIn: 1,
      joined: 1,
    });
    expect(again.all).toMatchObject({ invited: 5, sent: 2, delivered: 1, failed: 1, signedIn: 1, joined: 1 });
  });

  it("exports who never signed in, and notes that before the first row", async () => {
    const ops = await w.nimbus.staff("ops");
    const chunks = await exportNeverSignedIn(ops);
    const { rows } = await w.owner.query(
      "select action, actor, entity_id, after from audit_logs where kind = 'export' and organization_id = $1",
      [w.nimbus.organizationId],
    );
    expect(rows).toEqual([
      {
        action: "student.export",
        actor: `member:${ops.memberId}`,
        entity_id: null,
        after: { list: "never_signed_in" },
      },
    ]);
    const cells: unknown[][] = [];
    for await (const some of chunks) cells.push(...some);
    const { n } = await w.one<{ n: string }>(
      `select count(*) as n from memberships m join users u on u.id = m.user_id where m.organization_id = $1 and kind = 'student' and first_signed_in_at is null and m.disabled_at is null and u.disabled_at is null`,
      [w.nimbus.organizationId],
    );
    expect(cells).toHaveLength(Number(n));
    expect(cells.find(([code]) => code === "MD-1001")).toEqual([
      "MD-1001",
      "Student 1",
      "student1@nimbus.example",
      "B-1",
      "2026-11-23",
      "2026-12-04",
      "queued",
    ]);
    expect(await refusal(exportNeverSignedIn(await w.nimbus.staff("customer_support")))).toEqual({ code: "forbidden" });
  });
});
