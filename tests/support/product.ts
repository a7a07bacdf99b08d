import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { withClient } from "#sandbox/database";
import { removeData } from "#sandbox/orphans";
import { cacheDir, inRoot, root } from "#sandbox/paths";
import { freePort } from "#sandbox/ports";
import { ADMIN } from "#sandbox/postgres";
import { findOwned, startTime } from "#sandbox/processes";
import { loadSecrets } from "#sandbox/secrets";
import { showOldValues, witnessAudit } from "#tests/support/audit-witness";
import type { AuditWitness } from "#tests/support/audit-witness";

const demoSchema = z.looseObject({
  hub: z.string(),
  sandbox: z.string(),
  cronSecret: z.string(),
  database: z.object({ ownerUrl: z.string(), appUrl: z.string() }),
  organizations: z.array(
    z.looseObject({
      slug: z.string(),
      url: z.string(),
      people: z.array(
        z.looseObject({ role: z.string(), email: z.string(), name: z.string(), situation: z.string().nullable() }),
      ),
      sessions: z.object({ live: z.string(), later: z.string(), cancelled: z.string() }),
    }),
  ),
});
export type Demo = z.infer<typeof demoSchema>;

export type TestProduct = {
  /** Its data folder. */
  hubDir: string;
  /** The outside contract's file, read anew at every call: the demo actor rewrites it. */
  demo(): Demo;
  /** All it has printed. */
  said(): string;
  /** Watches from now on that its audit matches what changes. */
  watchAudit(): Promise<AuditWitness>;
  /** Kills the processes whose command line holds the text, as a crash would; how many there were. */
  kill(text: "workerd" | "postgres"): number;
  /** Kills everything at once, the supervisor included. */
  killAll(): Promise<void>;
  /** Starts again on the same data, ports and all. */
  start(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  dispose(): Promise<void>;
};

const productsDir = path.join(cacheDir, "products");

/** The whole product as `npm start` runs it, on a data folder and ports of its own. */
export async function testProduct(name: string): Promise<TestProduct> {
  await removeLeftovers();
  const hubDir = path.join(productsDir, `${name}-${process.pid}`);
  const ports = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) };
  let child: ChildProcess | undefined;
  let said = "";
  mkdirSync(hubDir, { recursive: true });

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, [inRoot("sandbox/run.mjs"), "sandbox/start.ts"], {
      cwd: root,
      env: { ...process.env, ...ports, HUB_DIR: hubDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    let own = "";
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        own += chunk.toString();
        said += chunk.toString();
        if (own.includes("Ctrl-C stops it.")) resolve();
      };
      started.stdout?.on("data", hear);
      started.stderr?.on("data", hear);
      started.once("exit", (code) => reject(new Error(`The product ended with ${code} instead of starting:\n${own}`)));
    });
  };
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, "exit");
    child.kill(signal);
    return ((await ended) as [number | null])[0];
  };
  const owned = (text: string) => findOwned(hubDir, [process.pid]).filter(({ pid }) => commandOf(pid).includes(text));

  await start();
  const demo = () => demoSchema.parse(JSON.parse(readFileSync(path.join(hubDir, "demo.json"), "utf8")));
  return {
    hubDir,
    demo,
    async watchAudit() {
      const { ownerUrl } = demo().database;
      await withClient(ownerUrl, (owner) => owner.query(showOldValues));
      const adminUrl = new URL(ownerUrl);
      adminUrl.username = ADMIN;
      adminUrl.password = loadSecrets(path.join(hubDir, "secrets.json")).adminPassword;
      return witnessAudit(adminUrl.href, adminUrl.pathname.slice(1));
    },
    said: () => said,
    kill(text) {
      const found = owned(text);
      for (const { pid } of found) process.kill(pid, "SIGKILL");
      return found.length;
    },
    async killAll() {
      const found = owned("");
      const ended = stop("SIGKILL");
      for (const { pid } of found) process.kill(pid, "SIGKILL");
      await ended;
    },
    start,
    stop: () => stop("SIGTERM"),
    async dispose() {
      await stop("SIGTERM");
      await remove(hubDir);
    },
  };
}

async function remove(hubDir: string): Promise<void> {
  await removeData(hubDir, path.join(hubDir, "lock"));
  rmSync(hubDir, { recursive: true, force: true });
}

/** What test runs that were killed left: their folders name their pid. */
async function removeLeftovers(): Promise<void> {
  mkdirSync(productsDir, { recursive: true });
  for (const name of readdirSync(productsDir)) {
    const pid = Number(name.match(/-(\d+)$/)?.[1]);
    if (pid !== process.pid && startTime(pid) === null) await remove(path.join(productsDir, name));
  }
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
}
