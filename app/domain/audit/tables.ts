/**
 * Owns the record of who did what, for whom and why. Written by triggers and app.note only; hub_app may read.
 * Invariants: no update, no delete; every record waits in `audit_unsealed` from the transaction that wrote it until it stands in
 * exactly one seal, and each seal's digest includes the one before; personal values stand in audit_personal with their salted digest in the row itself;
 * `subject_id` (a membership or a user) and `batch_id` say whom and which batch a record concerns.
 */
import { bigint, customType, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { instant, tenantColumns } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

export const auditLogs = pgTable("audit_logs", {
  id: uuid().primaryKey(),
  organizationId: uuid().notNull(),
  at: instant().notNull(),
  kind: text().$type<"change" | "read" | "auth" | "export">().notNull(),
  entity: text().notNull(),
  entityId: uuid(),
  action: text().notNull(),
  actor: text().notNull(),
  onBehalfOf: text(),
  reason: text(),
  requestId: text(),
  before: jsonb().$type<Record<string, unknown>>(),
  after: jsonb().$type<Record<string, unknown>>(),
  subjectId: uuid(),
  batchId: uuid(),
});

export const auditPersonal = pgTable("audit_personal", {
  auditId: uuid().primaryKey(),
  organizationId: uuid().notNull(),
  subjectId: uuid(),
  salt: uuid().notNull(),
  before: jsonb().$type<Record<string, unknown>>(),
  after: jsonb().$type<Record<string, unknown>>(),
});

/** What no seal covers yet. */
export const auditUnsealed = pgTable("audit_unsealed", {
  organizationId: uuid().notNull(),
  auditId: uuid().notNull(),
});

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

export const auditSeals = pgTable("audit_seals", {
  ...tenantColumns(),
  number: integer().notNull(),
  sealedAt: instant().notNull(),
  digest: bytes().notNull(),
  records: uuid().array().notNull(),
  total: bigint({ mode: "number" }).notNull(),
});

export const tableRules = {
  audit_unsealed: { wall: "staff", record: "machinery" },
  audit_seals: { wall: "staff", record: "evidence" },
} satisfies Record<string, TableRule>;
