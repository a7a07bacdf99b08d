import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { readMigrations } from "#migrations/files";
import { migrate } from "#migrations/migrate";
import { buildWorker } from "#sandbox/bundle";
import { startCron } from "#sandbox/cron";
import { createDatabase, createRoles, dropDatabase } from "#sandbox/database";
import { openDemoWorld } from "#sandbox/demo/world";
import { Failure, isErrno } from "#sandbox/failure";
import { HubClock } from "#sandbox/hub-clock";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { CLUSTER } from "#sandbox/orphans";
import { openLog, type Output } from "#sandbox/output";
import { Parts } from "#sandbox/parts";
import { inRoot } from "#sandbox/paths";
import { freePort } from "#sandbox/ports";
import { startPostgres, type Postgres } from "#sandbox/postgres";
import { postgresHome } from "#sandbox/postgres-home";
import { startRuntime, type Runtime, type WorkerLine } from "#sandbox/runtime";
import { loadSecrets, type Secrets } from "#sandbox/secrets";
import { startStandins } from "#sandbox/standins/server";
import { supervise } from "#sandbox/supervise";
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
  const keep = (part: Parameters<typeof supervise>[0]) =>
    void supervise(part, () => parts.stopping, output.line).catch(giveUp);

  const [database] = await Promise.all([
    startDatabase(options, secrets, parts, keep),
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
      ...{ ownerUrl, appUrl, neonProxy, hub, sandbox, settings, cronSecret: secrets.cronSecret },
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

const unfinishedWorld = (hubDir: string) => path.join(hubDir, "world-unfinished");

type Database = { ownerUrl: string; appUrl: string; neonProxy: string };

async function startDatabase(
  options: ProductOptions,
  secrets: Secrets,
  parts: Parts,
  keep: (part: Parameters<typeof supervise>[0]) => void,
): Promise<Database> {
  const { hubDir, output } = options;
  const portsFile = path.join(hubDir, "ports.json");
  const remembered = readPorts(portsFile);
  const start = (preferredPort?: number) =>
    startPostgres({
      home: postgresHome(path.join(hubDir, "postgres")),
      name: CLUSTER,
      adminPassword: secrets.adminPassword,
      durable: true,
      preferredPort,
      logFile: path.join(hubDir, "log/postgres.log"),
    });
  mkdirSync(path.join(hubDir, "log"), { recursive: true });
  let postgres: Postgres = await output.step(
    "Postgres",
    () => start(remembered.postgres),
    ({ port }) => `on 127.0.0.1:${port}`,
  );
  await parts.add("Postgres", () => postgres.stop());
  keep({
    name: "Postgres",
    died: () => postgres.exited,
    restart: async () => {
      const { port } = postgres;
      postgres = await start(port);
      if (postgres.port !== port)
        throw new Failure(`Postgres cannot have its port ${port} back: another program has taken it.`);
    },
  });

  const ownerUrl = postgres.url("hub_owner", secrets.ownerPassword, "hub");
  const appUrl = postgres.url("hub_app", secrets.appPassword, "hub");
  await output.step(
    "Migrations",
    async () => {
      await createRoles(postgres.adminUrl(), { owner: secrets.ownerPassword, app: secrets.appPassword });
      // Killed while the demo world was being built: nobody has used it yet, and half a world is no world.
      if (existsSync(unfinishedWorld(hubDir))) await dropDatabase(postgres.adminUrl, "hub");
      await createDatabase(postgres.adminUrl, "hub");
      return migrate(ownerUrl, readMigrations(inRoot("migrations")));
    },
    (applied) => (applied.length > 0 ? `${applied.length} applied` : "nothing to apply"),
  );
  const proxy = await startNeonProxy({ port: await freePort(remembered.neonProxy) });
  await parts.add("the Neon proxy", proxy.stop);
  writeFileSync(portsFile, JSON.stringify({ postgres: postgres.port, neonProxy: Number(proxy.host.split(":")[1]) }));
  return { ownerUrl, appUrl, neonProxy: proxy.host };
}

const portsSchema = z.object({ postgres: z.int().optional(), neonProxy: z.int().optional() });

/** The ports of the last start are taken again where they are free, so that saved connections go on working. */
function readPorts(file: string): z.infer<typeof portsSchema> {
  try {
    return portsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (isErrno(error, "ENOENT") || error instanceof SyntaxError || error instanceof z.ZodError) return {};
    throw error;
  }
}
