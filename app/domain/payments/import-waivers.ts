import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

export type ImportedWaiver = {
  id: string;
  enrollmentId: string;
  studentId: string;
  amountPaisa: number;
  currency: string;
};

/** What was paid before Hub is not due here: waivers with their reason, many at once. Composed into imports. */
export const waiverWrites = (
  all: readonly ImportedWaiver[],
  { reason, recordedBy }: { reason: string; recordedBy: string | null },
): Query[] =>
  all.length === 0
    ? []
    : [
        rows(sql`
          insert into payments (id, enrollment_id, student_id, kind, amount_paisa, currency, reason, recorded_by)
          select id, "enrollmentId", "studentId", 'waiver', "amountPaisa", currency, ${reason}, ${recordedBy}::uuid
          from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, "enrollmentId" uuid, "studentId" uuid, "amountPaisa" bigint, currency text)`),
      ];

/** Takes entries back: the ledger is never changed, so each gets its reversal. One that has it already keeps that. */
export const reversalWrites = (
  paymentIds: readonly string[],
  { reason, recordedBy }: { reason: string; recordedBy: string | null },
): Query[] =>
  paymentIds.length === 0
    ? []
    : [
        rows(sql`
          insert into payments (enrollment_id, student_id, kind, amount_paisa, currency, reverses_id, reason, recorded_by)
          select p.enrollment_id, p.student_id, 'reversal', -p.amount_paisa, p.currency, p.id, ${reason}, ${recordedBy}::uuid
          from payments p where p.organization_id = (select app.organization_id()) and p.id = any(${`{${paymentIds.join(",")}}`}::uuid[])
            and not exists (select from payments r where r.organization_id = p.organization_id and r.reverses_id = p.id)`),
      ];
