import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { actions, assertCan } from "#kernel/actions";
import type { Ctx, Member } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { defineList, textFilter } from "#kernel/list";
import { read } from "#kernel/read.server";

import type { BatchState } from "../batches/batch.machine";
import { ownName } from "../identity/own-name";
import { studentHits } from "../identity/search-students";
import type { StudentHit } from "../identity/search-students";
import { inDay } from "./in-day";
import type { SessionState } from "./session.machine";

/** What can be asked for: `?q=`. */
export const findList = defineList({ filters: { q: textFilter() }, sorts: { name: "text" }, first: "name" });

export type FoundBatch = { id: string; code: string; name: string; state: BatchState };
export type FoundClass = { id: string; title: string; batchCode: string; state: SessionState; startsAt: Date };
export type Found = { personName: string; students: StudentHit[]; batches: FoundBatch[]; classes: FoundClass[] };

/**
 * Students, batches and classes of today (as Today counts them, past midnight too) that are like what was typed, a few of each, for the command palette and its page
 * without scripts. Nothing typed: the classes of today that are not over. A trainer's own. Refuses who may not search
 * students. One trip.
 */
export async function findAnything(ctx: Ctx, text: string): Promise<Found> {
  const { students, batches, classes, person } = await read(ctx, (_, me) => ({
    students: studentHits(me, ctx.now, text, 8),
    batches: rows<FoundBatch>(batchesLike(me, text)),
    classes: rows<Omit<FoundClass, "startsAt"> & { starts_at: string }>(classesToday(me, text, ctx.now)),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "student.search", { assigned: true });
  assertCan(ctx.actor, "batch.read", { assigned: true });
  return {
    personName: person[0]?.name ?? "",
    students,
    batches,
    classes: classes.map(({ starts_at, ...row }) => ({ ...row, startsAt: new Date(starts_at) })),
  };
}

const isOwn = (me: Member) => (actions["batch.read"] as Partial<Record<string, string>>)[me.role] === "assigned";

function batchesLike(me: Member, text: string): SQL {
  const own = isOwn(me)
    ? sql`and (b.trainer_id = ${me.memberId}::uuid or exists (select from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.trainer_id = ${me.memberId}::uuid))`
    : sql``;
  return sql`
    select b.id, b.code, b.name, b.state from batches b
    where b.organization_id = (select app.organization_id()) and b.deleted_at is null and ${text} <> '' ${own}
      and (position(upper(${text}) in b.code) > 0 or position(lower(${text}) in lower(b.name)) > 0)
    order by b.code <> upper(${text}), b.state in ('completed', 'cancelled'), position(upper(${text}) in b.code) <> 1, b.code limit 6`;
}

function classesToday(me: Member, text: string, now: Date): SQL {
  const at = now.toISOString();
  const own = isOwn(me) ? sql`and coalesce(s.trainer_id, b.trainer_id) = ${me.memberId}::uuid` : sql``;
  return sql`
    select s.id, s.title, b.code as "batchCode", s.state, to_json(s.starts_at) #>> '{}' as starts_at
    from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
    where s.organization_id = (select app.organization_id()) and ${inDay(null, now)} ${own}
      and case when ${text} = '' then s.ends_at > ${at}::timestamptz and s.state = 'scheduled'
        else position(upper(${text}) in b.code) > 0 or position(lower(${text}) in lower(s.title)) > 0 end
    order by s.ends_at < ${at}::timestamptz, s.starts_at, s.id limit 6`;
}
