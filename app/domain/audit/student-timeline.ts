import { sql } from "drizzle-orm";

import type { Query } from "#kernel/database.server";

import { olderThan } from "./cursor";
import type { Cursor } from "./cursor";
import { namedRecords, recordColumns } from "./records";
import type { AuditRecord } from "./records";

const school = sql`(select app.organization_id())`;

/**
 * What was done to a student, newest first, across everything that is recorded of them: profile, contact, addresses, plan,
 * pauses, places in batches, admissions to a class, marks that people set (not those that are worked out class by class), the
 * form they came by, and the ledger, which is its own record; of accounts merged into this one too, before they were. A query for another page's
 * one `read`; `actsOf` of `app/audit-words.ts` makes sentences of it. Who may not `audit.timeline` is not to be shown it.
 */
export function studentTimeline(studentId: string, cursor: Cursor | null = null, limit = 120): Query<AuditRecord[]> {
  const changes = sql`a.organization_id = ${school} and a.kind = 'change' ${olderThan(cursor)}`;
  const newest = sql`order by a.at desc, a.id desc limit ${limit}`;
  return namedRecords(sql`
    with recursive own (id, step) as (
      select ${studentId}::uuid, 0
      union all
      select g.merged_id, o.step + 1 from own o join student_merges g on g.organization_id = ${school} and g.kept_id = o.id and g.undone_at is null where o.step < 20),
    subjects as (
      select own.id from own union all
      select m.user_id from own join memberships m on m.organization_id = ${school} and m.id = own.id and m.kind = 'student')
    select * from (
      (select x.* from subjects cross join lateral (
        select ${recordColumns} from audit_logs a where ${changes} and a.subject_id = subjects.id and a.action <> 'job.mark-attendance' ${newest}) x)
      union all
      (select a.id, a.at, a.kind, a.entity, a.entity_id, a.action, a.actor, a.on_behalf_of, a.reason, a.request_id, a.before, a.after, e.student_id, a.batch_id
        from enrollments e join audit_logs a on a.entity = 'admission_forms' and a.entity_id = e.admission_form_id
        where ${changes} and e.organization_id = ${school} and e.student_id = ${studentId}::uuid ${newest})
      union all
      (select p.id, p.recorded_at, 'change', 'payments', p.id, 'payment.record', coalesce('member:' || p.recorded_by, 'system:hub'), null, coalesce(p.reason, p.reference), null, null,
          jsonb_build_object('kind', p.kind, 'amount_paisa', p.amount_paisa, 'currency', p.currency), p.student_id, null
        from enrollments e join payments p on p.organization_id = e.organization_id and p.enrollment_id = e.id
        where e.organization_id = ${school} and e.student_id = ${studentId}::uuid ${olderThan(cursor, sql`(p.recorded_at, p.id)`)})
      union all
      (select v.id, v.verified_at, 'change', 'payment_verifications', v.id, 'payment.verify', coalesce('member:' || v.verified_by, 'system:hub'), null, null, null, null,
          jsonb_build_object('kind', p.kind, 'amount_paisa', p.amount_paisa, 'currency', p.currency), v.student_id, null
        from enrollments e join payments p on p.organization_id = e.organization_id and p.enrollment_id = e.id
          join payment_verifications v on v.organization_id = p.organization_id and v.payment_id = p.id
        where e.organization_id = ${school} and e.student_id = ${studentId}::uuid ${olderThan(cursor, sql`(v.verified_at, v.id)`)})
    ) a ${newest}`);
}
