/**
 * Owns the ledger: signed entries in paisa, append-only, each verified by somebody other than its recorder.
 * What is due is never stored; `payment-state.ts` computes it.
 */
import { pgTable, text, uuid } from "drizzle-orm/pg-core";

import { instantNow, paisa, tenantColumns } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

export type PaymentKind = "receipt" | "waiver" | "fee" | "refund" | "adjustment" | "reversal";

export const payments = pgTable("payments", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  kind: text().$type<PaymentKind>().notNull(),
  amountPaisa: paisa().notNull(),
  currency: text().notNull(),
  reversesId: uuid(),
  reference: text(),
  reason: text(),
  recordedBy: uuid(),
  recordedAt: instantNow(),
});

export const paymentVerifications = pgTable("payment_verifications", {
  ...tenantColumns(),
  paymentId: uuid().notNull(),
  studentId: uuid().notNull(),
  verifiedBy: uuid(),
  verifiedAt: instantNow(),
});

export const tableRules = {
  payments: { wall: "own", record: "evidence" },
  payment_verifications: { wall: "own", record: "evidence" },
  payments_waiting: { wall: "staff", record: "machinery" },
} satisfies Record<string, TableRule>;
