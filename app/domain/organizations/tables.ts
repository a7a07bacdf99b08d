/**
 * Owns the tenant itself: the school, its hosts, its rules (policies, append-only) and its holidays.
 * Invariants: a host belongs to one school; policies are never changed, only superseded by a higher version.
 */
import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { day, instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";
import type { GivenWords } from "#kernel/school-words";
import type { StateOf } from "#kernel/machine";

import type { organizationMachine } from "./organization.machine";

export const organizations = pgTable("organizations", {
  id: uuid().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  state: text().$type<StateOf<typeof organizationMachine>>().notNull().default("active"),
  zone: text().notNull(),
  locale: text().notNull().default("en-IN"),
  currency: text().notNull().default("INR"),
  brand: text().notNull().default("#1f5fbf"),
  letter: text().notNull(),
  words: jsonb().$type<GivenWords>().notNull().default({}),
  supportEmail: text(),
  supportPhone: text(),
  supportHours: text(),
  meetingOrigins: text()
    .array()
    .notNull()
    .default(sql`'{}'`),
  pilot: boolean().notNull().default(true),
  createdAt: instantNow(),
  version: version(),
});

export const organizationHosts = pgTable("organization_hosts", {
  host: text().primaryKey(),
  id: uuid()
    .notNull()
    .default(sql`app.uuidv7()`),
  organizationId: uuid()
    .notNull()
    .default(sql`app.organization_id()`),
  kind: text().$type<"slug" | "custom">().notNull().default("slug"),
  createdAt: instantNow(),
});

export const policies = pgTable("policies", {
  ...tenantColumns(),
  key: text().notNull(),
  planId: uuid(),
  version: integer().notNull(),
  value: jsonb().notNull(),
  validFrom: instant()
    .notNull()
    .default(sql`app.now()`),
  setBy: uuid(),
  reason: text().notNull(),
});

export const organizationHolidays = pgTable("organization_holidays", {
  ...tenantColumns(),
  holidayOn: day().notNull(),
  name: text().notNull(),
});

export const tableRules = {
  organizations: { wall: "public", record: "audited" },
  organization_hosts: { wall: "public", record: "audited" },
  policies: { wall: "shared", record: "audited" },
  organization_holidays: { wall: "shared", record: "audited" },
} satisfies Record<string, TableRule>;
