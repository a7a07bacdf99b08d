import { describe, expect, test } from "vitest";

import { migrate, selectPending } from "#migrations/migrate";
import { testDatabase } from "#tests/support/database";

const file = (name: string, sql = "select 1") => ({ name, sql, sha256: `sum of ${sql}` });
const first = file("0001_first.sql");
const second = file("0002_second.sql");

describe("what is left to apply", () => {
  test("is what the ledger does not name, in order", () => {
    expect(selectPending([], [first, second])).toEqual([first, second]);
    expect(selectPending([first], [first, second])).toEqual([second]);
    expect(selectPending([first, second], [first, second])).toEqual([]);
  });

  test("is refused where the database is newer, a file was changed, or a number comes late", () => {
    expect(() => selectPending([first, second], [first])).toThrow("newer schema than this checkout (0002_second.sql)");
    expect(() => selectPending([first], [file("0001_first.sql", "select 2"), second])).toThrow(
      "0001_first.sql was changed",
    );
    expect(() => selectPending([second], [first, second])).toThrow("0001_first.sql comes before 0002_second.sql");
  });
});

describe("migrating a database", () => {
  test("that cannot be reached, or lets nobody in, is one sentence without the password", async () => {
    const { ownerUrl } = await testDatabase();
    const said = (url: string) => migrate(url, []).catch((error: Error) => `${error.name}: ${error.message}`);
    const wrong = new URL(ownerUrl);
    wrong.password = "hunter2";
    const nowhere = new URL(ownerUrl);
    nowhere.pathname = "/nowhere";
    expect(
      await Promise.all([`postgres://hub_owner:hunter2@127.0.0.1:9/hub`, "hunter2", nowhere.href].map(said)),
    ).toEqual([
      "MigrationRefused: The database at 127.0.0.1:9 cannot be reached (ECONNREFUSED): is it running, and is the address right?",
      "MigrationRefused: The address of the database is not one: postgres://ROLE:PASSWORD@HOST/DATABASE.",
      `MigrationRefused: The database at ${nowhere.host} lets nobody in with this address: database "nowhere" does not exist.`,
    ]);
    expect(await said(wrong.href)).not.toContain("hunter2");
  });

  test("applies a file once, whole or not at all, though two do it at once", async () => {
    const { ownerUrl, owner } = await testDatabase();
    const known = (await owner.query("select name, sha256 from app.schema_migrations order by name")).rows.map(
      (row) => ({ ...row, sql: "" }),
    );
    const good = file("9998_good.sql", "create table public.made_once (id int)");
    const bad = file("9999_bad.sql", "create table public.half (id int);\nselect * from public.nowhere");

    const both = await Promise.all([migrate(ownerUrl, [...known, good]), migrate(ownerUrl, [...known, good])]);
    expect(both.toSorted((a, b) => a.length - b.length)).toEqual([[], ["9998_good.sql"]]);

    await expect(migrate(ownerUrl, [...known, good, bad])).rejects.toThrow(
      '9999_bad.sql:2 failed, nothing of it was applied: relation "public.nowhere" does not exist',
    );
    const half = await owner.query("select to_regclass('public.half') as half");
    expect(half.rows).toEqual([{ half: null }]);
  });
});
