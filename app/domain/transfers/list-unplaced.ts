import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx, Member } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { defineList, oneOf } from "#kernel/list";
import type { AskedOf } from "#kernel/list";
import { keyset, pageOf } from "#kernel/list.server";
import type { Keyed } from "#kernel/list.server";
import { read } from "#kernel/read.server";

import { seatsTaken } from "../batches/seats";
import { ownerChoices } from "../batches/staff-choices";
import type { Choice } from "../batches/staff-choices";
import { ownName } from "../identity/own-name";

export const unplacedList = defineList({ filters: { owner: oneOf(["mine"]) }, sorts: { due: "day" }, first: "due" });

export type Unplaced = {
  id: string;
  version: number;
  studentId: string;
  name: string;
  code: string;
  courseName: string;
  batchCode: string;
  ownerId: string | null;
  owner: string | null;
  dueOn: string | null;
  reason: string | null;
  /** Batches of the course with a seat left. */
  open: string[];
};
export type UnplacedPage = { rows: Unplaced[]; next: string | null; owners: Choice[]; personName: string };

const openShown = 5;

/** Students whose batch was cancelled and who have no place since, the earliest due day first. One round trip. */
export async function listUnplaced(ctx: Ctx, asked: AskedOf<typeof unplacedList>): Promise<UnplacedPage> {
  const { found, seats, owners, person } = await read(ctx, (_, me) => ({
    found: unplacedPage(asked, me),
    // In the order of their codes, so that no more seats are counted than are shown.
    seats: rows<{ courseId: string; code: string }>(sql`
      select c.course_id as "courseId", x.code
      from (select distinct v.course_id from cancellation_moves v where v.organization_id = (select app.organization_id()) and v.to_batch_id is null and v.closed_at is null) c
      cross join lateral (
        select b.code from batches b
        where b.organization_id = (select app.organization_id()) and b.course_id = c.course_id and b.deleted_at is null and b.state in ('planning', 'forming', 'active') and b.capacity > ${seatsTaken(sql`b.id`)}
        order by b.code limit ${openShown}::int) x
      order by x.code`),
    owners: ownerChoices(),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "assignment.create");
  const page = pageOf(unplacedList, asked, found);
  const openIn = (courseId: string) => seats.filter((one) => one.courseId === courseId).map((one) => one.code);
  return {
    rows: page.rows.map(({ courseId, ...row }) => ({ ...row, open: openIn(courseId) })),
    next: page.next,
    owners,
    personName: person[0]?.name ?? "",
  };
}

type Row = Omit<Unplaced, "open"> & Keyed & { courseId: string };
/** One page of them, or a larger piece for an export. */
export function unplacedPage(asked: AskedOf<typeof unplacedList>, me: Member): Query<Row[]> {
  const keys = keyset(asked, { due: sql`coalesce(v.due_on, '9999-12-31'::date)` }, sql`v.id`);
  return rows<Row>(sql`
    select v.id, v.version, v.student_id as "studentId", p.full_name as name, p.code, c.name as "courseName", b.code as "batchCode", v.owner_id as "ownerId", o.full_name as owner,
      v.due_on::text as "dueOn", b.cancel_reason as reason, v.course_id as "courseId", ${keys.cursor} as cursor
    from cancellation_moves v
    join student_profiles p on p.organization_id = v.organization_id and p.id = v.student_id
    join courses c on c.organization_id = v.organization_id and c.id = v.course_id
    join batches b on b.organization_id = v.organization_id and b.id = v.batch_id
    left join staff_profiles o on o.organization_id = v.organization_id and o.id = v.owner_id
    where v.organization_id = (select app.organization_id()) and v.to_batch_id is null and v.closed_at is null
      ${asked.filters.owner ? sql`and v.owner_id = ${me.memberId}::uuid` : sql``} ${keys.after}
    order by ${keys.order} limit ${keys.limit}`);
}
