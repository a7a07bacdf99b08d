import { base64url, isUuid } from "./ids";
import { refuse } from "./refusal";

/**
 * What a console table shows, as its address says it: `?q=&state=&sort=-name&after=<cursor>`. A list declares once what it
 * can be asked for; everything else is refused with the field's fix, and nothing of the address reaches SQL but as a parameter.
 *
 *     // domain: app/domain/batches/list-batches.ts
 *     export const batchList = defineList({
 *       filters: { q: textFilter(), state: oneOf(batchMachine.states), owner: idFilter() },
 *       sorts: { code: "text", starts: "day" },
 *       first: "-starts",
 *     });
 *     export async function listBatches(ctx: Ctx, asked: AskedOf<typeof batchList>) {
 *       const keys = keyset(asked, { code: sql`b.code`, starts: sql`coalesce(b.starts_on, '9999-12-31')` }, sql`b.id`);
 *       const { found } = await read(ctx, () => ({
 *         found: rows<Row & Keyed>(sql`select b.id, b.code, …, ${keys.cursor} as cursor from batches b
 *           where b.organization_id = (select app.organization_id()) ${asked.filters.state ? sql`and b.state = …` : sql``} ${keys.after}
 *           order by ${keys.order} limit ${keys.limit}`),
 *       }));
 *       assertCan(ctx.actor, "batch.read");
 *       return pageOf(batchList, asked, found);          // { rows, next }: next is the search of the next page, or null
 *     }
 *
 *     // route: `const asked = batchList.parse(new URL(request.url).searchParams);`
 *     // view:  `listFrame(batchList, asked, paths.batches(), page)` (app/list-frame.ts) makes the props of app/ui/list-*.tsx
 *     // bulk:  `const { fields, chosen } = await bulkForm(request, batchList);` (app/respond.ts)
 */
export type Filter<T extends string = string> = {
  /** The value a person meant, or null where the text says none. */
  read(text: string): T | null;
  fix: string;
};
/** How the values of a sort compare. None of them may be null: the query says what stands for nothing. */
export type SortType = "text" | "instant" | "day" | "number";

type Filters = Record<string, Filter>;
type Sorts = Record<string, SortType>;
type Values<F extends Filters> = { [K in keyof F]: (F[K] extends Filter<infer T> ? T : never) | null };

export type Asked<F extends Filters = Filters, S extends Sorts = Sorts> = {
  filters: Values<F>;
  sort: { by: keyof S & string; type: SortType; descending: boolean };
  /** The last row of the page before, by its sort's value and id. */
  after: { value: string; id: string } | null;
  size: number;
};
/** What may be different in a link to the same list. A change of filter or order begins at the first page. */
export type Change<F extends Filters, S extends Sorts> = {
  filters?: Partial<Values<F>>;
  sort?: (keyof S & string) | `-${keyof S & string}`;
  after?: { value: string; id: string };
};
export type List<F extends Filters = Filters, S extends Sorts = Sorts> = {
  filters: F;
  sorts: S;
  /** Reads an address; refuses with `input.invalid` and the fix of each parameter that says nothing it could mean. */
  parse(search: URLSearchParams): Asked<F, S>;
  /** The address's search of the same list, changed: "?state=ACTIVE&sort=-name", or "". */
  search(asked: Asked<F, S>, change?: Change<F, S>): string;
  /** Whether anything is filtered at all: an empty list is told apart from one where nothing matches. */
  isFiltered(asked: Asked<F, S>): boolean;
};
export type AskedOf<L> = L extends List<infer F, infer S> ? Asked<F, S> : never;

const startAgain = "This page of the list is not there any more. Open the list from its first page.";

export function defineList<const F extends Filters, const S extends Sorts>(spec: {
  filters: F;
  sorts: S;
  first: (keyof S & string) | `-${keyof S & string}`;
  size?: number;
}): List<F, S> {
  const { filters, sorts, first, size = 50 } = spec;
  const sortOf = (text: string): Asked<F, S>["sort"] | null => {
    const by = text.replace(/^-/, "");
    const type = Object.hasOwn(sorts, by) ? sorts[by] : undefined;
    return type ? { by, type, descending: text.startsWith("-") } : null;
  };
  const firstSort = sortOf(first)!;

  function parse(search: URLSearchParams): Asked<F, S> {
    const wrong: Record<string, string[]> = {};
    const said = (name: string): string | null => {
      const all = search.getAll(name).filter((text) => text.trim() !== "");
      if (all.length > 1) wrong[name] = ["Choose one."];
      return all.length === 1 ? all[0]!.trim() : null;
    };
    const values = Object.fromEntries(
      Object.entries(filters).map(([name, filter]) => {
        const text = said(name);
        const value = text === null ? null : filter.read(text);
        if (text !== null && value === null) wrong[name] = [filter.fix];
        return [name, value];
      }),
    ) as Values<F>;
    const sortText = said("sort");
    const sort = sortText === null ? firstSort : sortOf(sortText);
    if (!sort) wrong["sort"] = [`Sort by one of ${Object.keys(sorts).join(", ")}.`];
    const cursor = said("after");
    const after = cursor !== null && sort ? readCursor(cursor, sort) : null;
    if (cursor !== null && sort && !after) wrong["after"] = [startAgain];
    if (Object.keys(wrong).length > 0) throw refuse("input.invalid", { fields: wrong });
    return { filters: values, sort: sort!, after, size };
  }

  return {
    filters,
    sorts,
    parse,
    search(asked, change = {}) {
      const out = new URLSearchParams();
      for (const [name, value] of Object.entries({ ...asked.filters, ...change.filters }))
        if (value !== null && value !== undefined) out.set(name, value);
      const sort = change.sort ? sortOf(change.sort)! : asked.sort;
      if (sortText(sort) !== first) out.set("sort", sortText(sort));
      if (change.after) out.set("after", cursorText(sort, change.after));
      const text = out.toString();
      return text === "" ? "" : `?${text}`;
    },
    isFiltered: (asked) => Object.values(asked.filters).some((value) => value !== null),
  };
}

const sortText = ({ by, descending }: { by: string; descending: boolean }) => `${descending ? "-" : ""}${by}`;

/** A control character is nothing anybody types, and a database cannot keep the first of them. */
const plain = (text: string) => !/[\p{Cc}\p{Cs}]/u.test(text);

export function textFilter(most = 100): Filter {
  return {
    read: (text) => (text.length <= most && plain(text) ? text : null),
    fix: `Type at most ${most} letters, in one line.`,
  };
}
export function oneOf<const T extends string>(values: readonly T[]): Filter<T> {
  return {
    read: (text) => values.find((value) => value === text) ?? null,
    fix: `Choose one of ${values.join(", ")}.`,
  };
}
export function idFilter(): Filter {
  return { read: (text) => (isUuid(text) ? text.toLowerCase() : null), fix: "Choose one from the list." };
}
export function dayFilter(): Filter {
  return { read: (text) => (isDay(text) ? text : null), fix: "Write the day like 2026-11-23." };
}
const isDay = (text: string) =>
  /^[12]\d{3}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** Values as Postgres writes them, so that what comes back compares exactly. */
const readable: Record<SortType, (value: string) => boolean> = {
  text: (value) => value.length <= 1000 && plain(value),
  instant: (value) =>
    /^[12]\d{3}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00$/.test(value) && isDay(value.slice(0, 10)),
  day: (value) => isDay(value) || value === "9999-12-31",
  number: (value) => /^-?\d{1,15}(\.\d{1,10})?$/.test(value),
};

function cursorText(sort: { by: string; descending: boolean }, { value, id }: { value: string; id: string }): string {
  const bytes = new TextEncoder().encode(JSON.stringify([sortText(sort), value, id]));
  return base64url(bytes);
}

/** The cursor of this order, or null: one of another order, a broken one and one that somebody made up say nothing. */
function readCursor(
  text: string,
  sort: { by: string; type: SortType; descending: boolean },
): { value: string; id: string } | null {
  let parts: unknown;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    parts = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [order, value, id] = parts as unknown[];
  if (order !== sortText(sort) || typeof value !== "string" || typeof id !== "string") return null;
  return isUuid(id) && readable[sort.type](value) ? { value, id } : null;
}
