import path from "node:path";

import { readMigrations } from "#migrations/files";
import { migrate } from "#migrations/migrate";
import { buildWorker } from "#sandbox/bundle";
import { startCron } from "#sandbox/cron";
import { openDemoWorld } from "#sandbox/demo/world";
import { HubClock } from "#sandbox/hub-clock";
import { openLog, type Output } from "#sandbox/output";
import type { Parts } from "#sandbox/parts";
import { inRoot } from "#sandbox/paths";
import { startDatabase, unfinishedWorld } from "#sandbox/product-database";
import { startRuntime, type Runtime, type WorkerLine } from "#sandbox/runtime";
import { loadSecrets } from "#sandbox/secrets";
import { startStandins } from "#sandbox/standins/server";
import { supervise, type Supervised } from "#sandbox/supervise";
import { workerSettings } from "#sandbox/worker-settings";

export type ProductOptions = { hubDir: string; port: number; sandboxPort: number; output: Output };
export type Product = {
  ownerUrl: string;
  demoLines: string[];
  /** Applies new migrations, builds, and puts the new worker in the place of the old one. */
  renew(): Promise<void>;
  /** Rejects when a part died and could not be brought back. */
  failed: Promise<never>;
};

/**
 * Starts every part of the product in order and keeps it running. Each part is added to `parts` as soon as it runs, so that
 * stopping those stops everything, also half way through a start.
 */
export async function startProduct(options: ProductOptions, parts: Parts): Promise<Product> {
  const { hubDir, port, sandboxPort, output } = options;
  const inDir = (...names: string[]) => path.join(hubDir, ...names);
  const hub = `http://localhost:${port}`;
  const sandbox = `http://localhost:${sandboxPort}`;
  const secrets = loadSecrets(inDir("secrets.json"));
  const workerLog = openLog(inDir("log/worker.log"));
  const onLine = ({ timestamp, level, message }: WorkerLine) => {
    workerLog.write(`${new Date(timestamp).toISOString()} ${level} ${message}\n`);
    if (level === "error") output.line(`worker: ${message}`);
  };
  let giveUp = (_reason: unknown): void => {};
  const failed = new Promise<never>((_resolve, reject) => (giveUp = reject));
  failed.catch(() => {});
  const keep = (part: Supervised) => void supervise(part, () => parts.stopping, output.line).catch(giveUp);

  const [database] = await Promise.all([
    startDatabase({ hubDir, secrets, output, parts, keep }),
    output.step("The worker", buildWorker, (outcome) =>
      outcome === "built" ? "built" : "unchanged since the last build",
    ),
  ]);
  const { ownerUrl, appUrl, neonProxy } = database;

  const clock = new HubClock(inDir("clock.json"), port, secrets.cronSecret);
  let world: Awaited<ReturnType<typeof openDemoWorld>> | undefined;
  const standins = await output.step("The sandbox: mailbox, Zoom, Google and Resend", () =>
    startStandins({
      port: sandboxPort,
      dir: inDir("sandbox"),
      hubUrl: hub,
      clockOffsetSeconds: clock.offsetSeconds,
      onClock: async (offsetSeconds) => {
        await clock.set(offsetSeconds);
        await world?.tick();
      },
    }),
  );
  await parts.add("the sandbox", standins.stop);

  const settings = workerSettings({ hub, sandbox, appUrl, neonProxy }, secrets);
  const openRuntime = async (): Promise<Runtime> => {
    const started = await startRuntime({ port, settings, dir: hubDir, onLine });
    await clock.retell();
    return started;
  };
  let runtime = await output.step("The runtime, with its queues", openRuntime);
  await parts.add("the runtime", () => runtime.stop());
  keep({
    name: "The runtime",
    died: () => runtime.died,
    restart: async () => {
      await runtime.stop().catch(() => {});
      runtime = await openRuntime();
    },
  });

  const opened = await output.step("The demo world", () =>
    openDemoWorld({
      ...database,
      hub,
      sandbox,
      settings,
      cronSecret: secrets.cronSecret,
      standinsDir: inDir("sandbox"),
      demoFile: inDir("demo.json"),
      unfinishedFile: unfinishedWorld(hubDir),
      log: (line) => output.line(`  ${line}`),
      clockOffsetSeconds: () => clock.offsetSeconds,
    }),
  );
  world = opened;
  await parts.add("the demo world", opened.stop);

  const cron = startCron(runtime.crons, async (expression, at) => {
    const outcome = await runtime.scheduled(expression, at).catch((error: unknown) => String(error));
    if (outcome !== "ok" && !parts.stopping) output.line(`cron ${expression}: ${outcome}`);
  });
  await parts.add("the cron triggers", cron.stop);

  return {
    ownerUrl,
    demoLines: opened.lines,
    failed,
    async renew() {
      await migrate(ownerUrl, readMigrations(inRoot("migrations")));
      await buildWorker();
      await runtime.replace();
      await clock.retell();
    },
  };
}
