import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import path from "node:path";

import { readMigrations } from "#migrations/files";
import { migrate } from "#migrations/migrate";
import { createDatabase, createRoles, withClient } from "#sandbox/database";
import { cacheDir, inRoot } from "#sandbox/paths";
import { clusterFolder, startPostgres, stopOrphan } from "#sandbox/postgres";
import { makeClosedFolder, outsideFolder, postgresHome, type PostgresHome } from "#sandbox/postgres-home";
import { startTime } from "#sandbox/processes";
import { showOldValues } from "#tests/support/audit-witness";

/** What test processes need to know of the run's Postgres. */
export type Cluster = { adminUrl: string; ownerUrl: string; appUrl: string };
/** Migrated once per run; every test file works on a copy of its own. */
export const TEMPLATE = "hub_template";

/** Starts one Postgres for a run of tests, with nothing forced to the disk, and the migrated template in it. */
export async function startCluster(): Promise<Cluster & { stop(): Promise<void> }> {
  const home = clusterHome();
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

/**
 * In memory where there is plenty: every test file's database is a thousand small files, made and removed within seconds, over
 * which the file system of a disk takes longer than Postgres over all the queries.
 */
function clusterHome(): PostgresHome {
  const home = postgresHome(path.join(cacheDir, "postgres"));
  if (!hasRoom(MEMORY, 4) || process.availableMemory() < 8 * GIGABYTE) return home;
  const dir = path.join(MEMORY, path.basename(outsideFolder(cacheDir)));
  makeClosedFolder(dir, home.account ?? { uid: process.getuid!(), gid: process.getgid!() });
  return { ...home, dir };
}

const MEMORY = "/dev/shm";
const GIGABYTE = 2 ** 30;
function hasRoom(folder: string, gigabytes: number): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > gigabytes * GIGABYTE;
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
