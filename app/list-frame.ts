import type { Asked, Filter, List, SortType } from "#kernel/list";

import type { SortLink } from "./ui/data-table";

/** The links around a list: its headers' orders, its first and next page, and the way back to all of it. */
export type ListFrame<S extends string = string> = {
  /** Where the filter form goes. */
  path: string;
  /** As an option of the form: "name" or "-name". */
  sort: string;
  sorts: Record<S, SortLink>;
  first: string | null;
  next: string | null;
  /** All of the list, where something is filtered. */
  clear: string | null;
  /** The list's own search without its page, for links, exports and bulk forms. */
  search: string;
};

/** `next` is what `pageOf` said. A header asks for its order, and once more for the reverse. */
export function listFrame<F extends Record<string, Filter>, S extends Record<string, SortType>>(
  list: List<F, S>,
  asked: Asked<F, S>,
  path: string,
  next: string | null,
): ListFrame<keyof S & string> {
  const { by, descending } = asked.sort;
  const sorts = Object.fromEntries(
    Object.keys(list.sorts).map((name): [string, SortLink] => {
      const now = name !== by ? null : descending ? "descending" : "ascending";
      return [
        name,
        {
          href: path + list.search(asked, { sort: (now === "ascending" ? `-${name}` : name) as keyof S & string }),
          now,
        },
      ];
    }),
  );
  const search = list.search(asked);
  return {
    path,
    sort: `${descending ? "-" : ""}${by}`,
    sorts: sorts as Record<keyof S & string, SortLink>,
    first: asked.after ? path + search : null,
    next: next === null ? null : path + next,
    clear: list.isFiltered(asked) ? path : null,
    search,
  };
}
