import { sql } from "drizzle-orm";

import { actions, assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { batchFacts, batchOf } from "../../batches/batch-facts";
import type { BatchFacts } from "../../batches/batch-facts";
import { lifeFacts } from "../../batches/life-facts";
import type { LifeFacts } from "../../batches/life-facts";
import { rosterQuery, seatOf } from "../../batches/roster";
import type { RosterSeat } from "../../batches/roster";
import { hostChoices, ownerChoices, trainerChoices } from "../../batches/staff-choices";
import type { Choice } from "../../batches/staff-choices";
import { ownName } from "../../identity/own-name";
import type { SessionState } from "../../sessions/session.machine";
import { batchTimeline } from "../batch-timeline";
import type { Cursor } from "../cursor";
import { pageOfMoments } from "../moments";
import type { TimelinePage } from "../moments";
import type { AuditRecord } from "../records";

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
  /** Null where the one who asks may not see it. */
  timeline: TimelinePage | null;
  owners: Choice[];
  trainers: Choice[];
  hosts: Choice[];
  personName: string;
};
type SessionRow = Omit<BatchSession, "startsAt" | "endsAt"> & { starts: string; ends: string };

const mayAudit = (role: string) => Object.hasOwn(actions["audit.timeline"], role);

/** One batch for staff, everything on one page: facts, life, who sits in it, its classes, what was announced. Null: none, or not theirs. */
export async function getBatchPage(ctx: Ctx, batchId: string, older: Cursor | null = null): Promise<BatchPage | null> {
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
    timeline: mayAudit(me.role) ? batchTimeline(batchId, older) : rows<AuditRecord>(sql`select null as id where false`),
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
    roster: answers.roster.map((seat) => seatOf(seat, ctx, row.zone)),
    sessions: answers.sessions.map(({ starts, ends, ...rest }) => ({
      ...rest,
      startsAt: new Date(starts),
      endsAt: new Date(ends),
    })),
    announcements: answers.announcements.map(({ by, at, ...rest }) => ({ ...rest, sentBy: by, sentAt: new Date(at) })),
    timeline: ctx.actor.kind === "member" && mayAudit(ctx.actor.role) ? pageOfMoments(answers.timeline) : null,
    owners: answers.owners,
    trainers: answers.trainers,
    hosts: answers.hosts,
    personName: answers.person[0]?.name ?? "",
  };
}
