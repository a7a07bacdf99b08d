import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { actions, assertCan } from "#kernel/actions";
import type { Ctx, Member, Role } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { isUuid } from "#kernel/ids";
import { defineList, idFilter, oneOf, textFilter } from "#kernel/list";
import type { AskedOf, Filter } from "#kernel/list";
import { keyset, pageOf } from "#kernel/list.server";
import type { Keyed } from "#kernel/list.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { batchMachine } from "./batch.machine";
import type { BatchState } from "./batch.machine";
import { seatsTaken } from "./seats";

/** Somebody's batches, one's own, or everybody's. */
const ownerFilter: Filter = {
  read: (text) => (text === "mine" || text === "anyone" ? text : isUuid(text) ? text.toLowerCase() : null),
  fix: "Choose an owner from the list.",
};
export const batchList = defineList({
  filters: {
    q: textFilter(60),
    /** Without one, the batches that are not over. */
    state: oneOf([...batchMachine.states, "every"]),
    course: idFilter(),
    owner: ownerFilter,
  },
  sorts: { code: "text", starts: "day" },
  first: "starts",
});

export type BatchRow = {
  id: string;
  code: string;
  name: string;
  courseName: string;
  state: BatchState;
  owner: string | null;
  trainer: string | null;
  startsOn: string | null;
  startConfirmed: boolean;
  taken: number;
  capacity: number;
  next: { id: string; title: string; startsAt: Date; endsAt: Date } | null;
};
type Row = Keyed & {
  code: string;
  name: string;
  course_name: string;
  state: BatchState;
  owner: string | null;
  trainer: string | null;
  starts_on: string | null;
  start_confirmed: boolean;
  taken: number;
  capacity: number;
  next: { id: string; title: string; startsAt: string; endsAt: string } | null;
};
type Named = { id: string; name: string };
export type BatchesPage = {
  rows: BatchRow[];
  next: string | null;
  courses: Named[];
  owners: Named[];
  /** Whose batches are shown, also where the address says nothing. */
  owner: string;
  /** That is whose batches this role is shown anyway. */
  isUsualOwner: boolean;
  unplaced: number;
  personName: string;
};

/** A trainer's scope is what they are assigned to; the same table that `assertCan` reads decides. */
export const ownBatchesOnly = (role: string, memberId: string): SQL =>
  actions["batch.read"][role as "trainer"] === "assigned"
    ? sql`and (b.trainer_id = ${memberId}::uuid or b.id in (select x.batch_id from sessions x where x.organization_id = (select app.organization_id()) and x.trainer_id = ${memberId}::uuid))`
    : sql``;

/** Whose batches somebody is shown who has not said: a program manager their own, everybody else all they may see. */
const usualOwner = (role: Role) => (role === "program_manager" ? "mine" : "anyone");
const ownerAsked = (asked: AskedOf<typeof batchList>, role: Role): string => asked.filters.owner ?? usualOwner(role);

/** The school's batches with their seats and next class, a trainer's own. One round trip. */
export async function listBatches(ctx: Ctx, asked: AskedOf<typeof batchList>): Promise<BatchesPage> {
  const answers = await read(ctx, (_, me) => ({
    found: batchPage(asked, me, ctx.now),
    courses: rows<Named>(sql`select id, name from courses where deleted_at is null order by name limit 200`),
    owners: rows<Named>(sql`
      select p.id, p.full_name as name from staff_profiles p
      where exists (select from batches b where b.organization_id = p.organization_id and b.owner_id = p.id) order by p.full_name limit 200`),
    unplaced: rows<{ n: number }>(
      sql`select count(*)::int as n from cancellation_moves where organization_id = (select app.organization_id()) and to_batch_id is null and closed_at is null`,
    ),
    person: ownName(me),
  }));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "batch.read", { assigned: true });
  const page = pageOf(batchList, asked, answers.found);
  const role = ctx.actor.kind === "member" ? ctx.actor.role : "ops";
  const owner = ownerAsked(asked, role);
  return {
    rows: page.rows.map(batchRow),
    next: page.next,
    courses: answers.courses,
    owners: answers.owners,
    owner,
    isUsualOwner: owner === usualOwner(role),
    unplaced: answers.unplaced[0]?.n ?? 0,
    personName: answers.person[0]?.name ?? "",
  };
}

/** One page of the list as somebody may see it, a trainer's own; an export asks for larger ones. */
export function batchPage(asked: AskedOf<typeof batchList>, me: Member, now: Date): Query<Row[]> {
  const { q: text, state, course } = asked.filters;
  const keys = keyset(asked, { code: sql`b.code`, starts: sql`coalesce(b.starts_on, '9999-12-31'::date)` }, sql`b.id`);
  const owner = ownerAsked(asked, me.role);
  const whose = owner === "anyone" ? null : owner === "mine" ? me.memberId : owner;
  return rows<Row>(sql`
    select b.id, b.code, b.name, c.name as course_name, b.state, o.full_name as owner, t.full_name as trainer, b.starts_on::text as starts_on, b.start_confirmed,
      ${seatsTaken(sql`b.id`)} as taken, b.capacity, ${keys.cursor} as cursor,
      (select jsonb_build_object('id', s.id, 'title', s.title, 'startsAt', s.starts_at, 'endsAt', s.ends_at) from sessions s
        where s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled' and s.ends_at > ${now.toISOString()}::timestamptz
        order by s.starts_at limit 1) as next
    from batches b
    join courses c on c.organization_id = b.organization_id and c.id = b.course_id
    left join staff_profiles o on o.organization_id = b.organization_id and o.id = b.owner_id
    left join staff_profiles t on t.organization_id = b.organization_id and t.id = b.trainer_id
    where b.organization_id = (select app.organization_id()) and b.deleted_at is null ${ownBatchesOnly(me.role, me.memberId)}
      ${state === "every" ? sql`` : state ? sql`and b.state = ${state}` : sql`and b.state in ('planning', 'forming', 'active')`}
      ${course ? sql`and b.course_id = ${course}::uuid` : sql``} ${whose ? sql`and b.owner_id = ${whose}::uuid` : sql``}
      ${text ? sql`and (strpos(lower(b.code), ${text.toLowerCase()}) > 0 or strpos(lower(b.name), ${text.toLowerCase()}) > 0)` : sql``} ${keys.after}
    order by ${keys.order} limit ${keys.limit}`);
}

export const batchRow = (row: Row): BatchRow => ({
  id: row.id,
  code: row.code,
  name: row.name,
  courseName: row.course_name,
  state: row.state,
  owner: row.owner,
  trainer: row.trainer,
  startsOn: row.starts_on,
  startConfirmed: row.start_confirmed,
  taken: row.taken,
  capacity: row.capacity,
  next: row.next && {
    id: row.next.id,
    title: row.next.title,
    startsAt: new Date(row.next.startsAt),
    endsAt: new Date(row.next.endsAt),
  },
});
