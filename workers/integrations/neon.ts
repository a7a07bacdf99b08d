import { neon, neonConfig } from "@neondatabase/serverless";

import type { Database } from "#kernel/ports";

/**
 * Neon over HTTP: one batch is one round trip and one transaction. `localProxy` (host:port) is the wire proxy that stands
 * before a plain Postgres on a laptop.
 */
export function createDatabase(connectionString: string, localProxy?: string): Database {
  if (localProxy) neonConfig.fetchEndpoint = () => `http://${localProxy}/sql`;
  const client = neon(connectionString, { fullResults: true });
  return {
    async batch(statements, options) {
      // Each statement's own array mode is what Drizzle asked for; the driver's types know one mode for a whole transaction.
      const queries = statements.map((s) =>
        client.query(s.sql, s.params, { arrayMode: s.arrayMode as false, fullResults: true }),
      );
      const results = await client.transaction(queries, {
        isolationLevel: options.isolation,
        readOnly: options.readOnly,
        fullResults: true,
      });
      return results as unknown as Awaited<ReturnType<Database["batch"]>>;
    },
  };
}
