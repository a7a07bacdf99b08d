import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../identity/own-name";
import { batchFacts, batchOf } from "./batch-facts";
import type { BatchFacts } from "./batch-facts";
import { rosterQuery, seatOf } from "./roster";
import type { RosterSeat } from "./roster";

export type RosterPage = {
  batch: BatchFacts;
  roster: RosterSeat[];
  /** The next classes, as columns to tick on paper. */
  next: { number: number; startsAt: Date }[];
  personName: string;
};

/** The roster of a batch as it is printed, for its trainer too; no contact details. Null: none, or not theirs. */
export async function getRosterPage(ctx: Ctx, batchId: string): Promise<RosterPage | null> {
  const answers = await read(ctx, (_, me) => ({
    found: batchFacts(batchId, me),
    roster: rosterQuery(batchId),
    next: rows<{ number: number; starts: string }>(sql`
      select s.number, to_json(s.starts_at) #>> '{}' as starts from sessions s
      where s.organization_id = (select app.organization_id()) and s.batch_id = ${batchId}::uuid and s.state = 'scheduled' and s.ends_at > ${ctx.now.toISOString()}::timestamptz
      order by s.starts_at limit 6`),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "roster.read", { assigned: answers.found[0]?.mine ?? false });
  const [row] = answers.found;
  if (!row) return null;
  return {
    batch: batchOf(row),
    roster: answers.roster.map((seat) => seatOf(seat, ctx, row.zone)),
    next: answers.next.map(({ number, starts }) => ({ number, startsAt: new Date(starts) })),
    personName: answers.person[0]?.name ?? "",
  };
}
