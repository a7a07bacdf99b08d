import { appendFile, readFile } from "node:fs/promises";
import path from "node:path";

import { afterEach, describe, expect, test } from "vitest";

import { standinCredentials } from "#sandbox/standins/credentials";
import { temporaryStandins, type TemporaryStandins } from "#sandbox/standins/temporary";

let standins: TemporaryStandins;
afterEach(() => standins.dispose());

const json = async (response: Response): Promise<unknown> => response.json();
const post = (at: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(standins.url + at, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
const sendMail = (mail: object, key?: string, at = "/emails") =>
  post(at, Array.isArray(mail) ? mail : { from: "hub@hub.example", subject: "Hello", text: "Hello", ...mail }, {
    authorization: `Bearer ${standinCredentials.resend.apiKey}`,
    ...(key ? { "idempotency-key": key } : {}),
  });

describe("control", () => {
  test("sets and shows modes, and says what is wrong with bad input", async () => {
    standins = await temporaryStandins();
    expect(await json(await post("/control/zoom", { mode: "slow" }))).toEqual({ mode: "slow" });
    expect(await json(await fetch(`${standins.url}/control`))).toEqual({ zoom: "slow", resend: "ok", google: "ok" });
    const bad = await post("/control/zoom", { mode: "sideways" });
    expect([bad.status, await json(bad)]).toEqual([422, { error: expect.stringContaining("accept_then_reset") }]);
    expect((await post("/control/zoom", '{"mode"')).status).toBe(400);
    expect((await post("/control/paypal", { mode: "ok" })).status).toBe(404);
    expect((await post("/control/zoom", { mode: "ok" }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    await standins.restart();
    expect(await json(await fetch(`${standins.url}/control`))).toMatchObject({ zoom: "ok" });
  });

  test("moves the hub's clock, within 400 days, and only when the hub takes it", async () => {
    const told: number[] = [];
    standins = await temporaryStandins({
      onClock: (offset) =>
        offset === 7 ? Promise.reject(new Error("hub is down")) : Promise.resolve(void told.push(offset)),
    });
    expect(await json(await post("/control/clock", { offsetSeconds: -86_400 }))).toEqual({ offsetSeconds: -86_400 });
    for (const bad of [401 * 86_400, 1.5, "1", null]) {
      expect((await post("/control/clock", { offsetSeconds: bad })).status).toBe(422);
    }
    expect((await post("/control/clock", { offsetSeconds: 7 })).status).toBe(502);
    expect(await json(await fetch(`${standins.url}/control/clock`))).toEqual({ offsetSeconds: -86_400 });
    expect(told).toEqual([-86_400]);
  });

  test("shows a ledger from an index on, and refuses what is too large or another host's", async () => {
    standins = await temporaryStandins();
    await sendMail({ to: "a@mail.example" });
    await sendMail({ to: "b@mail.example" });
    expect(await json(await fetch(`${standins.url}/ledger/resend?since=1`))).toMatchObject([
      { to: ["b@mail.example"] },
    ]);
    expect((await fetch(`${standins.url}/ledger/resend?since=x`)).status).toBe(422);
    expect((await fetch(`${standins.url}/ledger/google`)).status).toBe(404);
    expect((await post("/control/zoom", "x".repeat(6 * 1024 * 1024))).status).toBe(413);
  });
});

describe("the ledger on the disk", () => {
  test("survives a death while writing: what was answered is there, the torn line is not", async () => {
    standins = await temporaryStandins();
    await sendMail({ to: "a@mail.example" }, "key-1");
    const file = path.join(standins.dir, "ledger/resend.jsonl");
    await appendFile(file, '[{"kind":"email","at":"2026');
    await standins.restart();
    expect(await standins.ledger("resend")).toHaveLength(1);
    await sendMail({ to: "b@mail.example" });
    await standins.restart();
    expect(await standins.ledger("resend")).toHaveLength(2);
    expect((await readFile(file, "utf8")).endsWith("]\n")).toBe(true);
  });
});

describe("mail", () => {
  test("in a batch is taken whole or not at all, once for its key", async () => {
    standins = await temporaryStandins();
    const one = { from: "hub@hub.example", to: "a@mail.example", subject: "One", text: "1" };
    expect((await sendMail([one, { ...one, to: "nobody" }], "key-1", "/emails/batch")).status).toBe(422);
    expect(await standins.ledger("resend")).toHaveLength(0);

    const batch = [one, { ...one, to: "b@mail.example" }];
    const first = await json(await sendMail(batch, "key-2", "/emails/batch"));
    await standins.restart();
    expect(await json(await sendMail(batch, "key-2", "/emails/batch"))).toEqual(first);
    expect(await standins.ledger("resend")).toHaveLength(2);
    expect((await sendMail([one], "key-2", "/emails/batch")).status).toBe(409);
  });

  test("misspelt or unknown fields are refused in words", async () => {
    standins = await temporaryStandins();
    expect(await json(await sendMail({ to: "a@mail.example", replyTo: "b@mail.example" }))).toMatchObject({
      statusCode: 422,
      name: "validation_error",
      message: expect.stringContaining("replyTo"),
    });
    expect((await sendMail({ to: [] })).status).toBe(422);
    expect((await sendMail({ to: "a@mail.example", text: "" })).status).toBe(422);
    expect((await post("/emails", "{", { authorization: `Bearer ${standinCredentials.resend.apiKey}` })).status).toBe(
      400,
    );
  });

  test("reads newest first by address, and as pages that run no script", async () => {
    standins = await temporaryStandins();
    await sendMail({ to: ["a@mail.example", "Bee <b@mail.example>"], subject: "First" });
    await sendMail({ to: "a@mail.example", subject: "<script>x</script>", html: "<h1>Hi</h1><script>x</script>" });
    const inbox = (await json(await fetch(`${standins.url}/mailbox/messages?to=a@mail.example`))) as {
      id: string;
      subject: string;
    }[];
    expect(inbox.map(({ subject }) => subject)).toEqual(["<script>x</script>", "First"]);
    expect(await json(await fetch(`${standins.url}/mailbox/messages?to=b@mail.example`))).toHaveLength(1);

    const list = await fetch(`${standins.url}/mailbox`);
    expect(await list.text()).not.toContain("<script");
    expect(list.headers.get("content-security-policy")).toContain("default-src 'none'");
    const message = await fetch(`${standins.url}/mailbox/messages/${inbox[0]?.id}/html`);
    expect(message.headers.get("content-security-policy")).toContain("sandbox allow-popups");
    expect((await fetch(`${standins.url}/mailbox/messages/nothing`)).status).toBe(404);
  });
});

describe("meetings", () => {
  test("made, changed and deleted through the API stay so after a restart", async () => {
    standins = await temporaryStandins();
    const { accountId, clientId, clientSecret } = standinCredentials.zoom;
    const granted = (await json(
      await fetch(`${standins.url}/oauth/token`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
        body: new URLSearchParams({ grant_type: "account_credentials", account_id: accountId }),
      }),
    )) as { access_token: string };
    const headers = { authorization: `Bearer ${granted.access_token}`, "content-type": "application/json" };
    const call = (method: string, at: string, body?: object) =>
      fetch(`${standins.url}/v2${at}`, { method, headers, body: body && JSON.stringify(body) });

    const made = (await json(await call("POST", "/users/host-1/meetings", { topic: "VPC" }))) as { id: number };
    expect((await call("PATCH", `/meetings/${made.id}`, { settings: { approval_type: 2 } })).status).toBe(204);
    await standins.restart();
    expect(await json(await call("GET", `/meetings/${made.id}`))).toMatchObject({
      topic: "VPC",
      host_id: "host-1",
      settings: { approval_type: 2 },
    });
    expect((await call("DELETE", `/meetings/${made.id}`)).status).toBe(204);
    expect(await json(await call("GET", `/meetings/${made.id}`))).toMatchObject({ code: 3001 });
    expect(await json(await call("GET", "/users/host-1/token?type=zak"))).toEqual({ token: expect.any(String) });
    const people = Array.from({ length: 31 }, (_, n) => ({ email: `p${n}@students.hub.example`, first_name: `P${n}` }));
    expect((await call("POST", "/meetings/81234567890/batch_registrants", { registrants: people })).status).toBe(400);
    const added = await call("POST", "/meetings/81234567890/batch_registrants", { registrants: people.slice(1) });
    expect(await json(added)).toMatchObject({ registrants: { length: 30 } });
    const unknown = await fetch(`${standins.url}/v2/meetings/81234567890`, {
      headers: { authorization: "Bearer x.y" },
    });
    expect([unknown.status, await json(unknown)]).toEqual([401, { code: 124, message: "Invalid access token." }]);
  });
});
