import type { TestProject } from "vitest/node";

import { startCluster, type Cluster } from "#tests/support/cluster";

declare module "vitest" {
  interface ProvidedContext {
    cluster: Cluster;
  }
}

// Every project of a run loads this module anew, so what they share stands on the process.
type Shared = { running?: ReturnType<typeof startCluster>; users: number };
const shared = ((globalThis as { hubTestCluster?: Shared }).hubTestCluster ??= { users: 0 });

/** Vitest runs this once for every project of the run; all of them use one Postgres, and the last one stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.users++;
  const { stop, ...cluster } = await (shared.running ??= startCluster());
  project.provide("cluster", cluster);
  return async () => {
    if (--shared.users > 0) return;
    delete shared.running;
    await stop();
  };
}
