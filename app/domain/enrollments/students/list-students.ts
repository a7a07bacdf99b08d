import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { assertCan, can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { pageOf } from "#kernel/list.server";
import { read } from "#kernel/read.server";

import { ownName } from "../../identity/own-name";
import type { PaymentState } from "../../payments/payment-state";
import type { EnrollmentState } from "../enrollment.machine";
import { countOf, directoryPage, studentList } from "./student-list";
import type { AskedStudents } from "./student-list";

export type ListedStudent = {
  id: string;
  name: string;
  code: string;
  state: EnrollmentState | null;
  /** Null where the role may not read money, and without an enrollment. */
  payment: PaymentState | null;
  signedIn: boolean;
  batches: string[];
  /** The start of the class that is on or comes next. */
  nextClassAt: Date | null;
  lastJoinedAt: Date | null;
};
export type StudentsPage = {
  personName: string;
  students: ListedStudent[];
  /** Null beyond a thousand. */
  total: number | null;
  next: string | null;
  plans: { code: string; name: string }[];
  showsMoney: boolean;
};
type Row = Omit<ListedStudent, "nextClassAt" | "lastJoinedAt"> & {
  cursor: string;
  next_class_at: string | null;
  last_joined_at: string | null;
};

/**
 * One page of the school's students; a trainer's own. Refuses roles without `student.search`, and the filter by money to those
 * who may not read it. One trip.
 */
export async function listStudents(ctx: Ctx, asked: AskedStudents): Promise<StudentsPage> {
  const { found, total, plans, person } = await read(ctx, (_, me) => ({
    found: rows<Row>(studentRows(directoryPage(asked, me, ctx), ctx)),
    // What search finds is one page, and a second search would only count its lines.
    total: asked.filters.q ? none : rows<{ n: number }>(sql`select ${countOf(asked, me, ctx)} as n`),
    plans: rows<{ code: string; name: string }>(
      sql`select p.code, p.name from plans p where p.organization_id = (select app.organization_id()) and p.deleted_at is null order by p.name limit 200`,
    ),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "student.search", { assigned: true });
  const showsMoney = can(ctx.actor, "payment.read") === true;
  if (asked.filters.payment) assertCan(ctx.actor, "payment.read");
  // What search found is one page in the order of its likeness.
  const { rows: page, next } = asked.filters.q ? { rows: found, next: null } : pageOf(studentList, asked, found);
  const n = asked.filters.q ? found.length : (total[0]?.n ?? 0);
  return {
    personName: person[0]?.name ?? "",
    students: page.map(({ next_class_at, last_joined_at, cursor: _cursor, ...row }) => ({
      ...row,
      payment: showsMoney ? row.payment : null,
      nextClassAt: next_class_at === null ? null : new Date(next_class_at),
      lastJoinedAt: last_joined_at === null ? null : new Date(last_joined_at),
    })),
    total: n > 1000 ? null : n,
    next,
    plans,
    showsMoney,
  };
}

const none = rows<{ n: number }>(sql`select 0 as n where false`);

const studentRows = (page: SQL, { now }: Pick<Ctx, "now">) => sql`
  select d.id, d.cursor, p.full_name as name, p.code, d.state, d.payment, d.signed_in as "signedIn",
    array(select b.code from batch_assignments a join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
      where a.organization_id = p.organization_id and a.student_id = d.id and a.state in ('assigned', 'active') order by b.code) as batches,
    (select to_json(min(s.starts_at)) #>> '{}' from batch_assignments a join sessions s on s.organization_id = a.organization_id and s.batch_id = a.batch_id
      where a.organization_id = p.organization_id and a.student_id = d.id and a.state in ('assigned', 'active') and s.state = 'scheduled'
        and s.starts_at > ${now.toISOString()}::timestamptz - interval '1 day' and s.ends_at > ${now.toISOString()}::timestamptz) as next_class_at,
    (select to_json(j.at) #>> '{}' from join_attempts j where j.organization_id = p.organization_id and j.student_id = d.id and j.outcome = 'allowed' order by j.at desc limit 1) as last_joined_at
  from ${page} d
  join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = d.id
  order by d.place`;
