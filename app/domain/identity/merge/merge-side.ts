import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { isUuid } from "#kernel/ids";

import type { AssignmentState } from "../../batches/assignment.machine";
import type { EnrollmentState } from "../../enrollments/enrollment.machine";

/** One of two accounts, with all that goes over when it is merged. */
export type MergeSide = {
  id: string;
  version: number;
  name: string;
  code: string;
  disabled: boolean;
  /** Also works here: their address opens the console. */
  isStaff: boolean;
  createdAt: string;
  signedInAt: string | null;
  addresses: { email: string; primary: boolean }[];
  enrollments: { id: string; version: number; planId: string; plan: string; state: EnrollmentState; live: boolean }[];
  assignments: {
    id: string;
    version: number;
    courseId: string;
    course: string;
    batch: string;
    state: AssignmentState;
  }[];
  /** Entries of the ledger, classes joined or tried, everything else that is theirs. */
  payments: number;
  attempts: number;
};

/** A plan that is not over. */
const isLive = sql`e.state not in ('EXPIRED', 'COMPLETED', 'CANCELLED', 'REFUNDED')`;

/** By id: exactly this account, one that was merged or closed too. */
export const sideOf = (studentId: string): Query<MergeSide[]> => side(sql`select ${studentId}::uuid`);

/** By code or address as typed; what was merged leads to the account it became. */
export const sideTyped = (typed: string): Query<MergeSide[]> => {
  const text = typed.trim();
  return side(sql`select app.kept_student(x.id) from (
    select p.id from student_profiles p where p.organization_id = (select app.organization_id()) and p.code = ${text.toUpperCase()}
    union all select ${isUuid(text) ? text : null}::uuid
    union all select y.id from user_emails a join memberships y on y.organization_id = a.organization_id and y.user_id = a.user_id and y.kind = 'student'
      where a.organization_id = (select app.organization_id()) and a.email = ${text.toLowerCase()}) x where x.id is not null limit 1`);
};

const side = (ids: SQL): Query<MergeSide[]> =>
  rows<MergeSide>(sql`
    select m.id, m.version, p.full_name as name, p.code, (m.disabled_at is not null or u.disabled_at is not null) as disabled,
      exists (select from memberships s where s.organization_id = m.organization_id and s.user_id = m.user_id and s.kind = 'staff') as "isStaff",
      to_json(m.created_at) #>> '{}' as "createdAt", to_json(m.first_signed_in_at) #>> '{}' as "signedInAt",
      coalesce((select jsonb_agg(jsonb_build_object('email', a.email, 'primary', a.is_primary) order by a.is_primary desc, a.email) from user_emails a
        where a.organization_id = m.organization_id and a.user_id = m.user_id), '[]') as addresses,
      coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'version', e.version, 'planId', e.plan_id, 'plan', l.name, 'state', e.state, 'live', ${isLive}) order by e.created_at, e.id)
        from enrollments e join plans l on l.organization_id = e.organization_id and l.id = e.plan_id
        where e.organization_id = m.organization_id and e.student_id = m.id), '[]') as enrollments,
      coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'version', a.version, 'courseId', a.course_id, 'course', c.name, 'batch', b.code, 'state', a.state) order by a.assigned_at, a.id)
        from batch_assignments a join courses c on c.organization_id = a.organization_id and c.id = a.course_id
        join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
        where a.organization_id = m.organization_id and a.student_id = m.id), '[]') as assignments,
      (select count(*)::int from payments y join enrollments e on e.organization_id = y.organization_id and e.id = y.enrollment_id
        where e.organization_id = m.organization_id and e.student_id = m.id) as payments,
      (select count(*)::int from join_attempts j where j.organization_id = m.organization_id and j.student_id = m.id) as attempts
    from memberships m
    join users u on u.organization_id = m.organization_id and u.id = m.user_id
    join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
    where m.organization_id = (select app.organization_id()) and m.kind = 'student' and m.id in (${ids})`);
