import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";

import { testBrowser } from "#tests/support/browser";
import { testWorker, type TestWorker } from "#tests/support/worker";

let worker: TestWorker;
let browser: Browser;
beforeAll(async () => {
  [worker, browser] = await Promise.all([testWorker(), testBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await worker.stop();
});

test("a browser reaches the worker by a school's host, without a lookup outside this machine", async () => {
  const page = await browser.newPage();
  const answer = await page.goto(worker.at("nimbus", "/api/health"));
  expect(answer?.status()).toBe(200);
  expect(await page.textContent("body")).toContain('"status":"ok"');
});
