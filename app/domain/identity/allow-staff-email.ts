import { can } from "#kernel/actions";
import type { Ctx, StaffRole } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { refuseIdentity } from "./refusals";
import { anotherLeaderStays, liveListing, otherLeaders, staffMember } from "./staff-listing";
import { allowedStaffEmails, memberships } from "./tables";

/**
 * Puts an address on the list of staff, or changes the role it is listed with; a changed role holds from the person's
 * next request. Saying the same again changes nothing.
 */
export function allowStaffEmail(
  ctx: Ctx,
  input: { email: string; role: StaffRole; fullName: string | null; reason?: string },
): Promise<{ listingId: string }> {
  return mutate(ctx, "allowlist.manage", {
    load: (query) => ({
      listing: liveListing(query, input.email),
      member: staffMember(query, input.email),
      others: otherLeaders(query, input.email),
    }),
    decide: ({ listing: [listing], member: [member], others }) => {
      const allowed = can(ctx.actor, "allowlist.manage");
      if (allowed !== true) return allowed;
      const demoted = listing?.role === "leadership" && input.role !== "leadership";
      if (demoted && others.length === 0) return refuseIdentity("staff.last_leadership");
      const listingId = listing?.id ?? uuidv7(ctx.now.getTime());
      const fullName = input.fullName ?? listing?.fullName ?? null;
      const writes: Query[] = demoted ? anotherLeaderStays(listingId) : [];
      if (!listing)
        writes.push(
          q.insert(allowedStaffEmails).values({ id: listingId, email: input.email, role: input.role, fullName }),
        );
      else if (listing.role !== input.role || listing.fullName !== fullName)
        writes.push(guardedUpdate(allowedStaffEmails, listing, { role: input.role, fullName }, "listing"));
      if (member && member.role !== input.role)
        writes.push(guardedUpdate(memberships, member, { role: input.role }, "membership"));
      return { writes, result: { listingId } };
    },
    reason: input.reason ?? null,
    onConstraint: { allowed_staff_emails_live: refuse("conflict") },
  });
}
