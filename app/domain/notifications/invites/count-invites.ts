import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";

/** After so long nobody's coming is put down to the round any more, and its numbers stand. */
const countedForDays = 60;

/**
 * Counts how far the invites have come: run after the answer of a page whose numbers are older than `freshSeconds`, so
 * that no page waits for a count of everybody a school ever invited. However many pages ask, it is counted once.
 */
export const countInvites = (ctx: Ctx): Promise<void> =>
  mutate(ctx, "invite.send", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "invite.send");
      return { writes: [countRounds(), countAll()], result: undefined };
    },
  });

export const freshSeconds = 20;
const old = sql`(c.counted_at is null or c.counted_at < clock_timestamp() - make_interval(secs => ${freshSeconds}))`;

const columns = sql`insert into invite_counts as c (round_id, invited, sent, delivered, failed, signed_in, joined, counted_at)`;
const renewed = sql`
  on conflict (organization_id, round_id) do update set invited = excluded.invited, sent = excluded.sent, delivered = excluded.delivered, failed = excluded.failed,
    signed_in = excluded.signed_in, joined = excluded.joined, counted_at = excluded.counted_at where ${old}`;

const mail = sql`
  join deliveries d on d.organization_id = n.organization_id and d.notification_id = n.id and d.channel = 'email'
  left join memberships m on m.organization_id = n.organization_id and m.user_id = n.user_id and m.kind = 'student'`;
/** "Sent" is what the vendor accepted; that it arrived is the vendor's later word. */
const isSent = sql`d.sent_at is not null`;
const isDelivered = sql`d.state = 'delivered'`;
const isFailed = sql`d.state in ('bounced', 'complained', 'suppressed', 'dead', 'unsure')`;
const hasJoined = sql`exists (select from join_attempts j where j.organization_id = m.organization_id and j.student_id = m.id and j.outcome = 'allowed')`;

const countRounds = (): Query =>
  rows(sql`
    ${columns}
    select r.id, count(*), count(*) filter (where ${isSent}), count(*) filter (where ${isDelivered}), count(*) filter (where ${isFailed}),
      count(*) filter (where m.first_signed_in_at >= r.started_at), count(*) filter (where m.first_signed_in_at >= r.started_at and ${hasJoined}), clock_timestamp()
    from invite_rounds r
    left join invite_counts c on c.organization_id = r.organization_id and c.round_id = r.id
    join notifications n on n.organization_id = r.organization_id and n.template = 'invite' and n.subject_id = r.id
    ${mail}
    where ${old} and (c.counted_at is null or r.started_at > app.now() - make_interval(days => ${countedForDays}))
    group by r.id
    ${renewed}`);

/** By person: who was invited twice is one. */
const countAll = (): Query =>
  rows(sql`
    ${columns}
    select null::uuid, count(*), count(*) filter (where sent), count(*) filter (where delivered), count(*) filter (where failed),
      count(*) filter (where signed_in), count(*) filter (where joined), clock_timestamp()
    from (
      select bool_or(${isSent}) as sent, bool_or(${isDelivered}) as delivered, bool_and(${isFailed}) as failed,
        bool_or(coalesce(m.first_signed_in_at >= n.created_at, false)) as signed_in,
        bool_or(coalesce(m.first_signed_in_at >= n.created_at, false) and ${hasJoined}) as joined
      from notifications n
      ${mail}
      where n.organization_id = (select app.organization_id()) and n.template = 'invite'
        and not exists (select from invite_counts c where c.round_id is null and not ${old})
      group by n.user_id) people
    having count(*) > 0
    ${renewed}`);
