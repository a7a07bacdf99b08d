import { createRequire } from "node:module";
import path from "node:path";
import type { Readable } from "node:stream";

import { Log, LogLevel, Miniflare, type MiniflareOptions } from "miniflare";

import { workerScript } from "#sandbox/bundle";
import { readWorkerConfig } from "#sandbox/worker-config";
import type { Settings } from "#workers/env";

export type WorkerLine = { timestamp: number; level: string; message: string };
export type RuntimeOptions = {
  port: number;
  settings: Settings;
  /** Where workerd keeps what outlives it. */
  dir: string;
  onLine(line: WorkerLine): void;
};
export type QueueOutcome = {
  outcome: string;
  ackAll: boolean;
  retryBatch: { retry: boolean };
  explicitAcks: string[];
  retryMessages: { msgId: string }[];
};
export type Runtime = {
  url: string;
  crons: string[];
  /** Runs what a cron trigger runs, and resolves with its outcome. */
  scheduled(cron: string, at: Date): Promise<string>;
  /** Puts a batch into the worker's consumer by hand, past the queue. */
  consume(queue: string, messages: { id: string; body: unknown; attempts?: number }[]): Promise<QueueOutcome>;
  /** Sends a message as the worker does, by the name of the binding. */
  send(binding: string, body: unknown): Promise<void>;
  /** Takes a new bundle. What was under way in the old one ends. */
  replace(): Promise<void>;
  /** Resolves when workerd ends unasked. */
  died: Promise<void>;
  stop(): Promise<void>;
};

/** A store of another workerd may be one this one cannot read: each version has its own. */
function storeFolder(dir: string): string {
  const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };
  return path.join(dir, `workerd-${version}`);
}

/** Runs the built worker in workerd, on the loopback address and for every Host, with the settings as its environment. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const config = readWorkerConfig(workerScript);
  let asked = false;
  let sayDied = () => {};
  const died = new Promise<void>((resolve) => (sayDied = resolve));
  const describe = (): MiniflareOptions => ({
    ...readWorkerConfig(workerScript).options,
    bindings: options.settings,
    host: "127.0.0.1",
    port: options.port,
    cf: false,
    telemetry: { enabled: false },
    defaultPersistRoot: storeFolder(options.dir),
    log: new Log(LogLevel.ERROR),
    handleStructuredLogs: options.onLine,
    handleRuntimeStdio: (stdout: Readable) => {
      // Its output ends with it; a stop and a new bundle end it too, and those are asked for.
      stdout.once("end", () => {
        if (!asked) sayDied();
      });
    },
  });
  const miniflare = new Miniflare(describe());
  try {
    await miniflare.ready;
  } catch (error) {
    asked = true;
    await miniflare.dispose().catch(() => {});
    throw error;
  }
  return {
    url: `http://localhost:${options.port}`,
    crons: config.crons,
    died,
    async scheduled(cron, at) {
      const worker = await miniflare.getWorker();
      return (await worker.scheduled({ cron, scheduledTime: at })).outcome;
    },
    async consume(queue, messages) {
      const worker = await miniflare.getWorker();
      const batch = messages.map((message) => ({ timestamp: new Date(), attempts: 1, ...message }));
      return (await worker.queue(queue, batch)) as unknown as QueueOutcome;
    },
    async send(binding, body) {
      await (await miniflare.getQueueProducer(binding)).send(body);
    },
    async replace() {
      asked = true;
      try {
        await miniflare.setOptions(describe());
      } finally {
        asked = false;
      }
    },
    async stop() {
      asked = true;
      await miniflare.dispose();
    },
  };
}
