import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildWorker } from "#sandbox/bundle";
import { freePort } from "#sandbox/ports";
import { startRuntime, type Runtime, type WorkerLine } from "#sandbox/runtime";
import { createSecrets, type Secrets } from "#sandbox/secrets";
import { temporaryStandins, type TemporaryStandins } from "#sandbox/standins/temporary";
import { workerSettings } from "#sandbox/worker-settings";
import { testDatabase, type TestDatabase } from "#tests/support/database";
import { hubFetch } from "#tests/support/http";
import type { Settings } from "#workers/env";

export type TestWorker = Pick<Runtime, "scheduled" | "consume" | "send"> & {
  /** The base URL; a school is at `at("nimbus")`. */
  hub: string;
  at(slug: string, path?: string): string;
  fetch: typeof hubFetch;
  settings: Settings;
  secrets: Secrets;
  database: TestDatabase;
  standins: TemporaryStandins;
  /** What the worker logged as errors since the last call. What nobody asked for by the end fails the test. */
  errors(): string[];
  /** Moves the worker's clock, as the sandbox does. */
  setClock(offsetSeconds: number): Promise<void>;
  /** Kills workerd as a crash would, and starts it again: what it only remembered is gone. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

/** The built worker in workerd, with a database and vendors of its own. Built first where its sources have changed. */
export async function testWorker(
  options: { settings?: Partial<Settings>; database?: TestDatabase } = {},
): Promise<TestWorker> {
  await buildWorker();
  const database = options.database ?? (await testDatabase());
  const port = await freePort();
  const hub = `http://localhost:${port}`;
  const standins = await temporaryStandins({ hubUrl: hub });
  const dir = mkdtempSync(path.join(tmpdir(), "hub-worker-"));
  const secrets = createSecrets();
  const places = { hub, sandbox: standins.url, appUrl: database.appUrl, neonProxy: database.proxy };
  const settings: Settings = { ...workerSettings(places, secrets), ...options.settings };
  const lines: WorkerLine[] = [];
  const start = () => startRuntime({ port, settings, dir, onLine: (line) => void lines.push(line) });
  let runtime = await start();
  const errors = () => lines.splice(0).flatMap(({ level, message }) => (level === "error" ? [message] : []));

  return {
    hub,
    at: (slug, where = "/") => new URL(where, hub.replace("://", `://${slug}.`)).href,
    fetch: hubFetch,
    settings,
    secrets,
    database,
    standins,
    errors,
    scheduled: (cron, at) => runtime.scheduled(cron, at),
    consume: (queue, messages) => runtime.consume(queue, messages),
    send: (binding, body) => runtime.send(binding, body),
    async setClock(offsetSeconds) {
      const answer = await hubFetch(`${hub}/api/sandbox/clock`, {
        headers: { authorization: `Bearer ${secrets.cronSecret}`, "content-type": "application/json" },
        body: JSON.stringify({ offsetSeconds }),
      });
      if (!answer.ok) throw new Error(`The worker did not take the clock: ${answer.status}`);
    },
    async crash() {
      await runtime.stop();
      runtime = await start();
    },
    async stop() {
      await runtime.stop();
      await standins.dispose();
      rmSync(dir, { recursive: true, force: true });
      const left = errors();
      if (left.length > 0) throw new Error(`The worker logged errors that no test asked for:\n${left.join("\n")}`);
    },
  };
}
