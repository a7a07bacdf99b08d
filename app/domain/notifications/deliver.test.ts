import { afterAll, beforeAll, beforeEach, describe, expect, it, test, vi } from "vitest";

import type { Ctx } from "#kernel/ctx";
import { change, classOf, queueWorld } from "#tests/queue-world";
import type { ClassOf, QueueWorld } from "#tests/queue-world";
import { renderMail } from "#workers/mails";

import { requestSignInCode } from "../identity/request-sign-in-code";
import { deliver } from "./deliver";
import { processNotifications } from "./process-notifications";
import { remindDueSessions } from "./remind-due-sessions";
import { replayAllDeadLetters } from "./replay-dead-letters";

let world: QueueWorld;
let lesson: ClassOf;
let serial = 0;
beforeAll(async () => void (world = await queueWorld()));
afterAll(() => world.dispose());
beforeEach(async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  await world.forget();
  await world.standins.setMode("resend", "ok");
  lesson = await classOf(world, `school${serial++}`, new Date(Date.now() + 12 * 60_000), 1);
});

const ctx = () => world.ctxOf(lesson.organizationId);
type Row = {
  id: string;
  state: string;
  error: string | null;
  body: unknown;
  body_sealed: string | null;
  subject: string | null;
  maybe_sent: boolean;
  attempts: number;
  notification: string;
};
const deliveries = () =>
  world.rows<Row>(
    "select d.*, n.state as notification from deliveries d join notifications n on n.id = d.notification_id where d.organization_id = $1 order by d.id",
    [lesson.organizationId],
  );
const only = async () => (await deliveries())[0]!;
const mailsTo = async (email: string) => (await world.mails()).filter((mail) => mail.to.includes(email));
const mailed = () => mailsTo(lesson.students[0]!.email);
const remind = async () => {
  await remindDueSessions(ctx());
  return (await only()).id;
};
const openLetters = () =>
  world.rows("select error from dead_letters where organization_id = $1 and state = 'open'", [lesson.organizationId]);

describe("a delivery", () => {
  it("goes out once though ten consumers hold it", async () => {
    const id = await remind();
    const done = await Promise.all(Array.from({ length: 10 }, () => deliver(ctx(), id, renderMail)));
    expect(done.map((one) => one.outcome).toSorted()).toEqual([...Array.from({ length: 9 }, () => "idle"), "sent"]);
    expect(await mailed()).toHaveLength(1);
    expect(await only()).toMatchObject({ state: "sent", notification: "ready", error: null });
  });

  it("accepted by a vendor whose answer got lost goes out once", async () => {
    const id = await remind();
    await world.standins.setMode("resend", "accept_then_reset");
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "retry", retryInSeconds: 15 });
    expect(await only()).toMatchObject({ state: "queued", maybe_sent: true });
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "idle" });
    await world.standins.setMode("resend", "ok");
    await world.makeDue("deliveries");
    // Rendered once: what a template says by now changes nothing.
    await change(world, "update organizations set name = 'Renamed' where id = $1", [lesson.organizationId]);
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "sent" });
    expect(await mailed()).toHaveLength(1);
  });

  it("of a runtime that died after the claim is taken over when the lease is over, and not before", async () => {
    const id = await remind();
    await world.rows(
      "update deliveries set state = 'sending', attempts = 1, first_tried_at = clock_timestamp(), due_at = clock_timestamp() + interval '60 seconds' where id = $1",
      [id],
    );
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "idle" });
    await world.makeDue("deliveries");
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "sent" });
    expect(await only()).toMatchObject({ attempts: 2, maybe_sent: true });
  });

  test.each(["429", "401", "500", "malformed", "down"] as const)(
    "waits while Resend is %s, then goes out once",
    async (mode) => {
      const id = await remind();
      await world.standins.setMode("resend", mode);
      expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "retry" });
      await world.standins.setMode("resend", "ok");
      await world.makeDue("deliveries");
      expect(await processNotifications(ctx(), renderMail)).toEqual({ retried: 1, sent: 1, dead: 0 });
      expect(await mailed()).toHaveLength(1);
    },
  );

  it("nobody could answer for within the vendor's key window is left to a person, who may send it again", async () => {
    const id = await remind();
    await world.rows(
      "update deliveries set maybe_sent = true, first_tried_at = clock_timestamp() - interval '23 hours' where id = $1",
      [id],
    );
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "unsure", error: "key_window_over" });
    expect(await mailed()).toHaveLength(0);
    expect(await openLetters()).toHaveLength(1);
    expect(await replayAllDeadLetters(ctx(), { reason: "not in the mailbox" })).toEqual({ replayed: 1, left: 0 });
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "sent" });
  });

  it("refused for good is a dead letter at once", async () => {
    const id = await remind();
    const rejecting = ctx();
    Object.assign(rejecting.ports, { mail: { ...rejecting.ports.mail, from: "hub@elsewhere.example" } });
    expect(await deliver(rejecting, id, renderMail)).toMatchObject({ outcome: "dead", error: "validation_error" });
    expect(await openLetters()).toEqual([{ error: "validation_error" }]);
  });

  it("that cannot be rendered waits for the fix and holds up no other", async () => {
    const id = await remind();
    const broken = async () => {
      throw new TypeError("a bug");
    };
    const quiet = ctx();
    Object.assign(quiet.ports, { log: { info: () => {}, error: () => {} } });
    expect(await deliver(quiet, id, broken)).toMatchObject({ outcome: "retry", error: "render_failed" });
    await world.makeDue("deliveries");
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "sent" });
  });

  it("to an address that wants no mail is suppressed", async () => {
    const id = await remind();
    await change(
      world,
      "insert into suppressions (organization_id, address_digest, reason) values ($1::uuid, 'sha256:' || encode(sha256(convert_to($1::text || $2, 'UTF8')), 'hex'), 'bounced')",
      [lesson.organizationId, lesson.students[0]!.email],
    );
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "suppressed" });
    expect(await only()).toMatchObject({ state: "suppressed" });
    expect(await mailed()).toHaveLength(0);
  });

  it("about a class cancelled since is dropped with its reason", async () => {
    const id = await remind();
    await change(world, "update sessions set state = 'cancelled', cancel_reason = 'ill' where id = $1", [
      lesson.sessionId,
    ]);
    expect(await deliver(ctx(), id, renderMail)).toMatchObject({ outcome: "stale", error: "class.not_scheduled" });
    expect(await only()).toMatchObject({ state: "stale", notification: "stale", error: "class.not_scheduled" });
  });
});

describe("reminders", () => {
  it("are written once by two sweeps at the same moment, and once more for a new time", async () => {
    const counts = await Promise.all([1, 2, 3].map(() => remindDueSessions(ctx())));
    expect(counts.reduce((sum, one) => sum + one.written, 0)).toBe(1);
    expect(await remindDueSessions(ctx())).toEqual({ due: 0, written: 0 });
    await change(world, "update sessions set sequence = 1 where id = $1", [lesson.sessionId]);
    expect(await remindDueSessions(ctx())).toEqual({ due: 1, written: 1 });
  });

  it("go to nobody whom the gate would turn away", async () => {
    await change(world, "update enrollments set state = 'SUSPENDED', resume_to = 'ACTIVE' where id = $1", [
      lesson.students[0]!.enrollmentId,
    ]);
    expect(await remindDueSessions(ctx())).toEqual({ due: 0, written: 0 });
  });

  it("are what the school's policy says", async () => {
    await change(
      world,
      "insert into policies (organization_id, key, version, value, reason) values ($1, 'reminders', 1, $2, 'quiet')",
      [lesson.organizationId, { minutes: [1440] }],
    );
    expect(await remindDueSessions(ctx())).toEqual({ due: 0, written: 0 });
    await change(
      world,
      "update sessions set starts_at = now() + interval '20 hours', ends_at = now() + interval '22 hours' where id = $1",
      [lesson.sessionId],
    );
    expect(await remindDueSessions(ctx())).toEqual({ due: 1, written: 1 });
  });
});

describe("a code mail", () => {
  const ask = async (email: string): Promise<string> => {
    const visitor: Ctx = {
      ...ctx(),
      entrance: { kind: "host", host: `school${serial - 1}.localhost`, portal: "public", tokenDigest: null },
      actor: { kind: "anonymous" },
    };
    const { flowCookie } = await requestSignInCode(visitor, { email, next: null, ipKey: "203.0.113.1" });
    const flowId = flowCookie.split(".")[0]!;
    asked = await visitor.ports.vault.open((await sealedCode(flowId))!);
    await world.drain();
    return flowId;
  };
  /** The code that was asked for last. */
  let asked = "";
  const sealedCode = async (flowId: string) =>
    (await world.rows<{ sealed_code: string | null }>("select sealed_code from auth_codes where id = $1", [flowId]))[0]!
      .sealed_code;

  it("goes from the request to the mailbox, and nothing that opens the account is kept", async () => {
    const flowId = await ask(lesson.students[0]!.email);
    const [mail] = await mailed();
    expect(mail?.text?.match(/\d{6}/)?.[0]).toBe(asked);
    expect(await only()).toMatchObject({ state: "sent", subject: null, body: null, body_sealed: null });
    expect(await sealedCode(flowId)).toBeNull();
  });

  it("waits sealed while Resend is away, and is dropped and erased when its code is over", async () => {
    await world.standins.setMode("resend", "500");
    const flowId = await ask(lesson.students[0]!.email);
    const waiting = await only();
    expect(waiting).toMatchObject({ state: "queued", subject: null, body: null, error: "application_error" });
    expect(waiting.body_sealed).toMatch(/^v1\./);
    await world.standins.setMode("resend", "ok");
    await world.rows("update auth_codes set expires_at = now() - interval '1 minute' where id = $1", [flowId]);
    await world.makeDue("deliveries");
    expect(await processNotifications(ctx(), renderMail)).toEqual({ retried: 1, sent: 0, dead: 0 });
    expect(await only()).toMatchObject({ state: "stale", error: "code.over", body_sealed: null });
    expect(await sealedCode(flowId)).toBeNull();
    expect(await mailed()).toHaveLength(0);
  });

  it("to an address nobody invited says whom to ask and holds no code", async () => {
    const stranger = `stranger${serial}@elsewhere.example`;
    await ask(stranger);
    const [mail] = await mailsTo(stranger);
    expect(mail?.text).not.toContain(asked);
    expect(mail?.text).toContain("help@nimbus.example");
  });
});
