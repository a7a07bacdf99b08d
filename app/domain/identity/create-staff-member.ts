import { assertCan } from "#kernel/actions";
import type { Ctx, StaffRole } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { liveListing } from "./staff-listing";
import { allowedStaffEmails, memberships, staffProfiles, userEmails, users } from "./tables";

/**
 * A member of staff who is needed before they have ever signed in (a trainer whose classes are planned): listed, with
 * their profile. Their first Google sign-in finds them by the address. Refuses an address that somebody has already.
 */
export async function createStaffMember(
  ctx: Ctx,
  input: { email: string; role: StaffRole; fullName: string },
): Promise<{ memberId: string }> {
  const userId = uuidv7(ctx.now.getTime());
  const memberId = uuidv7(ctx.now.getTime());
  const { email, role, fullName } = input;
  return mutate(ctx, "allowlist.manage", {
    load: (query) => ({ listing: liveListing(query, email) }),
    decide: ({ listing: [listing] }) => {
      assertCan(ctx.actor, "allowlist.manage");
      return {
        writes: [
          ...(listing ? [] : [q.insert(allowedStaffEmails).values({ email, role, fullName })]),
          q.insert(users).values({ id: userId }),
          q.insert(userEmails).values({ userId, email, isPrimary: true }),
          q.insert(memberships).values({ id: memberId, userId, kind: "staff", role }),
          q.insert(staffProfiles).values({ id: memberId, fullName }),
        ],
        events: [{ name: "staff.created", payload: { memberId } }],
        result: { memberId },
      };
    },
    onConstraint: { user_emails_organization_id_email_key: refuse("conflict") },
  });
}
