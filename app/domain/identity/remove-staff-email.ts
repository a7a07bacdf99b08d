import { sql } from "drizzle-orm";

import { can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { guardedUpdate } from "#kernel/write.server";

import { identityEvent } from "./events";
import { refuseIdentity } from "./refusals";
import { anotherLeaderStays, liveListing, otherLeaders, staffMember } from "./staff-listing";
import { allowedStaffEmails } from "./tables";

/**
 * Takes an address off the list of staff and ends the person's staff auth sessions, so that their next request is
 * refused. The last leadership stays: nobody could manage the list any more.
 */
export function removeStaffEmail(ctx: Ctx, input: { email: string; reason: string }): Promise<void> {
  return mutate(ctx, "allowlist.manage", {
    load: (q) => ({
      listing: liveListing(q, input.email),
      member: staffMember(q, input.email),
      otherLeaders: otherLeaders(q, input.email),
    }),
    decide: ({ listing: [listing], member: [member], otherLeaders: others }) => {
      const allowed = can(ctx.actor, "allowlist.manage");
      if (allowed !== true) return allowed;
      if (!listing) return refuseIdentity("staff.not_listed");
      const leads = listing.role === "leadership";
      if (leads && others.length === 0) return refuseIdentity("staff.last_leadership");
      return {
        writes: [
          ...(leads ? anotherLeaderStays(listing.id) : []),
          guardedUpdate(allowedStaffEmails, listing, { removedAt: ctx.now }, "listing"),
          value<number>(
            sql`select app.end_staff_auth_sessions(${input.email}, ${ctx.now.toISOString()}::timestamptz) as value`,
          ),
        ],
        events: [identityEvent("staff.removed", { listingId: listing.id, staffId: member?.id ?? null })],
        result: undefined,
      };
    },
    reason: input.reason,
  });
}
