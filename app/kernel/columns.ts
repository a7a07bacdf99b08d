import { sql } from "drizzle-orm";
import { customType, date, integer, timestamp, uuid } from "drizzle-orm/pg-core";

/** Columns every tenant table shares. Keys are UUIDv7; the tenant defaults to the transaction's own. */
export const tenantColumns = () => ({
  id: uuid()
    .primaryKey()
    .default(sql`app.uuidv7()`),
  organizationId: uuid()
    .notNull()
    .default(sql`app.organization_id()`),
});
/** Raised by trigger; every decision guards the versions it relied on. */
export const version = () => integer().notNull().default(1);
/** A UTC instant. */
export const instant = () => timestamp({ withTimezone: true, mode: "date" });
export const instantNow = () =>
  instant()
    .notNull()
    .default(sql`app.now()`);
/** A local day of the organization's zone, "2026-11-23". */
export const day = () => date({ mode: "string" });
/** Paisa: whole and far below 2^53. */
export const paisa = customType<{ data: number; driverData: string }>({
  dataType: () => "bigint",
  fromDriver: (text) => Number(text),
  toDriver: (n) => String(n),
});

/** What each table promised the database: who sees rows, and how changes are recorded. Held equal to the catalog by a test. */
export type TableRule = {
  wall: "public" | "shared" | "own" | "staff" | "gate";
  record: "audited" | "evidence" | "machinery";
};
