import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Mail } from "#kernel/ports";
import { standinCredentials } from "#sandbox/standins/credentials";
import type { FaultMode } from "#sandbox/standins/faults";
import type { ResendEntry } from "#sandbox/standins/resend/entry";
import { temporaryStandins, type TemporaryStandins } from "#sandbox/standins/temporary";

import { createResend } from "./resend";

const mail: Mail = {
  to: "asha@mail.example",
  from: "Nimbus Academy <hub@hub.example>",
  replyTo: "help@nimbus.example",
  subject: "Your class starts at 7:30 pm",
  html: "<p>Your class starts at 7:30 pm.</p>",
  text: "Your class starts at 7:30 pm.",
  headers: { "X-Entity-Ref-ID": "d-1" },
};

let standins: TemporaryStandins;
let now: number;

beforeEach(async () => {
  now = Date.parse("2026-11-23T14:00:00Z");
  standins = await temporaryStandins({ now: () => now });
});
afterEach(() => standins.dispose());

function mailer(options: { apiKey?: string; timeoutMs?: number } = {}) {
  return createResend({ apiBase: standins.url, apiKey: standinCredentials.resend.apiKey, ...options });
}
const delivered = () => standins.ledger<ResendEntry>("resend");

describe("a mail", () => {
  test("goes out with everything it has and is in the mailbox", async () => {
    const sent = await mailer().send(mail, "key-1");
    const [entry] = await delivered();
    expect(sent).toEqual({ ok: true, value: { providerId: entry?.id } });
    expect(entry).toMatchObject({ key: "key-1", to: [mail.to], reply_to: [mail.replyTo], headers: mail.headers });

    const inbox = await (await fetch(`${standins.url}/mailbox/messages?to=ASHA@mail.example`)).json();
    expect(inbox).toEqual([
      {
        id: entry?.id,
        to: mail.to,
        from: mail.from,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        at: "2026-11-23T14:00:00.000Z",
      },
    ]);
  });

  test("with the same key goes out once, across a restart of the vendor, for 24 h", async () => {
    const first = await mailer().send(mail, "key-1");
    expect(await mailer().send(mail, "key-1")).toEqual(first);
    await standins.restart();
    expect(await mailer().send(mail, "key-1")).toEqual(first);
    expect(await delivered()).toHaveLength(1);

    now += 24 * 60 * 60 * 1000;
    expect(await mailer().send(mail, "key-1")).toMatchObject({ ok: true });
    expect(await delivered()).toHaveLength(2);
  });

  test("sent by twenty at once with one key goes out once", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => mailer().send(mail, "key-1")));
    for (const result of results) {
      if (!result.ok) expect(result).toMatchObject({ kind: "retry", code: "concurrent_idempotent_requests" });
    }
    expect(results.some((result) => result.ok)).toBe(true);
    expect(await delivered()).toHaveLength(1);
  });

  test("under a key of another mail is refused for good", async () => {
    await mailer().send(mail, "key-1");
    const other = await mailer().send({ ...mail, subject: "Another" }, "key-1");
    expect(other).toEqual({ ok: false, kind: "rejected", code: "invalid_idempotent_request" });
  });

  test("that Resend cannot take is refused for good, and an unknown key is nobody's", async () => {
    expect(await mailer().send({ ...mail, to: "nobody" }, "key-1")).toMatchObject({
      kind: "rejected",
      code: "validation_error",
    });
    expect(await mailer().send({ ...mail, from: "hub@elsewhere.example" }, "key-2")).toMatchObject({
      kind: "rejected",
    });
    expect(await mailer({ apiKey: "re_other" }).send(mail, "key-3")).toMatchObject({
      kind: "unauthorized",
      code: "invalid_api_key",
    });
    expect(await mailer().send(mail, "k".repeat(257))).toMatchObject({ kind: "rejected", code: "resend.key" });
    expect(await delivered()).toHaveLength(0);
  });
});

describe("when Resend fails", () => {
  const failures: [FaultMode, object, number][] = [
    ["down", { ok: false, kind: "ambiguous", code: "resend.network" }, 0],
    ["hang", { ok: false, kind: "ambiguous", code: "resend.timeout" }, 0],
    ["429", { ok: false, kind: "retry", code: "rate_limit_exceeded", retryAfterMs: 1000 }, 0],
    ["401", { ok: false, kind: "unauthorized", code: "missing_api_key" }, 0],
    ["500", { ok: false, kind: "retry", code: "application_error" }, 0],
    ["malformed", { ok: false, kind: "ambiguous", code: "resend.malformed" }, 0],
    ["accept_then_reset", { ok: false, kind: "ambiguous", code: "resend.network" }, 1],
  ];
  test.each(failures)("%s: says what it knows, and the next try sends once", async (mode, expected, taken) => {
    await standins.setMode("resend", mode);
    expect(await mailer({ timeoutMs: 400 }).send(mail, "key-1")).toEqual(expected);
    expect(await delivered()).toHaveLength(taken);

    await standins.setMode("resend", "ok");
    expect(await mailer().send(mail, "key-1")).toMatchObject({ ok: true });
    expect(await delivered()).toHaveLength(1);
  });

  test("slow: waits and is right", { timeout: 10_000 }, async () => {
    await standins.setMode("resend", "slow");
    expect(await mailer().send(mail, "key-1")).toMatchObject({ ok: true });
    expect(await delivered()).toHaveLength(1);
  });

  test("gone altogether: still an answer and not an exception", async () => {
    const nowhere = createResend({ apiBase: "http://127.0.0.1:9", apiKey: "re_x" });
    expect(await nowhere.send(mail, "key-1")).toMatchObject({ kind: "ambiguous", code: "resend.network" });
  });
});
