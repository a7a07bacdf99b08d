import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { localDay } from "#kernel/time";

import { effectiveState } from "../enrollments/effective-state";
import type { EffectiveFacts } from "../enrollments/effective-state";
import type { EnrollmentState } from "../enrollments/enrollment.machine";
import { paymentState } from "../payments/payment-state";
import type { LedgerSums, PaymentState } from "../payments/payment-state";
import type { AssignmentState } from "./assignment.machine";

/** Who sits in a batch; no contact details, for anybody. */
export type RosterSeat = {
  id: string;
  studentId: string;
  name: string;
  code: string;
  state: AssignmentState;
  /** Of the plan, by the clock. */
  plan: EnrollmentState;
  /** Null for who may not read payments. */
  payment: PaymentState | null;
  /** Classes of this batch that the student was let into, of those that were held. */
  joined: number;
  lastJoinedAt: Date | null;
};
export type RosterRow = {
  id: string;
  studentId: string;
  name: string;
  code: string;
  state: AssignmentState;
  seat: EffectiveFacts;
  agreed: string;
  ledger: LedgerSums;
  joined: number;
  last: string | null;
};

const wholeBatch = sql`order by p.full_name, a.id limit 1000`;

/** The live places of a batch in order of their student's name, and those completed with it; an export says its page. */
export const rosterQuery = (batchId: string, page: SQL = wholeBatch) =>
  rows<RosterRow>(sql`
    select a.id, a.student_id as "studentId", p.full_name as name, p.code, a.state, e.agreed_paisa::text as agreed,
      jsonb_build_object('state', e.state, 'validUntilOn', e.valid_until_on, 'pauses', coalesce((
        select jsonb_agg(jsonb_build_object('fromOn', x.from_on, 'untilOn', x.until_on)) from enrollment_pauses x
        where x.organization_id = e.organization_id and x.enrollment_id = e.id and x.state in ('approved', 'active')), '[]')) as seat,
      (select jsonb_build_object(
          'receivedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'receipt' and v.id is not null), 0),
          'unverifiedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'receipt' and v.id is null), 0),
          'waivedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'waiver'), 0),
          'feesPaisa', coalesce(-sum(l.amount_paisa) filter (where k = 'fee'), 0),
          'refundedPaisa', coalesce(-sum(l.amount_paisa) filter (where k = 'refund'), 0),
          'adjustedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'adjustment'), 0))
        from payments l
        left join payments r on r.organization_id = l.organization_id and r.id = l.reverses_id
        cross join lateral (select coalesce(r.kind, l.kind) as k) kinds
        left join payment_verifications v on v.organization_id = l.organization_id and v.payment_id = case when l.reverses_id is null then l.id else l.reverses_id end
        where l.organization_id = e.organization_id and l.enrollment_id = e.id) as ledger,
      came.joined, came.last
    from batch_assignments a
    join student_profiles p on p.organization_id = a.organization_id and p.id = a.student_id
    join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
    cross join lateral (
      select count(distinct s.id)::int as joined, to_json(max(j.at)) #>> '{}' as last
      from sessions s join join_attempts j on j.organization_id = s.organization_id and j.session_id = s.id and j.outcome = 'allowed' and j.student_id = a.student_id
      where s.organization_id = a.organization_id and s.batch_id = a.batch_id) came
    where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId}::uuid
      and (a.state in ('assigned', 'active') or (a.state = 'completed' and (select b.state from batches b where b.id = ${batchId}::uuid) = 'completed'))
    ${page}`);

/** A seat as this person may read it: a trainer reads no payments. */
export const seatOf = (row: RosterRow, { now, actor }: Pick<Ctx, "now" | "actor">, zone: string): RosterSeat => ({
  id: row.id,
  studentId: row.studentId,
  name: row.name,
  code: row.code,
  state: row.state,
  plan: effectiveState(row.seat, localDay(now, zone)),
  payment: can(actor, "payment.read") === true ? paymentState(Number(row.agreed), row.ledger) : null,
  joined: row.joined,
  lastJoinedAt: row.last === null ? null : new Date(row.last),
});
