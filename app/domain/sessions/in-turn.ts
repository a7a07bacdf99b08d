import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

/**
 * Commands that plan the same batch, trainer or host account go one after the other. Two classes that exclude each other,
 * written at the same moment, would each wait for the other until Postgres ends one of them a second later. Comes first
 * among the writes; everybody takes the turns in one order.
 */
export function inTurn(...whose: (string | null)[]): Query {
  const ids = whose.filter((id) => id !== null).map((id) => sql`(${id})`);
  return rows(sql`
    select pg_advisory_xact_lock(turn) from (
      select distinct hashtextextended(id, 6) as turn from (values ${sql.join(ids, sql`, `)}) as planned (id) order by turn) turns`);
}
