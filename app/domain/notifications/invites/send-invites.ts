import { sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { markInvited } from "../../identity/mark-invited";
import { currentPolicy } from "../../organizations/current-policy";
import { refuseNotification } from "../refusals";
import { inviteCounts, inviteRounds } from "../tables";
import { sendInvitesInput } from "./inputs";
import type { InviteChoice } from "./inputs";
import { invited, inviteNumbers } from "./invitable";
import { invitePolicyOf } from "./invite-policy";

/**
 * Invites the students of a choice: a mail each, handed out at the policy's pace behind the rounds still under way. Never
 * to somebody who signed in, whose account is closed or who had one in the last days; asked for twice, from two tabs or
 * two desks, it goes out once. Refuses when the number is no longer the one that was shown.
 */
export async function sendInvites(
  ctx: Ctx,
  raw: z.input<typeof sendInvitesInput>,
): Promise<{ roundId: string; chosen: number }> {
  const parsed = sendInvitesInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { choice, expected, reason } = parsed.data;
  const roundId = uuidv7(ctx.now.getTime());
  const done = await mutate(ctx, "invite.send", {
    load: () => ({ policy: currentPolicy("invites", ctx.now), numbers: inviteNumbers(choice, ctx.now) }),
    decide: ({ policy: [found], numbers: [numbers] }) => {
      assertCan(ctx.actor, "invite.send");
      const chosen = numbers?.chosen ?? 0;
      if (chosen === 0) return refuseNotification("invite.nobody");
      if (chosen !== expected) return refuseNotification("invite.number_changed", { data: { now: chosen } });
      const { perMinute, version } = invitePolicyOf(found);
      const startedBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const facts = { id: roundId, choice, reason, chosen, perMinute, policyVersion: version, startedBy };
      return {
        writes: [
          // Two desks at once queue up: the second finds the first's students invited, and its number changed.
          rows(sql`select pg_advisory_xact_lock(hashtextextended('invites:' || app.organization_id(), 6))`),
          q.insert(inviteRounds).values({ ...facts, pacedUntil: pacedUntil(chosen, perMinute) }),
          handOut(roundId, choice, ctx.now),
          markInvited(roundId, ctx.now),
          // Counted anew with the first look at it.
          q.insert(inviteCounts).values({ ...nobodyYet, roundId, invited: chosen, countedAt: new Date(0) }),
        ],
        result: { roundId, chosen },
      };
    },
    reason,
  });
  ctx.ports.relaySoon();
  return done;
}

const nobodyYet = { sent: 0, delivered: 0, failed: 0, signedIn: 0, joined: 0 };

/** The last mail's turn: behind what is still on its way. */
const pacedUntil = (chosen: number, perMinute: number) =>
  sql`greatest(clock_timestamp(), (select max(r.paced_until) from invite_rounds r)) + make_interval(secs => ${(60 * chosen) / perMinute})`;

/** A notification and a delivery each, the delivery's time being its turn. */
const handOut = (roundId: string, choice: InviteChoice, now: Date): Query =>
  rows(sql`
    with turns as (${invited(choice, now)}),
    told as (
      insert into notifications (user_id, template, subject_id, category)
      select user_id, 'invite', ${roundId}::uuid, 'account' from turns
      on conflict do nothing
      returning id, user_id),
    mails as (
      insert into deliveries (notification_id, channel, user_id, due_at)
      select told.id, 'email', told.user_id, r.paced_until - make_interval(secs => (r.chosen - turns.turn + 1) * 60.0 / r.per_minute)
      from told join turns using (user_id) join invite_rounds r on r.id = ${roundId}::uuid
      returning 1)
    select app.expect((select r.chosen from invite_rounds r where r.id = ${roundId}::uuid), (select count(*) from mails)::int, 'invites')`);
