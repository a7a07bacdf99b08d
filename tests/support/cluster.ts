import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

import { readMigrations } from "#migrations/files";
import { migrate } from "#migrations/migrate";
import { createDatabase, createRoles, withClient } from "#sandbox/database";
import { cacheDir, inRoot } from "#sandbox/paths";
import { clusterFolder, startPostgres, stopOrphan } from "#sandbox/postgres";
import { postgresHome } from "#sandbox/postgres-home";
import { startTime } from "#sandbox/processes";
import { showOldValues } from "#tests/support/audit-witness";

/** What test processes need to know of the run's Postgres. */
export type Cluster = { adminUrl: string; ownerUrl: string; appUrl: string };
/** Migrated once per run; every test file works on a copy of its own. */
export const TEMPLATE = "hub_template";

/** Starts one Postgres for a run of tests, with nothing forced to the disk, and the migrated template in it. */
export async function startCluster(): Promise<Cluster & { stop(): Promise<void> }> {
  const home = postgresHome(path.join(cacheDir, "postgres"));
  await sweep(home.dir);
  const name = `test-${process.pid}`;
  mkdirSync(cacheDir, { recursive: true });
  const logFile = path.join(cacheDir, "postgres.log");
  const postgres = await startPostgres({ home, name, adminPassword: "test-admin", durable: false, logFile });
  const stop = async () => {
    await postgres.stop();
    rmSync(clusterFolder(home, name), { recursive: true, force: true });
  };
  try {
    await createRoles(postgres.adminUrl(), { owner: "test-owner", app: "test-app" });
    await createDatabase(postgres.adminUrl, TEMPLATE);
    const ownerUrl = postgres.url("hub_owner", "test-owner", TEMPLATE);
    await migrate(ownerUrl, readMigrations(inRoot("migrations")));
    await withClient(ownerUrl, (owner) => owner.query(showOldValues));
    return { adminUrl: postgres.adminUrl(), ownerUrl, appUrl: postgres.url("hub_app", "test-app", TEMPLATE), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stops and removes the clusters of runs that were killed; those of runs that go on beside this one stay. */
async function sweep(dir: string): Promise<void> {
  for (const name of readdirSync(dir)) {
    const pid = Number(name.match(/^test-(\d+)/)?.[1]);
    if (!pid || (pid !== process.pid && startTime(pid) !== null)) continue;
    await stopOrphan(path.join(dir, name));
    rmSync(path.join(dir, name), { recursive: true, force: true });
  }
}

/** The same connection string for another database of the cluster. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
