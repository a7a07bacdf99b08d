/**
 * Owns the admission form: the record that a sale was completed and verified, from which an enrollment is born.
 * Invariants: nobody verifies a form of their own; a legacy form is born verified and has no author.
 */
import { pgTable, text, uuid } from "drizzle-orm/pg-core";

import { instant, instantNow, paisa, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";
import type { StateOf } from "#kernel/machine";

import type { admissionFormMachine } from "./admission-form.machine";

export const admissionForms = pgTable("admission_forms", {
  ...tenantColumns(),
  state: text().$type<StateOf<typeof admissionFormMachine>>().notNull(),
  source: text().$type<"sales" | "legacy">().notNull(),
  fullName: text().notNull(),
  email: text().notNull(),
  phone: text(),
  planId: uuid().notNull(),
  agreedPaisa: paisa().notNull(),
  currency: text().notNull(),
  externalId: text(),
  submittedBy: uuid(),
  submittedAt: instant(),
  decidedBy: uuid(),
  decidedAt: instant(),
  rejectionReason: text(),
  createdAt: instantNow(),
  version: version(),
});

export const tableRules = {
  admission_forms: { wall: "staff", record: "audited" },
} satisfies Record<string, TableRule>;
