import { existsSync, lstatSync, rmSync, readdirSync } from "node:fs";
import path from "node:path";

import { clusterFolder, stopOrphan } from "#sandbox/postgres";
import { outsideFolder } from "#sandbox/postgres-home";
import { end, findOwned } from "#sandbox/processes";

export const CLUSTER = "data";

/** Ends what a killed start left running on this data folder: Postgres in order, the rest at once. The lock must be held. */
export async function endOrphans(hubDir: string): Promise<number> {
  for (const cluster of clustersOf(hubDir)) await stopOrphan(cluster);
  const orphans = findOwned(hubDir, [process.pid]);
  await Promise.all(orphans.map((orphan) => end(orphan, "SIGKILL", 2_000)));
  return orphans.length;
}

/** Removes all data of this folder, wherever it is kept, but for the lock that is held. */
export async function removeData(hubDir: string, lockFile: string): Promise<void> {
  await endOrphans(hubDir);
  if (process.getuid?.() === 0) rmSync(outsideFolder(path.join(hubDir, "postgres")), { recursive: true, force: true });
  for (const name of existsSync(hubDir) ? readdirSync(hubDir) : []) {
    const entry = path.join(hubDir, name);
    if (entry !== lockFile) rmSync(entry, { recursive: true, force: true });
  }
}

/** An ordinary user's cluster stands in the folder, root's outside of it. */
function clustersOf(hubDir: string): string[] {
  const inside = path.join(hubDir, "postgres");
  const isLink = lstatSync(inside, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  const dirs = [...(isLink ? [] : [inside]), ...(process.getuid?.() === 0 ? [outsideFolder(inside)] : [])];
  return dirs.map((dir) => clusterFolder({ dir }, CLUSTER));
}
