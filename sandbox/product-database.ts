import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import * as z from "zod";

import { readMigrations } from "#migrations/files";
import { migrate } from "#migrations/migrate";
import { createDatabase, createRoles, dropDatabase } from "#sandbox/database";
import { Failure, isErrno } from "#sandbox/failure";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { CLUSTER } from "#sandbox/orphans";
import type { Output } from "#sandbox/output";
import type { Parts } from "#sandbox/parts";
import { inRoot } from "#sandbox/paths";
import { freePort } from "#sandbox/ports";
import { startPostgres, type Postgres } from "#sandbox/postgres";
import { postgresHome } from "#sandbox/postgres-home";
import type { Secrets } from "#sandbox/secrets";
import type { Supervised } from "#sandbox/supervise";

/** Stands while the first demo world is being built. */
export const unfinishedWorld = (hubDir: string) => path.join(hubDir, "world-unfinished");

export type ProductDatabase = { ownerUrl: string; appUrl: string; neonProxy: string };
type DatabaseOptions = {
  hubDir: string;
  secrets: Secrets;
  output: Output;
  parts: Parts;
  /** Has Postgres started again when it dies. */
  keep(part: Supervised): void;
};

/** Starts Postgres and the Neon proxy before it, with the roles, the database and every migration. */
export async function startDatabase({
  hubDir,
  secrets,
  output,
  parts,
  keep,
}: DatabaseOptions): Promise<ProductDatabase> {
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
