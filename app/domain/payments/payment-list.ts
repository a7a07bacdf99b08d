import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { dayFilter, defineList, oneOf } from "#kernel/list";
import type { AskedOf } from "#kernel/list";
import { keyset } from "#kernel/list.server";

import { ledgerColumns, ledgerJoins } from "./ledger-rows";
import type { LedgerRow } from "./ledger-rows";

/** What the ledger's page can be asked for. Without a state it is what waits for verification. */
export const paymentList = defineList({
  filters: {
    state: oneOf(["all"]),
    kind: oneOf(["receipt", "waiver", "fee", "refund", "adjustment", "reversal"]),
    from: dayFilter(),
    until: dayFilter(),
  },
  sorts: { recorded: "instant" },
  first: "-recorded",
});
export type AskedPayments = AskedOf<typeof paymentList>;

export type ListedPayment = LedgerRow & {
  cursor: string;
  student_id: string;
  student_name: string;
  student_code: string;
  plan_name: string;
};

const school = sql`(select app.organization_id())`;
/** The beginning of a local day of the school. */
const startOf = (day: string, plus: number) =>
  sql`((${day}::date + ${plus}::int)::timestamp at time zone (select o.zone from organizations o where o.id = ${school}))`;

/** One page of the ledger across all students. What waits comes from its own short list, the rest by the ledger's order. */
export function paymentPage(asked: AskedPayments): SQL {
  const { state, kind, from, until } = asked.filters;
  const keys = keyset(asked, { recorded: sql`p.recorded_at` }, sql`p.id`);
  const first = from ? startOf(from, 0) : sql`null`;
  const last = until ? startOf(until, 1) : sql`null`;
  const source = state
    ? sql`app.ledger_page(${kind}, ${first}, ${last}, ${asked.after?.value ?? null}::timestamptz, ${asked.after?.id ?? null}::uuid, ${asked.sort.descending}, ${keys.limit}::int) q
      -- One by one: the planner expects next to no row behind the wall, and would read the whole ledger to hash it.
      cross join lateral (select x.* from payments x where x.organization_id = ${school} and x.id = q.id limit 1) p`
    : sql`payments_waiting q join payments p on p.organization_id = q.organization_id and p.id = q.payment_id
      where q.organization_id = ${school} ${kind ? sql`and p.kind = ${kind}` : sql``}
        and p.recorded_at >= coalesce(${first}, '-infinity'::timestamptz) and p.recorded_at < coalesce(${last}, 'infinity'::timestamptz) ${keys.after}
      order by ${keys.order} limit ${keys.limit}`;
  return sql`
    select ${ledgerColumns}, p.cursor, s.id as student_id, s.full_name as student_name, s.code as student_code, n.name as plan_name
    from (select p.*, ${keys.cursor} as cursor from ${source}) p
    ${ledgerJoins}
    join student_profiles s on s.organization_id = p.organization_id and s.id = p.student_id
    join enrollments e on e.organization_id = p.organization_id and e.id = p.enrollment_id
    join plans n on n.organization_id = e.organization_id and n.id = e.plan_id
    order by ${keys.order}`;
}
