import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { actions } from "#kernel/actions";
import type { Ctx, Member } from "#kernel/ctx";
import { defineList, oneOf, textFilter } from "#kernel/list";
import type { AskedOf } from "#kernel/list";
import { keyset } from "#kernel/list.server";

import { studentsLike, studentsOf } from "../../identity/search-students";
import { paymentStates } from "../../payments/payment-state";
import type { PaymentState } from "../../payments/payment-state";
import { enrollmentMachine } from "../enrollment.machine";
import type { EnrollmentState } from "../enrollment.machine";

/** What the list of students can be asked for. `batch` and `plan` are codes, as people know them. */
export const studentList = defineList({
  filters: {
    q: textFilter(),
    state: oneOf(enrollmentMachine.states),
    batch: textFilter(30),
    plan: textFilter(60),
    payment: oneOf(paymentStates),
    signed: oneOf(["never"]),
  },
  sorts: { name: "text", code: "text", joined: "instant" },
  first: "name",
});
export type AskedStudents = AskedOf<typeof studentList>;
/** Some students by id, or all of a filter: what a bulk form chose. */
export type ChosenStudents = { by: "ids"; ids: string[] } | { by: "filter"; asked: AskedStudents };
/** A question, or some of the students it would give. */
export type WantedStudents = AskedStudents & { only?: readonly string[] };

/** More are not ranked: whoever looks for one of them types another letter. */
const mostFound = 100;

/**
 * Lines of the directory that are asked for, as a subquery `(id, enrollment_id, state, payment, signed_in, cursor, place)`, one more than a
 * page. A state that may be another today than it was written down is asked in a branch of its own, so that the rest comes
 * straight from the index of its state.
 */
export function directoryPage(asked: WantedStudents, me: Member, ctx: Pick<Ctx, "now">): SQL {
  const keys = keyset(asked, { name: sql`d.sort_name`, code: sql`d.code_sort`, joined: sql`d.joined_at` }, sql`d.id`);
  const { q, state } = asked.filters;
  const inPlace = (ordered: SQL) => sql`(select x.*, row_number() over () as place from (${ordered}) x)`;
  if (q)
    return inPlace(sql`select ${line(ctx)}, '' as cursor from ${foundBy(asked, me, q)} f
      join student_directory d on d.organization_id = (select app.organization_id()) and d.id = f.student_id
      where true ${conditions(asked, me)} ${stateToday(asked, ctx)}
      order by f.rank, d.standing, d.sort_name, d.id limit ${Math.max(asked.size + 1, mostFound)}`);
  const branch = (which: SQL) => sql`(select ${line(ctx)}, ${keys.cursor} as cursor from student_directory d
    where d.organization_id = (select app.organization_id()) ${conditions(asked, me)} ${which} ${keys.after}
    order by ${keys.order} limit ${keys.limit})`;
  if (!state) return inPlace(branch(sql``));
  const both = sql`${branch(asWritten(state, ctx))} union all ${branch(stillOpen(state, ctx))}`;
  return inPlace(sql`select d.* from (${both}) d order by ${keys.order} limit ${keys.limit}`);
}

const line = (ctx: Pick<Ctx, "now">) =>
  sql`d.id, d.enrollment_id, d.sort_name, d.code_sort, d.joined_at, app.state_on(d, ${today(ctx)}) as state, d.payment, d.signed_in`;

/** How many there are where nothing was searched for, counted to a thousand and one. */
export function countOf(asked: AskedStudents, me: Member, ctx: Pick<Ctx, "now">): SQL {
  // In an order that an index has: what is counted to an end is not read whole.
  const branch = (which: SQL) =>
    sql`(select d.id from student_directory d where d.organization_id = (select app.organization_id()) ${conditions(asked, me)} ${which} order by d.sort_name, d.id limit 1001)`;
  const { state } = asked.filters;
  const all = state ? sql`${branch(asWritten(state, ctx))} union all ${branch(stillOpen(state, ctx))}` : branch(sql``);
  return sql`(select least(count(*), 1001)::int from (${all}) x)`;
}

const today = ({ now }: Pick<Ctx, "now">) =>
  sql`(select (${now.toISOString()}::timestamptz at time zone o.zone)::date from organizations o where o.id = (select app.organization_id()))`;
const asWritten = (state: EnrollmentState, ctx: Pick<Ctx, "now">) =>
  sql`and d.enrollment_state = ${constant(state)} and (d.changes_on is null or d.changes_on > ${today(ctx)})`;
const stillOpen = (state: EnrollmentState, ctx: Pick<Ctx, "now">) =>
  sql`and d.id in (select app.students_due(${today(ctx)})) and app.state_on(d, ${today(ctx)}) = ${state}`;
/** One of a list of ours, written into the statement: how many rows have it decides the plan, also one that is kept. */
const constant = (value: EnrollmentState | PaymentState) => sql.raw(`'${value}'`);
const stateToday = ({ filters: { state } }: AskedStudents, ctx: Pick<Ctx, "now">) =>
  state ? sql`and app.state_on(d, ${today(ctx)}) = ${state}` : sql``;

/** Search first where something was typed. Other filters may leave few of many who are called the same, so all of them are found. */
function foundBy({ filters }: AskedStudents, me: Member, text: string): SQL {
  const narrowed = filters.state ?? filters.payment ?? filters.plan ?? filters.signed;
  const among = filters.batch ? sql`array(${inBatch(filters.batch)})` : undefined;
  return studentsLike(me, text, narrowed ? 5000 : mostFound, among);
}

function conditions({ filters, only }: WantedStudents, me: Member): SQL {
  const { batch, plan, payment, signed } = filters;
  const own = (actions["student.search"] as Partial<Record<Member["role"], string>>)[me.role] === "assigned";
  return sql.join([
    // An account that was merged stands in its kept one's line.
    sql` and not exists (select from student_merges g where g.organization_id = (select app.organization_id()) and g.merged_id = d.id and g.undone_at is null)`,
    only ? sql` and d.id = any (${`{${only.join(",")}}`}::uuid[])` : sql``,
    own ? sql` and d.id = any (array(select unnest(${studentsOf(me)})))` : sql``,
    batch ? sql` and d.id in (${inBatch(batch)})` : sql``,
    plan
      ? sql` and d.plan_id = (select p.id from plans p where p.organization_id = (select app.organization_id()) and p.code = ${plan} and p.deleted_at is null)`
      : sql``,
    payment ? sql` and d.payment = ${constant(payment)}` : sql``,
    signed ? sql` and not d.signed_in` : sql``,
  ]);
}

const inBatch = (code: string) => sql`
  select a.student_id from batches b join batch_assignments a on a.organization_id = b.organization_id and a.batch_id = b.id and a.state in ('assigned', 'active')
  where b.organization_id = (select app.organization_id()) and b.code = ${code.toUpperCase()} and b.deleted_at is null`;

/** What a bulk form chose, as the question that gives it from its first row on. */
export const wantedStudents = (chosen: ChosenStudents): WantedStudents =>
  chosen.by === "filter"
    ? { ...chosen.asked, after: null }
    : { ...studentList.parse(new URLSearchParams()), only: chosen.ids };
