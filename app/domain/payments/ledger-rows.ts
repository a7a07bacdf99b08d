import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

import type { LedgerEntry } from "./ledger";

/** One entry as people read it: who wrote it down and who saw the money, by name. */
export type LedgerRow = LedgerEntry & {
  enrollment_id: string;
  currency: string;
  reference: string | null;
  reason: string | null;
  recorded_at: string;
  recorded_by: string | null;
  recorder: string | null;
  verified_at: string | null;
  verifier: string | null;
};

/** Columns of a row `p` of payments, with what `ledgerJoins` brings. */
export const ledgerColumns: SQL = sql`
  p.id, p.enrollment_id, p.kind, coalesce(r.kind, p.kind) as counts_as, p.amount_paisa::text as amount_paisa, p.currency, p.reverses_id, p.reference, p.reason,
  to_json(p.recorded_at) #>> '{}' as recorded_at, p.recorded_by, w.full_name as recorder,
  v.id is not null as verified, to_json(v.verified_at) #>> '{}' as verified_at, f.full_name as verifier,
  exists (select from payments x where x.organization_id = p.organization_id and x.reverses_id = p.id) as reversed`;

export const ledgerJoins: SQL = sql`
  left join payments r on r.organization_id = p.organization_id and r.id = p.reverses_id
  -- A case and not a coalesce: the planner holds coalesce for leaky, and behind a wall would read every verification of the school.
  left join payment_verifications v on v.organization_id = p.organization_id and v.payment_id = case when p.reverses_id is null then p.id else p.reverses_id end
  left join staff_profiles w on w.organization_id = p.organization_id and w.id = p.recorded_by
  left join staff_profiles f on f.organization_id = v.organization_id and f.id = v.verified_by`;

/** The ledgers of all a student's plans, oldest entry first. For another page's one `read`. */
export const studentLedger = (studentId: string): Query<LedgerRow[]> =>
  rows<LedgerRow>(sql`
    select ${ledgerColumns}
    from enrollments e join payments p on p.organization_id = e.organization_id and p.enrollment_id = e.id ${ledgerJoins}
    where e.organization_id = (select app.organization_id()) and e.student_id = ${studentId}::uuid
    order by p.recorded_at, p.id`);
