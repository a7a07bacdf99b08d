import { readFileSync, writeFileSync } from "node:fs";

import { expect, test } from "vitest";

import { listSchema } from "#migrations/listing";
import { inRoot } from "#sandbox/paths";
import { testDatabase } from "#tests/support/database";

const file = inRoot("migrations/schema.txt");

test("migrations/schema.txt is what the migrations make; SCHEMA=write npx vitest run schema-listing renews it", async () => {
  const { owner } = await testDatabase();
  const listing = await listSchema(owner);
  if (process.env["SCHEMA"] === "write") writeFileSync(file, listing);
  expect(listing).toBe(readFileSync(file, "utf8"));
});
