import path from "node:path";

import { readMigrations } from "#migrations/files";
import { migrate, MigrationRefused } from "#migrations/migrate";

// `npm run db:migrate`: brings the database of DATABASE_OWNER_URL (the role hub_owner, a direct connection) to this checkout.
const url = process.env["DATABASE_OWNER_URL"];
if (!url) {
  console.error("Set DATABASE_OWNER_URL to the direct connection of the role hub_owner.");
  process.exit(2);
}
try {
  const applied = await migrate(url, readMigrations(path.resolve("migrations")));
  console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
} catch (error) {
  console.error(error instanceof MigrationRefused ? error.message : error);
  process.exit(1);
}
