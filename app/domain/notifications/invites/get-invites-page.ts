import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../../identity/own-name";
import { currentPolicy } from "../../organizations/current-policy";
import { countInvites, freshSeconds } from "./count-invites";
import type { InviteChoice } from "./inputs";
import { inviteNumbers } from "./invitable";
import type { InviteNumbers } from "./invitable";
import { invitePolicyOf } from "./invite-policy";
import type { InvitePolicy } from "./invite-policy";

export type Funnel = {
  invited: number;
  sent: number;
  delivered: number;
  failed: number;
  signedIn: number;
  joined: number;
  countedAt: Date;
};
export type InviteRound = {
  id: string;
  choice: InviteChoice;
  reason: string;
  chosen: number;
  startedAt: Date;
  /** Null where no person did it. */
  startedBy: string | null;
  /** When the last mail has its turn, by the database's clock. */
  pacedUntil: Date;
  underWay: boolean;
  /** Null until it was counted for the first time. */
  funnel: Funnel | null;
};
export type Choices = { batches: { id: string; code: string }[]; plans: { id: string; name: string }[] };
export type InvitesPage = {
  personName: string;
  policy: InvitePolicy;
  rounds: InviteRound[];
  all: Funnel | null;
  choices: Choices;
  /** Of the choice that was asked for. */
  numbers: InviteNumbers | null;
};

type CountRow = {
  invited: number;
  sent: number;
  delivered: number;
  failed: number;
  signed_in: number;
  joined: number;
  counted_at: string;
};
type RoundRow = {
  id: string;
  choice: InviteChoice;
  reason: string;
  chosen: number;
  started_at: string;
  started_by: string | null;
  paced_until: string;
  under_way: boolean;
  counts: CountRow | null;
  due: boolean;
};

/** Rounds of invites with how far they have come, and the number a choice would go to. One round trip. */
export async function getInvitesPage(ctx: Ctx, choice: InviteChoice | null): Promise<InvitesPage> {
  const page = await read(ctx, (_, me) => ({
    person: ownName(me),
    policy: currentPolicy("invites", ctx.now),
    rounds: rows<RoundRow>(sql`
      select r.id, r.choice, r.reason, r.chosen, to_json(r.started_at) #>> '{}' as started_at, s.full_name as started_by, to_json(r.paced_until) #>> '{}' as paced_until,
        r.paced_until > clock_timestamp() as under_way, to_jsonb(c) as counts, ${due} as due
      from invite_rounds r
      left join invite_counts c on c.organization_id = r.organization_id and c.round_id = r.id
      left join staff_profiles s on s.organization_id = r.organization_id and s.id = r.started_by
      where r.organization_id = (select app.organization_id())
      order by r.started_at desc, r.id desc limit 50`),
    all: rows<{ counts: CountRow }>(
      sql`select to_jsonb(c) as counts from invite_counts c where c.organization_id = (select app.organization_id()) and c.round_id is null`,
    ),
    batches: rows<{ id: string; code: string }>(sql`
      select b.id, b.code from batches b where b.organization_id = (select app.organization_id()) and b.state in ('planning', 'forming', 'active') and b.deleted_at is null
      order by b.code limit 500`),
    plans: rows<{ id: string; name: string }>(sql`
      select p.id, p.name from plans p where p.organization_id = (select app.organization_id()) and p.deleted_at is null order by p.name limit 200`),
    numbers: choice ? inviteNumbers(choice, ctx.now) : none,
  }));
  assertCan(ctx.actor, "invite.send");
  if (page.rounds.some((round) => round.due)) ctx.ports.after(() => countInvites(ctx));
  return {
    personName: page.person[0]?.name ?? "",
    policy: invitePolicyOf(page.policy[0]),
    rounds: page.rounds.map((row) => ({
      id: row.id,
      choice: row.choice,
      reason: row.reason,
      chosen: row.chosen,
      startedAt: new Date(row.started_at),
      startedBy: row.started_by,
      pacedUntil: new Date(row.paced_until),
      underWay: row.under_way,
      funnel: row.counts && funnelOf(row.counts),
    })),
    all: page.all[0] ? funnelOf(page.all[0].counts) : null,
    choices: { batches: page.batches, plans: page.plans },
    numbers: page.numbers[0] ?? null,
  };
}

const due = sql`(c.counted_at is null or c.counted_at < clock_timestamp() - make_interval(secs => ${freshSeconds}))`;
const none: Query<InviteNumbers[]> = rows<InviteNumbers>(
  sql`select 0 as chosen, 0 as more, 0 as recent, 0 as unreachable where false`,
);

const funnelOf = (row: CountRow): Funnel => ({
  invited: row.invited,
  sent: row.sent,
  delivered: row.delivered,
  failed: row.failed,
  signedIn: row.signed_in,
  joined: row.joined,
  countedAt: new Date(row.counted_at),
});
