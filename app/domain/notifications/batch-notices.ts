import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { knowsHub } from "../admissions/knows-hub";
import { noticeState } from "./session-notices";
import type { NoticeRow, NoticeState } from "./session-notices";

export type BatchNotices = {
  at: Date;
  students: { studentId: string; name: string; code: string; state: NoticeState }[];
};
type MoveRow = NoticeRow & {
  move_id: string;
  moved_at: string;
  /** Without a place by the plan, and dealt with since. */
  settled: boolean;
  /** How often they were told once more. */
  again: number;
};

/** Every student of a cancelled batch with what became of the mail about it; the newest try counts. */
export const cancellationNotices = (batchId: string) =>
  rows<MoveRow>(sql`
    select v.id as move_id, to_json(v.moved_at) #>> '{}' as moved_at, v.to_batch_id is null and v.closed_at is not null as settled, p.id as student_id, m.user_id, p.full_name as name, p.code,
      x.delivery, x.id is not null as told, coalesce(x.read, false) as read, coalesce(x.again, 0) as again, ${knowsHub} as knows
    from cancellation_moves v
    join student_profiles p on p.organization_id = v.organization_id and p.id = v.student_id
    join memberships m on m.organization_id = v.organization_id and m.id = v.student_id
    left join lateral (
      select n.id, d.state as delivery, n.state = 'read' as read, nullif(split_part(n.occurrence, '/', 2), '')::int as again
      from notifications n left join deliveries d on d.organization_id = n.organization_id and d.notification_id = n.id
      where n.organization_id = v.organization_id and n.template = 'batch_cancelled' and n.subject_id = v.id and n.user_id = m.user_id
      order by n.state = 'read' desc, again desc nulls last limit 1) x on true
    where v.organization_id = (select app.organization_id()) and v.batch_id = ${batchId}::uuid
    order by p.full_name, v.id limit 1000`);

/**
 * Who has heard that a batch is cancelled, and who was not reached. Null where nobody was in one that was. Part of the
 * batch's page, and of its read.
 */
export async function getBatchNotices(ctx: Ctx, batchId: string): Promise<BatchNotices | null> {
  const { moves } = await read(ctx, () => ({ moves: cancellationNotices(batchId) }));
  // Who may not read the batch is refused by its page; a trainer reads it where it is theirs.
  assertCan(ctx.actor, "batch.read", { assigned: true });
  const [first] = moves;
  if (!first) return null;
  return {
    at: new Date(first.moved_at),
    students: moves.map((row) => ({
      studentId: row.student_id,
      name: row.name,
      code: row.code,
      state: moveNoticeState(row),
    })),
  };
}

/** Who has been given a place since was told of it by that place's own mail, and is told nothing more of the cancellation. */
export function moveNoticeState(row: Pick<MoveRow, "told" | "read" | "delivery" | "knows" | "settled">): NoticeState {
  const state = noticeState(row);
  return state === "unreached" && row.settled ? "not_told" : state;
}
