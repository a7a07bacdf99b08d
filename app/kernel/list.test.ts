import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayFilter, defineList, idFilter, oneOf, textFilter } from "./list";
import { pageOf, pagesOf } from "./list.server";
import { Refusal } from "./refusal";

const list = defineList({
  filters: { q: textFilter(), state: oneOf(["open", "closed"]), batch: idFilter(), day: dayFilter() },
  sorts: { name: "text", at: "instant", due: "day", count: "number" },
  first: "name",
});
const id = "0192f3a4-0000-7000-8000-000000000001";
const parse = (search: string) => list.parse(new URLSearchParams(search));
const fieldsOf = (search: string) => {
  try {
    parse(search);
  } catch (error) {
    if (error instanceof Refusal) return Object.keys(error.details.fields ?? {});
    throw error;
  }
  return [];
};

describe("a list's address", () => {
  it("says what is asked for, and nothing where it says nothing", () => {
    expect(parse("?q=+asha+&state=open&sort=-due&done=one")).toMatchObject({
      filters: { q: "asha", state: "open", batch: null, day: null },
      sort: { by: "due", type: "day", descending: true },
      after: null,
    });
    expect(parse("?q=&state=")).toMatchObject({ filters: { q: null, state: null }, sort: { by: "name" } });
  });

  it("is refused by name where it says something the list does not know", () => {
    expect(fieldsOf("?state=OPEN")).toEqual(["state"]);
    expect(fieldsOf("?state=open&state=closed")).toEqual(["state"]);
    expect(fieldsOf("?batch=1&day=2026-02-30&sort=password&q=a%00b")).toEqual(["q", "batch", "day", "sort"]);
    expect(fieldsOf("?sort=constructor")).toEqual(["sort"]);
    expect(fieldsOf(`?q=${"x".repeat(101)}`)).toEqual(["q"]);
  });

  it("keeps filters and order in its links, and begins a changed one at the first page", () => {
    const asked = parse(`?state=open&sort=-due`);
    const next = list.search(asked, { after: { value: "2026-11-23", id } });
    expect(parse(next)).toEqual({ ...asked, after: { value: "2026-11-23", id } });
    expect(list.search(parse(next), { sort: "name" })).toBe("?state=open");
    expect(list.search(parse(next), { filters: { state: null } })).toBe("?sort=-due");
    expect(list.isFiltered(asked)).toBe(true);
    expect(list.isFiltered(parse("?sort=-due"))).toBe(false);
  });

  it("takes a cursor of its own order only", () => {
    const after = (sort: string, value: string) =>
      new URLSearchParams(list.search(parse(`?sort=${sort}`), { after: { value, id } })).get("after")!;
    const day = after("due", "2026-11-23");
    expect(fieldsOf(`?sort=due&after=${day}`)).toEqual([]);
    for (const search of [
      `?sort=-due&after=${day}`,
      `?after=${day}`,
      `?sort=due&after=${day.slice(0, -3)}`,
      "?after=%F0",
      "?after=bm90aGluZw",
      `?sort=due&after=${after("due", "yesterday")}`,
      `?sort=at&after=${after("at", "2026-13-01 00:00:00+00")}`,
      `?sort=count&after=${after("count", "1e9; drop")}`,
      `?sort=name&after=${after("name", "a\u0000")}`,
    ])
      expect(fieldsOf(search), search).toEqual(["after"]);
  });

  test.prop([fc.string({ unit: "binary", maxLength: 40 }), fc.string({ unit: "binary", maxLength: 60 })])(
    "is read or refused, whatever is in it",
    (name, text) => {
      for (const field of ["q", "state", "batch", "day", "sort", "after", name])
        expect(() => fieldsOf(`?${new URLSearchParams([[field, text]])}`)).not.toThrow();
    },
  );

  test.prop([
    fc.string({ unit: "grapheme", maxLength: 200 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text)),
    fc.uuid(),
  ])("brings back the row a page ended with, in any script", (value, row) => {
    const search = list.search(parse("?sort=-name"), { after: { value, id: row } });
    expect(parse(search).after).toEqual({ value, id: row });
  });
});

describe("pages", () => {
  const rows = Array.from({ length: 7 }, (_, i) => ({ id: `${id.slice(0, -1)}${i}`, cursor: `n${i}` }));

  it("end where there is no row more than a page holds", () => {
    const asked = { ...parse("?state=open"), size: 3 };
    const page = pageOf(list, asked, rows.slice(0, 4));
    expect(page.rows).toEqual(rows.slice(0, 3));
    expect(parse(page.next!).after).toEqual({ value: "n2", id: rows[2]!.id });
    expect(pageOf(list, asked, rows.slice(0, 3)).next).toBeNull();
    expect(pageOf(list, asked, []).next).toBeNull();
  });

  it("of an export follow each other to the end, each row once", async () => {
    const asked = parse(`?state=open`);
    const met: string[] = [];
    let trips = 0;
    const readPage = ({ after, size }: typeof asked) => {
      trips++;
      const from = after ? rows.findIndex((row) => row.id === after.id) + 1 : 0;
      return Promise.resolve(rows.slice(from, from + size + 1));
    };
    for await (const page of pagesOf(asked, 3, readPage)) met.push(...page.map((row) => row.cursor));
    expect(met).toEqual(rows.map((row) => row.cursor));
    expect(trips).toBe(3);
  });
});
