import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

/** The queue writes for the person who asked: the record names both. First of a batch's writes. */
export const onBehalfOf = (memberId: string | null): Query =>
  rows(sql`select set_config('app.on_behalf_of', ${memberId ? `member:${memberId}` : ""}, true)`);
