import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { LockTaken, takeLock, waitForLock } from "#sandbox/lock";
import { identify } from "#sandbox/processes";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "hub-lock-"));
  file = path.join(dir, "lock");
});
afterEach(() => rmSync(dir, { recursive: true }));

test("a lock is held by one, and free again after its release", () => {
  const lock = takeLock(file);
  expect(() => takeLock(file)).toThrow(LockTaken);
  lock.release();
  takeLock(file).release();
  expect(readdirSync(dir)).toEqual([]);
});

test("a lock whose holder was killed is taken over", async () => {
  const holder = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  await once(holder, "spawn");
  writeFileSync(file, JSON.stringify(identify(holder.pid ?? 0)));
  expect(() => takeLock(file)).toThrow(`held by process ${holder.pid}`);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  takeLock(file).release();
});

test("a lock that names another process's pid, or nothing legible, is taken over", () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "1" }));
  takeLock(file).release();
  writeFileSync(file, "{");
  takeLock(file).release();
  expect(existsSync(file)).toBe(false);
});

test("who waits gets the lock when it is released", async () => {
  const lock = takeLock(file);
  const waiting = waitForLock(file, 5_000);
  lock.release();
  (await waiting).release();
});
