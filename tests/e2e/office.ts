import path from "node:path";

import { withClient } from "#sandbox/database";
import { startNeonProxy } from "#sandbox/neon-proxy";
import { loadSecrets } from "#sandbox/secrets";
import { openOffice, type Office } from "#tests/support/office";

import type { Stage } from "./stage";

/** The stage, and where the product keeps its secrets. */
export type Backstage = Stage & { hubDir: string };

/** A question to the database of the product that runs, asked of Raga. `$1` is the school. */
export async function askRaga<Row extends object>({ demo }: Stage, sql: string, params: unknown[] = []): Promise<Row[]> {
  return withClient(demo.database.ownerUrl, async (client) => {
    const school = await client.query<{ id: string }>("select id from organizations where slug = 'raga'");
    return (await client.query<Row>(sql, [school.rows[0]!.id, ...params])).rows;
  });
}

/** A batch of Raga's own, made by the product's commands before somebody walks in. */
export async function withOffice<Done>(
  stage: Backstage,
  batch: Parameters<typeof openOffice>[1],
  work: (office: Office) => Promise<Done>,
): Promise<Done> {
  const { ownerUrl, appUrl } = stage.demo.database;
  const secrets = loadSecrets(path.join(stage.hubDir, "secrets.json"));
  const [school] = await askRaga<{ id: string }>(stage, "select $1::uuid as id");
  const proxy = await startNeonProxy();
  try {
    const settings = { SEAL_KEYS: secrets.sealKeys, AUTH_PEPPER: secrets.authPepper };
    const options = { ownerUrl, appUrl, neonProxy: proxy.host, settings, hub: stage.demo.hub, organizationId: school!.id };
    return await work(await openOffice(options, batch));
  } finally {
    await proxy.stop();
  }
}
