import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";

import type { BatchState } from "./batch.machine";
import { ownBatchesOnly } from "./list-batches";
import { seatsTaken } from "./seats";
import type { WeeklyPattern } from "./tables";

export type BatchFacts = {
  id: string;
  version: number;
  code: string;
  name: string;
  courseName: string;
  state: BatchState;
  zone: string;
  capacity: number;
  taken: number;
  startsOn: string | null;
  startConfirmed: boolean;
  startedAt: Date | null;
  completedAt: Date | null;
  cancelReason: string | null;
  pattern: WeeklyPattern | null;
  ownerId: string | null;
  owner: string | null;
  trainerId: string | null;
  trainer: string | null;
  hostAccountId: string | null;
  host: string | null;
  /** Whether its classes have a link to fall back to, and which one in its row; the link itself is shown to nobody. */
  hasFallback: boolean;
  linkVersion: number;
  /** The one who asks teaches it, or a class of it. */
  mine: boolean;
};
export type BatchFactsRow = Omit<BatchFacts, "startedAt" | "completedAt"> & {
  startedAt: string | null;
  completedAt: string | null;
};
/** The facts of one batch as its pages show them; out of a trainer's batches there is none. */
export const batchFacts = (batchId: string, me: { role: string; memberId: string }) =>
  rows<BatchFactsRow>(sql`
    select b.id, b.version, b.code, b.name, c.name as "courseName", b.state, b.zone, b.capacity, ${seatsTaken(sql`b.id`)} as taken, b.starts_on::text as "startsOn",
      b.start_confirmed as "startConfirmed", to_json(b.started_at) #>> '{}' as "startedAt", to_json(b.completed_at) #>> '{}' as "completedAt", b.cancel_reason as "cancelReason",
      b.pattern, b.owner_id as "ownerId", o.full_name as owner, b.trainer_id as "trainerId", t.full_name as trainer, b.host_account_id as "hostAccountId", h.name as host,
      l.fallback_sealed is not null as "hasFallback", coalesce(l.version, 0) as "linkVersion",
      (coalesce(b.trainer_id = ${me.memberId}::uuid, false) or exists (select from sessions x where x.organization_id = b.organization_id and x.batch_id = b.id and x.trainer_id = ${me.memberId}::uuid)) as mine
    from batches b
    join courses c on c.organization_id = b.organization_id and c.id = b.course_id
    left join staff_profiles o on o.organization_id = b.organization_id and o.id = b.owner_id
    left join staff_profiles t on t.organization_id = b.organization_id and t.id = b.trainer_id
    left join host_accounts h on h.organization_id = b.organization_id and h.id = b.host_account_id
    left join batch_meetings l on l.organization_id = b.organization_id and l.batch_id = b.id
    where b.organization_id = (select app.organization_id()) and b.id = ${batchId}::uuid ${ownBatchesOnly(me.role, me.memberId)}`);

export const batchOf = (row: BatchFactsRow): BatchFacts => ({
  ...row,
  startedAt: row.startedAt === null ? null : new Date(row.startedAt),
  completedAt: row.completedAt === null ? null : new Date(row.completedAt),
});
