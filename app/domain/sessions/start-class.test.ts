import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { addHostAccount } from "#domain/batches/add-host-account";
import { standinCredentials } from "#sandbox/standins/credentials";
import { temporaryStandins } from "#sandbox/standins/temporary";
import type { TemporaryStandins } from "#sandbox/standins/temporary";
import type { DomainWorld } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";
import { createZoom } from "#workers/integrations/zoom";

import { cancelSession } from "./cancel-session";
import { startClass } from "./start-class";

let w: DomainWorld;
let standins: TemporaryStandins;
let hosted: string;
beforeAll(async () => {
  standins = await temporaryStandins();
  const log = { info: () => {}, error: () => {} };
  const zoom = createZoom({
    apiBase: standins.url,
    oauthBase: standins.url,
    ...standinCredentials.zoom,
    log,
    timeoutMs: 1500,
  });
  w = await domainWorld({ meetings: zoom });
  const { memberId: trainerId } = await trainer();
  const { hostAccountId } = await addHostAccount(w.nimbus.job(), {
    name: "Zoom 1",
    hostKey: "482913",
    simultaneous: 20,
  });
  hosted = await w.nimbus.batch({ trainerId, hostAccountId });
});
afterEach(() => standins.setMode("zoom", "ok"));
afterAll(async () => {
  await w?.drop();
  await standins?.dispose();
});

const trainer = () => w.nimbus.staff("trainer");
let classes = 0;
/** Each class is on its own day: the trainer has one body. */
const lesson = (meetingId: string | null = "81234567890", more = {}) =>
  w.nimbus.lesson(hosted, ++classes * 1440, { meetingId, ...more });
const startedAt = async (sessionId: string) =>
  (
    await w.one<{ at: Date | null }>("select meeting_started_at as at from session_meetings where session_id = $1", [
      sessionId,
    ])
  ).at;

describe("starting a class", () => {
  it("hands its trainer a fresh host link, and keeps when it began but not the link", async () => {
    const sessionId = await lesson();
    const started = await startClass(await trainer(), { sessionId });
    expect(started.kind).toBe("link");
    if (started.kind !== "link") return;
    expect(started.startUrl).toContain(standins.url);
    expect(await startedAt(sessionId)).toEqual(w.clock.now);
    expect((await w.nimbus.audit(sessionId)).at(-1)).toMatchObject({
      entity: "session_meetings",
      action: "session.host",
      actor: `member:${(await trainer()).memberId}`,
    });
    expect(await w.nimbus.events("session.host_started")).toContainEqual({ sessionId });
    const { rows } = await w.owner.query(
      "select 1 from session_meetings m where to_jsonb(m)::text like '%zak%' or to_jsonb(m)::text like $1",
      [`%${standins.url}%`],
    );
    expect(rows).toEqual([]);
  });

  it("a second time gives a link again and leaves when it began", async () => {
    const sessionId = await lesson();
    const first = w.clock.now;
    await startClass(await trainer(), { sessionId });
    w.pass(5);
    expect(await startClass(await trainer(), { sessionId })).toMatchObject({ kind: "link" });
    expect(await startedAt(sessionId)).toEqual(first);
  });

  it.each(["down", "hang", "500", "429", "malformed"] as const)(
    "gives the host key while Zoom is in trouble: %s",
    async (mode) => {
      const sessionId = await lesson();
      await standins.setMode("zoom", mode);
      expect(await startClass(await trainer(), { sessionId })).toEqual({
        kind: "host_key",
        hostKey: "482913",
        why: "Zoom did not answer in time. Start the meeting in Zoom yourself and use the host key to take over.",
      });
      expect(await startedAt(sessionId)).toEqual(w.clock.now);
    },
  );

  it("of a class without a meeting of its own gives the host key without asking anybody", async () => {
    expect(await startClass(await trainer(), { sessionId: await lesson(null) })).toEqual({
      kind: "host_key",
      hostKey: "482913",
      why: "This class has no Zoom meeting of its own.",
    });
  });

  it("says so where there is no host key either", async () => {
    const sessionId = await w.nimbus.lesson(
      await w.nimbus.batch({ trainerId: (await trainer()).memberId }),
      ++classes * 1440,
    );
    expect(await startClass(await trainer(), { sessionId })).toMatchObject({ kind: "host_key", hostKey: null });
  });

  it("is not found by a trainer of another class, and the class's own trainer counts before the batch's", async () => {
    const other = await w.nimbus.staff("trainer", "other");
    const sessionId = await lesson();
    expect(await refusal(startClass(other, { sessionId }))).toEqual({ code: "not_found" });
    const standIn = await lesson("81234567890", { trainerId: other.memberId });
    expect(await startClass(other, { sessionId: standIn })).toMatchObject({ kind: "link" });
    expect(await refusal(startClass(await trainer(), { sessionId: standIn }))).toEqual({ code: "not_found" });
  });

  it("is for ops too, and not for support", async () => {
    const sessionId = await lesson();
    expect(await startClass(await w.nimbus.staff("ops"), { sessionId })).toMatchObject({ kind: "link" });
    expect(await refusal(startClass(await w.nimbus.staff("customer_support"), { sessionId }))).toEqual({
      code: "forbidden",
    });
  });

  it("is refused for a cancelled class, and not found for another school or none", async () => {
    const sessionId = await lesson();
    expect(await refusal(startClass(await w.raga.staff("ops"), { sessionId }))).toEqual({ code: "not_found" });
    expect(await refusal(startClass(w.nimbus.job(), { sessionId: hosted }))).toEqual({ code: "not_found" });
    await cancelSession(w.nimbus.job(), { sessionId, reason: "ill" });
    expect(await refusal(startClass(await trainer(), { sessionId }))).toEqual({ code: "session.state" });
    expect(await startedAt(sessionId)).toBeNull();
  });
});
