import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Asked, List, SortType } from "./list";

const casts: Record<SortType, SQL> = {
  text: sql`text`,
  instant: sql`timestamptz`,
  day: sql`date`,
  number: sql`numeric`,
};

/** What every row of a list brings beside its own columns: `select …id, ${keys.cursor} as cursor`. */
export type Keyed = { id: string; cursor: string };

/**
 * The pieces of a list's query. `columns` says what each sort stands for; an index has to begin with the tenant and go on
 * with that column and the id, so that a page far down costs what the first one does. One row more than a page is asked
 * for: whether it came says whether there is a next page.
 */
export function keyset<A extends Asked>(
  asked: A,
  columns: Record<A["sort"]["by"], SQL>,
  id: SQL,
): { cursor: SQL; after: SQL; order: SQL; limit: SQL } {
  const { sort, after, size } = asked;
  const column = columns[sort.by as A["sort"]["by"]];
  const way = sort.descending ? sql`desc` : sql`asc`;
  const beyond = sort.descending ? sql`<` : sql`>`;
  return {
    cursor: sql`(${column})::text`,
    after: after
      ? sql`and (${column}, ${id}) ${beyond} (${after.value}::${casts[sort.type]}, ${after.id}::uuid)`
      : sql``,
    order: sql`${column} ${way}, ${id} ${way}`,
    limit: sql`${size + 1}`,
  };
}

/** The page of what came, and the search of the one after it. */
export function pageOf<A extends Asked, Row extends Keyed>(
  list: Pick<List, "search">,
  asked: A,
  found: readonly Row[],
): { rows: Row[]; next: string | null } {
  const page = found.slice(0, asked.size);
  const last = page.at(-1);
  const more = found.length > asked.size && last;
  return { rows: page, next: more ? list.search(asked, { after: { value: last.cursor, id: last.id } }) : null };
}

/**
 * Every row of a filter, page by page from the beginning, for an export: one round trip each, nothing kept. A row that is
 * written meanwhile is met once or not at all, never twice.
 */
export async function* pagesOf<A extends Asked, Row extends Keyed>(
  asked: A,
  size: number,
  readPage: (asked: A) => Promise<readonly Row[]>,
): AsyncGenerator<Row[], void, void> {
  let after: Asked["after"] = null;
  do {
    const found: readonly Row[] = await readPage({ ...asked, after, size });
    const page = found.slice(0, size);
    const last = page.at(-1);
    after = found.length > size && last ? { value: last.cursor, id: last.id } : null;
    if (page.length > 0) yield page;
  } while (after);
}
