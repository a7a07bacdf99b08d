import { eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

import { enrollments } from "../enrollments/tables";
import { emptyLedger } from "./payment-state";
import type { LedgerSums } from "./payment-state";
import { payments } from "./tables";
import type { PaymentKind } from "./tables";

type CountedKind = Exclude<PaymentKind, "reversal">;

/** One entry as decisions need it. `countsAs` is its own kind, or for a reversal that of what it takes back. */
export type LedgerEntry = {
  id: string;
  kind: PaymentKind;
  counts_as: CountedKind;
  amount_paisa: string;
  reverses_id: string | null;
  reversed: boolean;
  verified: boolean;
};

/** An enrollment's whole ledger, oldest first; loaded before anything is written to it. */
export const ledgerOf = (enrollmentId: string | SQL): Query<LedgerEntry[]> =>
  rows<LedgerEntry>(sql`
    select p.id, p.kind, coalesce(r.kind, p.kind) as counts_as, p.amount_paisa::text as amount_paisa, p.reverses_id, v.id is not null as verified,
      exists (select from payments x where x.organization_id = p.organization_id and x.reverses_id = p.id) as reversed
    from payments p
    left join payments r on r.organization_id = p.organization_id and r.id = p.reverses_id
    left join payment_verifications v on v.organization_id = p.organization_id and v.payment_id = case when p.reverses_id is null then p.id else p.reverses_id end
    where p.organization_id = (select app.organization_id()) and p.enrollment_id = ${enrollmentId}::uuid
    order by p.recorded_at, p.id`);

/** The enrollment an entry belongs to, for `ledgerOf` where only the entry is known. */
export const enrollmentOf = (paymentId: string): SQL =>
  sql`(select enrollment_id from payments where organization_id = (select app.organization_id()) and id = ${paymentId}::uuid)`;

/** Raised by every entry and every verification: what a form's page and a decision relied on. */
export const ledgerVersion = (ledger: readonly Pick<LedgerEntry, "verified" | "reverses_id">[]): number =>
  ledger.length + ledger.filter((one) => one.verified && one.reverses_id === null).length;

/**
 * Raises unless the ledger still has the version the decision relied on. Entries are added and never changed, so there is no
 * row to guard: the enrollment's lock makes two commands queue up, and the later one counts again.
 */
export const ledgerUnchanged = (enrollmentId: string, version: number): Query[] => [
  rows(sql`select 1 from ${enrollments} where ${eq(enrollments.id, enrollmentId)} for no key update`),
  rows(sql`select app.expect(${version}::int, ((select count(*) from payments p where p.organization_id = (select app.organization_id()) and p.enrollment_id = ${enrollmentId}::uuid)
    + (select count(*) from payments p join payment_verifications v on v.organization_id = p.organization_id and v.payment_id = p.id
        where p.organization_id = (select app.organization_id()) and p.enrollment_id = ${enrollmentId}::uuid))::int, 'ledger')`),
];

export type NewEntry = {
  id: string;
  enrollment: { id: string; studentId: string; currency: string };
  kind: PaymentKind;
  /** Signed as the ledger keeps it: receipts, waivers and lowering adjustments positive, fees and refunds negative. */
  amountPaisa: number;
  reversesId?: string;
  reference?: string | null;
  reason?: string | null;
  recordedBy: string | null;
};

/** One entry, for this domain and for later ones whose commands move money in the same transaction. */
export function entryWrite({ enrollment, ...entry }: NewEntry): Query {
  const { id: enrollmentId, studentId, currency } = enrollment;
  return q.insert(payments).values({ ...entry, enrollmentId, studentId, currency });
}

const column: Record<CountedKind, [keyof LedgerSums, sign: 1 | -1]> = {
  receipt: ["receivedPaisa", 1],
  waiver: ["waivedPaisa", 1],
  fee: ["feesPaisa", -1],
  refund: ["refundedPaisa", -1],
  adjustment: ["adjustedPaisa", 1],
};

/** The sums after one more entry, as the database adds them up; an unverified receipt counts apart. */
export function withEntry(
  sums: LedgerSums,
  entry: { countsAs: CountedKind; amountPaisa: number; verified: boolean },
): LedgerSums {
  const [name, sign] = column[entry.countsAs];
  const into = entry.countsAs === "receipt" && !entry.verified ? "unverifiedPaisa" : name;
  return { ...sums, [into]: sums[into] + sign * entry.amountPaisa };
}

/** What the entries come to: the same as `app.ledger_sums`, held so by a test. */
export const sumsOf = (ledger: readonly Pick<LedgerEntry, "counts_as" | "amount_paisa" | "verified">[]): LedgerSums =>
  ledger.reduce(
    (sums, one) =>
      withEntry(sums, { countsAs: one.counts_as, amountPaisa: Number(one.amount_paisa), verified: one.verified }),
    emptyLedger,
  );
