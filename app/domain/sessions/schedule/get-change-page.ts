import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { hostChoices, trainerChoices } from "../../batches/staff-choices";
import type { Choice } from "../../batches/staff-choices";
import { ownName } from "../../identity/own-name";
import type { SessionState } from "../session.machine";
import { versionsOf } from "./seen";

export type ChangePage = {
  session: {
    id: string;
    number: number;
    title: string;
    state: SessionState;
    batchId: string;
    batchCode: string;
    startsAt: Date;
    endsAt: Date;
    on: string;
    time: string;
    trainerId: string | null;
    hostAccountId: string | null;
    /** Classes of the batch that follow this one. */
    following: number;
  };
  version: string;
  trainers: Choice[];
  hosts: Choice[];
  personName: string;
};
type Row = Omit<ChangePage["session"], "startsAt" | "endsAt"> & { starts: string; ends: string; version: number };

/** What the form "change this class" begins with. Null: no such class. One round trip. */
export async function getChangePage(ctx: Ctx, sessionId: string): Promise<ChangePage | null> {
  const answers = await read(ctx, (_, me) => ({
    found: rows<Row>(sql`
      select s.id, s.number, s.title, s.state, s.batch_id as "batchId", b.code as "batchCode", to_json(s.starts_at) #>> '{}' as starts, to_json(s.ends_at) #>> '{}' as ends,
        s.local_date::text as on, left(s.local_time::text, 5) as time, s.trainer_id as "trainerId", s.host_account_id as "hostAccountId", s.version,
        (select count(*)::int from sessions f where f.organization_id = s.organization_id and f.batch_id = s.batch_id and f.state = 'scheduled' and f.starts_at > s.starts_at) as following
      from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
      where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid`),
    trainers: trainerChoices(),
    hosts: hostChoices(),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "session.update");
  const [row] = answers.found;
  if (!row) return null;
  const { starts, ends, version, ...session } = row;
  return {
    session: { ...session, startsAt: new Date(starts), endsAt: new Date(ends) },
    version: await versionsOf([{ id: row.id, version }]),
    trainers: answers.trainers,
    hosts: answers.hosts,
    personName: answers.person[0]?.name ?? "",
  };
}
