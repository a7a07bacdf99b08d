/**
 * Owns people and their logins. A person belongs to one organization; memberships say as what (student or staff), and
 * profiles share the membership's key. Tables of tokens and codes are reached by the entrance functions only, so they
 * have no Drizzle table here: hub_app has no grant on them.
 * Invariants: an address belongs to one person of a school and is stored canonical; a student code is never reused.
 */
import { boolean, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";
import type { Role, StaffRole } from "#kernel/ctx";

export const users = pgTable("users", {
  ...tenantColumns(),
  disabledAt: instant(),
  createdAt: instantNow(),
  version: version(),
});

export const userEmails = pgTable("user_emails", {
  ...tenantColumns(),
  userId: uuid().notNull(),
  email: text().notNull(),
  isPrimary: boolean().notNull().default(true),
  verifiedAt: instant(),
  createdAt: instantNow(),
});

export const memberships = pgTable("memberships", {
  ...tenantColumns(),
  userId: uuid().notNull(),
  kind: text().$type<"student" | "staff">().notNull(),
  role: text().$type<Role>().notNull(),
  invitedAt: instant(),
  firstSignedInAt: instant(),
  disabledAt: instant(),
  createdAt: instantNow(),
  version: version(),
});

export const studentCodeCounters = pgTable("student_code_counters", {
  organizationId: uuid().primaryKey(),
  prefix: text().notNull(),
  nextNumber: integer().notNull().default(1001),
});

export const studentProfiles = pgTable("student_profiles", {
  id: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  code: text().notNull(),
  fullName: text().notNull(),
  preferredName: text(),
  createdAt: instantNow(),
  version: version(),
});

export const studentContacts = pgTable("student_contacts", {
  id: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  phone: text(),
  whatsappConsent: boolean().notNull().default(false),
  city: text(),
  stateOrRegion: text(),
  version: version(),
});

export const staffProfiles = pgTable("staff_profiles", {
  id: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  fullName: text().notNull(),
  title: text(),
  createdAt: instantNow(),
  version: version(),
});

export const allowedStaffEmails = pgTable("allowed_staff_emails", {
  ...tenantColumns(),
  email: text().notNull(),
  fullName: text(),
  role: text().$type<StaffRole>().notNull(),
  addedAt: instantNow(),
  removedAt: instant(),
  version: version(),
});

export const unmatchedSignIns = pgTable("unmatched_sign_ins", {
  ...tenantColumns(),
  email: text().notNull(),
  firstAt: instant().notNull(),
  lastAt: instant().notNull(),
  tries: integer().notNull().default(1),
  /** Attached or dismissed; null again when the address tries once more. */
  closedAt: instant(),
});

/** Two accounts that turned out to be one person; written by app.merge_students and app.unmerge_students only. */
export const studentMerges = pgTable("student_merges", {
  ...tenantColumns(),
  keptId: uuid().notNull(),
  mergedId: uuid().notNull(),
  reason: text().notNull(),
  /** Ids by table, and the addresses that came first. */
  moved: jsonb().$type<Record<string, unknown>>().notNull(),
  mergedBy: uuid(),
  mergedAt: instant().notNull(),
  undoneAt: instant(),
  undoReason: text(),
  version: version(),
});

export const tableRules = {
  users: { wall: "staff", record: "audited" },
  user_emails: { wall: "own", record: "audited" },
  memberships: { wall: "own", record: "audited" },
  student_code_counters: { wall: "staff", record: "machinery" },
  student_profiles: { wall: "own", record: "audited" },
  student_contacts: { wall: "own", record: "audited" },
  name_words: { wall: "gate", record: "machinery" },
  staff_profiles: { wall: "shared", record: "audited" },
  allowed_staff_emails: { wall: "staff", record: "audited" },
  google_identities: { wall: "gate", record: "audited" },
  auth_sessions: { wall: "gate", record: "machinery" },
  auth_codes: { wall: "gate", record: "machinery" },
  auth_misses: { wall: "gate", record: "machinery" },
  unmatched_sign_ins: { wall: "staff", record: "machinery" },
  student_merges: { wall: "staff", record: "audited" },
  oauth_states: { wall: "gate", record: "machinery" },
  oauth_handoffs: { wall: "gate", record: "machinery" },
} satisfies Record<string, TableRule>;
