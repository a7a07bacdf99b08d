import { randomBytes } from "node:crypto";

import { Pool } from "pg";
import { inject } from "vitest";

import { withClient } from "#sandbox/database";
import { startNeonProxy, type NeonProxy } from "#sandbox/neon-proxy";
import { witnessAudit } from "#tests/support/audit-witness";
import type { AuditWitness } from "#tests/support/audit-witness";
import { TEMPLATE, withDatabase } from "#tests/support/cluster";

export type TestDatabase = {
  name: string;
  /** The migrating role, which sees all tenants. */
  ownerUrl: string;
  /** The worker's role, behind every wall. */
  appUrl: string;
  owner: Pool;
  /** host:port of this process's Neon proxy. */
  proxy: string;
  /** Round trips that went through the proxy of this process. */
  trips: Pick<NeonProxy, "stats" | "resetStats">;
  /** Sees every change that is committed; at the end the audit has to match it. */
  witness: AuditWitness;
  drop(): Promise<void>;
};

const open = new Set<TestDatabase>();
let proxying: Promise<NeonProxy> | undefined;

/**
 * A database of its own for the caller: a copy of the migrated template, 20 ms. Dropped at the end of the file, which fails
 * where the audit does not match what was changed in it.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject("cluster");
  const name = `hub_test_${randomBytes(6).toString("hex")}`;
  await withClient(cluster.adminUrl, (admin) =>
    admin.query(`create database ${name} owner hub_owner template ${TEMPLATE} strategy file_copy`),
  );
  const witness = await witnessAudit(withDatabase(cluster.adminUrl, name), name);
  const ownerUrl = withDatabase(cluster.ownerUrl, name);
  const owner = new Pool({ connectionString: ownerUrl, max: 8 });
  // A pool whose database is dropped at the end loses its idle connections, and says so.
  owner.on("error", () => {});
  const proxy = await (proxying ??= startNeonProxy());
  const database: TestDatabase = {
    name,
    ownerUrl,
    owner,
    appUrl: withDatabase(cluster.appUrl, name),
    proxy: proxy.host,
    trips: proxy,
    witness,
    async drop() {
      if (!open.delete(database)) return;
      await owner.end();
      const contradictions = await witness.contradictions();
      await witness.leave();
      await withClient(cluster.adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
      if (contradictions.length > 0)
        throw new Error(`The audit does not match what was changed:\n${contradictions.slice(0, 20).join("\n")}`);
    },
  };
  open.add(database);
  return database;
}

export async function dropTestDatabases(): Promise<void> {
  const proxy = await proxying;
  proxying = undefined;
  await proxy?.stop();
  await Promise.all([...open].map((database) => database.drop()));
}
