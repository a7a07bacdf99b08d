import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { isUuid } from "#kernel/ids";

/** A place in the record, between two of its rows: everything older comes after it. */
export type Cursor = { at: string; id: string };

export const cursorText = ({ at, id }: Cursor): string => `${at}~${id}`;

/** The place an address names, or null where it names none. */
export function parseCursor(text: string | null): Cursor | null {
  const [at = "", id = ""] = (text ?? "").split("~");
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;
  return instant.test(at) && !Number.isNaN(Date.parse(at)) && isUuid(id) ? { at, id } : null;
}

/** Only what is older than the cursor, as an index condition of (at desc, id desc). */
export const olderThan = (cursor: Cursor | null, columns = sql`(a.at, a.id)`): SQL =>
  cursor ? sql`and ${columns} < (${cursor.at}::timestamptz, ${cursor.id}::uuid)` : sql``;
