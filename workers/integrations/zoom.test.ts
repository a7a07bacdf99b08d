import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Log } from "#kernel/ports";
import { standinCredentials } from "#sandbox/standins/credentials";
import type { FaultMode } from "#sandbox/standins/faults";
import { temporaryStandins, type TemporaryStandins } from "#sandbox/standins/temporary";
import type { ZoomEntry } from "#sandbox/standins/zoom/entry";

import { createZoom } from "./zoom";

const MEETING = "81234567890";
const asha = { email: "a7f3@students.hub.example", firstName: "Asha R", lastName: "MD-1001" };

let standins: TemporaryStandins;
let logged: unknown[];
beforeEach(async () => {
  standins = await temporaryStandins();
  logged = [];
});
afterEach(() => standins.dispose());

function zoom(options: { clientSecret?: string; timeoutMs?: number; now?: () => number } = {}) {
  const log: Log = {
    info: (event, fields) => logged.push([event, fields]),
    error: (event, fields) => logged.push([event, fields]),
  };
  return createZoom({ apiBase: standins.url, oauthBase: standins.url, ...standinCredentials.zoom, log, ...options });
}
const taken = async (kind: ZoomEntry["kind"]) =>
  (await standins.ledger<ZoomEntry>("zoom")).filter((entry) => entry.kind === kind);

describe("a meeting", () => {
  test("is read with its common link and whether registration is on", async () => {
    const meeting = await zoom().getMeeting(MEETING);
    expect(meeting).toMatchObject({ ok: true, value: { registrationOn: true, topic: "Class meeting 812 3456 7890" } });
    expect(meeting.ok && meeting.value.joinUrl).toContain(`${standins.url}/j/${MEETING}?pwd=`);
    expect(await zoom().getMeeting("21234567890")).toMatchObject({ ok: true, value: { registrationOn: false } });
  });

  test("that does not exist, or is no meeting id, is refused for good", async () => {
    expect(await zoom().getMeeting("40412345678")).toMatchObject({ kind: "rejected", code: "zoom.3001" });
    expect(await zoom().getMeeting("../users/me")).toEqual({ ok: false, kind: "rejected", code: "zoom.meeting_id" });
    expect(await zoom().addRegistrant("21234567890", asha)).toMatchObject({ kind: "rejected", code: "zoom.404" });
  });

  test("gives a host link that opens it", async () => {
    const link = await zoom().getHostLink(MEETING);
    if (!link.ok) throw new Error(link.code);
    expect(await (await fetch(link.value.startUrl)).text()).toContain("You are in:");
    expect(await taken("host_visit")).toHaveLength(1);
  });
});

describe("a registrant", () => {
  test("added again, and after a restart, keeps the same link, which leads in under the name", async () => {
    const first = await zoom().addRegistrant(MEETING, asha);
    expect(await zoom().addRegistrant(MEETING, { ...asha, email: asha.email.toUpperCase() })).toEqual(first);
    await standins.restart();
    expect(await zoom().addRegistrant(MEETING, asha)).toEqual(first);
    expect(await taken("registration")).toHaveLength(1);

    if (!first.ok) throw new Error(first.code);
    expect(await (await fetch(first.value.joinUrl)).text()).toContain("Asha R MD-1001");
    expect(await taken("join_visit")).toMatchObject([
      { meetingId: MEETING, registrantId: first.value.registrantId, email: asha.email },
    ]);
  });

  test("made by many at once is one registrant", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => zoom().addRegistrant(MEETING, asha)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await taken("registration")).toHaveLength(1);
  });
});

describe("the access token", () => {
  test("is fetched once for all who wait and kept for the hour", async () => {
    await Promise.all(Array.from({ length: 30 }, () => zoom().getMeeting(MEETING)));
    await zoom().getMeeting(MEETING);
    expect(await taken("token")).toHaveLength(1);
  });

  test("is fetched anew a minute before it ends", async () => {
    await zoom().getMeeting(MEETING);
    await zoom({ now: () => Date.now() + 3535 * 1000 }).getMeeting(MEETING);
    expect(await taken("token")).toHaveLength(1);
    await zoom({ now: () => Date.now() + 3545 * 1000 }).getMeeting(MEETING);
    expect(await taken("token")).toHaveLength(2);
  });

  test("that Zoom no longer knows is replaced within the same call", async () => {
    await zoom().getMeeting(MEETING);
    await standins.restart({ forget: true });
    expect(await zoom().getMeeting(MEETING)).toMatchObject({ ok: true });
    expect(await taken("token")).toHaveLength(1);
  });

  test("refused for wrong credentials is unauthorized, and nothing personal is logged", async () => {
    expect(await zoom({ clientSecret: "wrong" }).addRegistrant(MEETING, asha)).toEqual({
      ok: false,
      kind: "unauthorized",
      code: "zoom.token_invalid_client",
    });
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toMatch(/Asha|a7f3|wrong/);
  });
});

describe("when Zoom fails", () => {
  const failures: [FaultMode, object, number][] = [
    ["down", { kind: "retry", code: "zoom.network" }, 0],
    ["hang", { kind: "retry", code: "zoom.timeout" }, 0],
    ["429", { kind: "retry", code: "zoom.429" }, 0],
    ["401", { kind: "unauthorized", code: "zoom.token_invalid_client" }, 0],
    ["500", { kind: "retry", code: "zoom.500" }, 0],
    ["malformed", { kind: "retry", code: "zoom.malformed" }, 0],
    ["accept_then_reset", { kind: "retry", code: "zoom.network" }, 1],
  ];
  test.each(failures)("%s: says so, and the next try registers once", async (mode, expected, registered) => {
    await zoom().getMeeting(MEETING);
    await standins.setMode("zoom", mode);
    expect(await zoom({ timeoutMs: 400 }).addRegistrant(MEETING, asha)).toMatchObject({ ok: false, ...expected });
    expect(await taken("registration")).toHaveLength(registered);

    await standins.setMode("zoom", "ok");
    expect(await zoom().addRegistrant(MEETING, asha)).toMatchObject({ ok: true });
    expect(await taken("registration")).toHaveLength(1);
  });

  test.each<[FaultMode, object]>([
    ["down", { kind: "retry", code: "zoom.token_network" }],
    ["hang", { kind: "retry", code: "zoom.token_timeout" }],
    ["429", { kind: "retry", code: "zoom.token_429" }],
    ["500", { kind: "retry", code: "zoom.token_500" }],
    ["malformed", { kind: "retry", code: "zoom.token_malformed" }],
  ])("%s, without a token at hand: says so too", async (mode, expected) => {
    await standins.setMode("zoom", mode);
    expect(await zoom({ timeoutMs: 400 }).getMeeting(MEETING)).toMatchObject({ ok: false, ...expected });
  });

  test("429: the moment Zoom names is how long to wait", async () => {
    await zoom().getMeeting(MEETING);
    await standins.setMode("zoom", "429");
    const limited = await zoom().getMeeting(MEETING);
    expect(!limited.ok && limited.retryAfterMs).toBeGreaterThan(0);
    expect(!limited.ok && limited.retryAfterMs).toBeLessThanOrEqual(1000);
  });

  test("slow: waits and is right", { timeout: 10_000 }, async () => {
    await zoom().getMeeting(MEETING);
    await standins.setMode("zoom", "slow");
    expect(await zoom().addRegistrant(MEETING, asha)).toMatchObject({ ok: true });
  });
});
