import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testWorker, type TestWorker } from "#tests/support/worker";

let worker: TestWorker;
beforeAll(async () => {
  worker = await testWorker();
});
afterAll(() => worker.stop());

const asCron = () => ({ authorization: `Bearer ${worker.secrets.cronSecret}` });

describe("GET /api/health", () => {
  test("says ok on any host, a school's or not, and does not ask the database", async () => {
    worker.database.trips.resetStats();
    for (const host of [worker.hub, worker.at("nimbus"), worker.at("nobody")]) {
      const answer = await worker.fetch(new URL("/api/health", host));
      expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
    }
    expect(worker.database.trips.stats().http).toBe(0);
  });

  test("checks database, queue and schema version for who has the cron secret", async () => {
    const answer = await worker.fetch(`${worker.hub}/api/health?deep=1`, { headers: asCron() });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { status: "ok", database: { ok: true }, queue: { ok: true } },
    ]);
  });

  test("keeps the deep check from everybody else, and takes no other method", async () => {
    for (const authorization of ["", "Bearer wrong", worker.secrets.cronSecret]) {
      const answer = await worker.fetch(`${worker.hub}/api/health?deep=1`, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
    const posted = await worker.fetch(`${worker.hub}/api/health`, { method: "POST", body: "" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
