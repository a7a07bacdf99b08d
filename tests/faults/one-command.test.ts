import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { withClient } from "#sandbox/database";
import { inRoot, root } from "#sandbox/paths";
import { hubFetch } from "#tests/support/http";
import { testProduct, type TestProduct } from "#tests/support/product";

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct("one-command");
});
afterAll(() => product.dispose());

const startAnother = (env: Record<string, string>) => {
  const ended = spawnSync(process.execPath, [inRoot("sandbox/run.mjs"), "sandbox/start.ts"], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: 30_000,
  });
  return { code: ended.status, said: `${ended.stdout}${ended.stderr}`.trim() };
};
const isDeeplyHealthy = async () => {
  const { hub, cronSecret } = product.demo();
  const answer = await hubFetch(`${hub}/api/health?deep=1`, {
    headers: { authorization: `Bearer ${cronSecret}` },
  }).catch(() => null);
  return answer?.status === 200;
};

test("a taken port is one sentence and a failure, and leaves nothing behind", () => {
  const port = new URL(product.demo().hub).port;
  const second = mkdtempSync(path.join(tmpdir(), "hub-second-"));
  const { code, said } = startAnother({ PORT: port, HUB_DIR: second });
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(new RegExp(`^Port ${port} is taken by another program:[^\n]*$`)),
  ]);
  expect(readdirSync(second)).toEqual([]);
  rmdirSync(second);
});

test("runtime and database that are killed come back by themselves", async () => {
  expect(product.kill("workerd")).toBe(1);
  await expect.poll(isDeeplyHealthy, { timeout: 15_000 }).toBe(true);
  expect(product.kill("postgres")).toBeGreaterThan(0);
  // First its own words: for a moment after the kill the worker still holds an answer of the old one.
  await expect.poll(() => product.said(), { timeout: 30_000 }).toContain("Postgres is back.");
  await expect.poll(isDeeplyHealthy, { timeout: 30_000, interval: 200 }).toBe(true);
});

test("after everything was killed the next start works and has lost nothing committed", async () => {
  const { ownerUrl } = product.demo().database;
  await withClient(ownerUrl, (client) => client.query("create table public.committed as select 42 as answer"));
  await product.killAll();
  await product.start();
  const { rows } = await withClient(product.demo().database.ownerUrl, (client) =>
    client.query("select answer from public.committed"),
  );
  expect(rows).toEqual([{ answer: 42 }]);
  expect(await isDeeplyHealthy()).toBe(true);
});

test("SIGTERM stops it within 5 seconds, with success, and no process stays", async () => {
  const before = performance.now();
  expect(await product.stop()).toBe(0);
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(product.kill("postgres") + product.kill("workerd")).toBe(0);
});
