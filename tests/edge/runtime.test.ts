import { readdirSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { inRoot } from "#sandbox/paths";
import { testWorker, type TestWorker } from "#tests/support/worker";

let worker: TestWorker;
beforeAll(async () => {
  worker = await testWorker();
});
afterAll(() => worker.stop());

test("a file of the client is served from the edge, on every host and without the worker", async () => {
  const script = readdirSync(inRoot("build/client/assets")).find((name) => name.endsWith(".js"));
  const answer = await worker.fetch(worker.at("nimbus", `/assets/${script}`));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringContaining("javascript")]);
});

test("every cron trigger of wrangler.toml ends well on an empty database", async () => {
  for (const cron of ["* * * * *", "*/5 * * * *", "*/10 * * * *", "30 * * * *"]) {
    expect([cron, await worker.scheduled(cron, new Date())]).toEqual([cron, "ok"]);
  }
});

test("a crash of the runtime is survived", async () => {
  await worker.crash();
  expect((await worker.fetch(`${worker.hub}/api/health`)).status).toBe(200);
});
