import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

import type { InviteChoice } from "./inputs";
import { defaultInvites } from "./invite-policy";

const whoms = {
  never_invited: sql`and m.invited_at is null`,
  invited: sql`and m.invited_at is not null`,
  all: sql``,
} as const satisfies Record<InviteChoice["who"], SQL>;

const recent = (now: string) =>
  sql`coalesce(m.invited_at > ${now}::timestamptz - make_interval(days => ${daysBetween(now)}), false)`;
/** The school's own days between two invites, else the default's. */
const daysBetween = (now: string) => sql`coalesce((select (p.value ->> 'againAfterDays')::int from policies p
  where p.key = 'invites' and p.plan_id is null and p.valid_from <= ${now}::timestamptz order by p.version desc limit 1), ${defaultInvites.againAfterDays}::int)`;

/**
 * Whom an invite would help: somebody with a plan that is not over, who never signed in and whose account is open. Beside
 * each whether they had one too short a time ago, and whether their address takes no mail.
 */
const invitable = ({ who, batchId, planId, since, again }: InviteChoice, now: Date): SQL => sql`
  from memberships m
  join users u on u.organization_id = m.organization_id and u.id = m.user_id and u.disabled_at is null
  join user_emails a on a.organization_id = m.organization_id and a.user_id = m.user_id and a.is_primary
  cross join lateral (select
    ${again ? sql`false` : recent(now.toISOString())} as recent,
    exists (select from suppressions x where x.organization_id = a.organization_id and x.channel = 'email' and x.lifted_at is null
      and x.address_digest = 'sha256:' || encode(sha256(convert_to(a.organization_id::text || a.email, 'UTF8')), 'hex')) as unreachable) leave
  where m.organization_id = (select app.organization_id()) and m.kind = 'student' and m.first_signed_in_at is null and m.disabled_at is null ${whoms[who]}
    and exists (select from enrollments e where e.organization_id = m.organization_id and e.student_id = m.id
      and e.state not in ('CANCELLED', 'REFUNDED', 'COMPLETED', 'EXPIRED') ${planId ? sql`and e.plan_id = ${planId}::uuid` : sql``})
    ${
      batchId
        ? sql`and exists (select from batch_assignments b where b.organization_id = m.organization_id and b.student_id = m.id
            and b.batch_id = ${batchId}::uuid and b.state in ('assigned', 'active'))`
        : sql``
    }
    ${since ? sql`and m.created_at >= (select ${since}::date::timestamp at time zone o.zone from organizations o where o.id = (select app.organization_id()))` : sql``}`;

/** One round is one transaction, whose rows are all recorded: about three seconds for so many. */
const mostInARound = 5000;

export type InviteNumbers = {
  /** Who would get a mail in this round. */
  chosen: number;
  /** Who is left for the next one. */
  more: number;
  /** Invited too short a time ago. */
  recent: number;
  /** Their address takes no mail. */
  unreachable: number;
};

/** How many would get a mail, and who is left out and why. */
export const inviteNumbers = (choice: InviteChoice, now: Date): Query<InviteNumbers[]> =>
  rows<InviteNumbers>(sql`
    select least(n.reachable, ${mostInARound}::int) as chosen, greatest(n.reachable - ${mostInARound}::int, 0) as more, n.recent, n.unreachable
    from (
      select (count(*) filter (where not leave.recent and not leave.unreachable))::int as reachable, (count(*) filter (where leave.recent))::int as recent,
        (count(*) filter (where leave.unreachable and not leave.recent))::int as unreachable
      ${invitable(choice, now)}) n`);

/** The user ids of those who would get a mail in one round, each with their turn. */
export const invited = (choice: InviteChoice, now: Date): SQL => sql`
  select m.user_id, row_number() over (order by m.id) as turn
  ${invitable(choice, now)} and not leave.recent and not leave.unreachable
  order by m.id limit ${mostInARound}`;
