import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { classOf, queueWorld } from "#tests/queue-world";
import type { QueueWorld } from "#tests/queue-world";

import { jobs, relayJob } from "../schedule";
import { cron } from "./cron";

let world: QueueWorld;
beforeAll(async () => {
  world = await queueWorld();
  await classOf(world, "nimbus", new Date(Date.now() + 10 * 60_000), 2);
  await classOf(world, "raga", new Date(Date.now() + 20 * 3_600_000), 1);
});
afterAll(() => world.dispose());
beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => {}));

const app = new Hono().route("/api/cron", cron);
const call = async (
  job: string,
  init: RequestInit = { method: "POST", headers: { authorization: `Bearer ${world.env.CRON_SECRET}` } },
) => {
  const answer = await app.request(`/api/cron/${job}`, init, world.env, {
    waitUntil: world.later,
    passThroughOnException: () => {},
    props: {},
  });
  return {
    status: answer.status,
    allow: answer.headers.get("Allow"),
    body: await answer.json<Record<string, unknown>>(),
  };
};

describe("POST /api/cron/<job>", () => {
  it("runs the job for every organization now and answers its counts summed", async () => {
    expect(await call("remind-due-sessions")).toMatchObject({ status: 200, body: { due: 3, written: 3 } });
    expect(await call("remind-due-sessions")).toMatchObject({ status: 200, body: { due: 0, written: 0 } });
    expect(await call("relay-outbox")).toMatchObject({ status: 200, body: { claimed: 0, dead: 0 } });
    await world.drain();
    expect(await world.mails()).toHaveLength(3);
  });

  it.each([relayJob, ...jobs].map((job) => [job.name, job.counts] as const))(
    "%s answers exactly its counts",
    async (name, counts) => {
      const { status, body } = await call(name);
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(counts);
    },
  );

  it("is refused without the secret, with a wrong one, for a job nobody knows, with another method", async () => {
    const refused = (code: string) => ({ error: { code, message: expect.any(String), requestId: expect.any(String) } });
    expect(await call("relay-outbox", { method: "POST" })).toMatchObject({
      status: 401,
      body: refused("auth.required"),
    });
    expect(await call("relay-outbox", { method: "POST", headers: { authorization: "Bearer no" } })).toMatchObject({
      status: 401,
    });
    expect(await call("no-such-job")).toMatchObject({ status: 404, body: refused("not_found") });
    expect(await call("relay-outbox", { method: "GET" })).toMatchObject({
      status: 405,
      allow: "POST",
      body: refused("method.not_allowed"),
    });
  });
});
