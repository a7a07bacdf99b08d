import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import type { SessionState } from "../sessions/session.machine";
import type { BatchState } from "./batch.machine";
import { lifeFacts } from "./life-facts";
import type { LifeFacts } from "./life-facts";
import { ownBatchesOnly } from "./list-batches";
import { rosterQuery, seatOf } from "./roster";
import type { RosterSeat } from "./roster";
import { seatsTaken } from "./seats";
import { hostChoices, ownerChoices, trainerChoices } from "./staff-choices";
import type { Choice } from "./staff-choices";
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
  /** The one who asks teaches it, or a class of it. */
  mine: boolean;
};
export type BatchSession = {
  id: string;
  number: number;
  title: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  trainer: string | null;
  host: string | null;
  joined: number;
};
export type BatchPage = {
  batch: BatchFacts;
  life: LifeFacts;
  roster: RosterSeat[];
  sessions: BatchSession[];
  announcements: { id: string; text: string; sentBy: string | null; sentAt: Date; about: string | null }[];
  owners: Choice[];
  trainers: Choice[];
  hosts: Choice[];
  personName: string;
};
type BatchRow = Omit<BatchFacts, "startedAt" | "completedAt"> & {
  startedAt: string | null;
  completedAt: string | null;
};
type SessionRow = Omit<BatchSession, "startsAt" | "endsAt"> & { starts: string; ends: string };

/** The facts of one batch as its pages show them; out of a trainer's batches there is none. */
export const batchFacts = (batchId: string, me: { role: string; memberId: string }) =>
  rows<BatchRow>(sql`
    select b.id, b.version, b.code, b.name, c.name as "courseName", b.state, b.zone, b.capacity, ${seatsTaken(sql`b.id`)} as taken, b.starts_on::text as "startsOn",
      b.start_confirmed as "startConfirmed", to_json(b.started_at) #>> '{}' as "startedAt", to_json(b.completed_at) #>> '{}' as "completedAt", b.cancel_reason as "cancelReason",
      b.pattern, b.owner_id as "ownerId", o.full_name as owner, b.trainer_id as "trainerId", t.full_name as trainer, b.host_account_id as "hostAccountId", h.name as host,
      (coalesce(b.trainer_id = ${me.memberId}::uuid, false) or exists (select from sessions x where x.organization_id = b.organization_id and x.batch_id = b.id and x.trainer_id = ${me.memberId}::uuid)) as mine
    from batches b
    join courses c on c.organization_id = b.organization_id and c.id = b.course_id
    left join staff_profiles o on o.organization_id = b.organization_id and o.id = b.owner_id
    left join staff_profiles t on t.organization_id = b.organization_id and t.id = b.trainer_id
    left join host_accounts h on h.organization_id = b.organization_id and h.id = b.host_account_id
    where b.organization_id = (select app.organization_id()) and b.id = ${batchId}::uuid ${ownBatchesOnly(me.role, me.memberId)}`);

export const batchOf = (row: BatchRow): BatchFacts => ({
  ...row,
  startedAt: row.startedAt === null ? null : new Date(row.startedAt),
  completedAt: row.completedAt === null ? null : new Date(row.completedAt),
});

/** One batch for staff, everything on one page: facts, life, who sits in it, its classes, what was announced. Null: none, or not theirs. */
export async function getBatchPage(ctx: Ctx, batchId: string): Promise<BatchPage | null> {
  const answers = await read(ctx, (_, me) => ({
    found: batchFacts(batchId, me),
    life: lifeFacts(batchId, ctx.now),
    roster: rosterQuery(batchId),
    sessions: rows<SessionRow>(sql`
      select s.id, s.number, s.title, s.state, to_json(s.starts_at) #>> '{}' as starts, to_json(s.ends_at) #>> '{}' as ends, t.full_name as trainer, h.name as host,
        (select count(distinct j.student_id)::int from join_attempts j where j.organization_id = s.organization_id and j.session_id = s.id and j.outcome = 'allowed') as joined
      from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
      left join staff_profiles t on t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)
      left join host_accounts h on h.organization_id = s.organization_id and h.id = s.host_account_id
      where s.organization_id = (select app.organization_id()) and s.batch_id = ${batchId}::uuid order by s.starts_at limit 400`),
    announcements: rows<{ id: string; text: string; by: string | null; at: string; about: string | null }>(sql`
      select a.id, a.text, p.full_name as by, to_json(a.sent_at) #>> '{}' as at, s.title as about
      from announcements a left join staff_profiles p on p.organization_id = a.organization_id and p.id = a.sent_by
      left join sessions s on s.organization_id = a.organization_id and s.id = a.session_id
      where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId}::uuid order by a.sent_at desc limit 10`),
    owners: ownerChoices(),
    trainers: trainerChoices(),
    hosts: hostChoices(),
    person: ownName(me),
  }));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "batch.read", { assigned: true });
  const [row] = answers.found;
  const [life] = answers.life;
  if (!row || !life) return null;
  return {
    batch: batchOf(row),
    life,
    roster: answers.roster.map((seat) => seatOf(seat, ctx.now, row.zone)),
    sessions: answers.sessions.map(({ starts, ends, ...rest }) => ({
      ...rest,
      startsAt: new Date(starts),
      endsAt: new Date(ends),
    })),
    announcements: answers.announcements.map(({ by, at, ...rest }) => ({ ...rest, sentBy: by, sentAt: new Date(at) })),
    owners: answers.owners,
    trainers: answers.trainers,
    hosts: answers.hosts,
    personName: answers.person[0]?.name ?? "",
  };
}
