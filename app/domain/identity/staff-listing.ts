import { and, eq, isNull, ne, sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Q, Query } from "#kernel/database.server";

import { allowedStaffEmails, memberships, userEmails } from "./tables";

/** An address's live entry in the list of staff. */
export const liveListing = (q: Q, email: string) =>
  q
    .select({
      id: allowedStaffEmails.id,
      version: allowedStaffEmails.version,
      role: allowedStaffEmails.role,
      fullName: allowedStaffEmails.fullName,
    })
    .from(allowedStaffEmails)
    .where(and(eq(allowedStaffEmails.email, email), isNull(allowedStaffEmails.removedAt)));

/** The staff membership of the person an address belongs to; none before the first sign-in. */
export const staffMember = (q: Q, email: string) =>
  q
    .select({ id: memberships.id, version: memberships.version, role: memberships.role })
    .from(userEmails)
    .innerJoin(memberships, and(eq(memberships.userId, userEmails.userId), eq(memberships.kind, "staff")))
    .where(eq(userEmails.email, email));

/** Somebody else who is listed with leadership. */
export const otherLeaders = (q: Q, email: string) =>
  q
    .select({ id: allowedStaffEmails.id })
    .from(allowedStaffEmails)
    .where(
      and(
        eq(allowedStaffEmails.role, "leadership"),
        isNull(allowedStaffEmails.removedAt),
        ne(allowedStaffEmails.email, email),
      ),
    )
    .limit(1);

/** Two leaders removing each other at once: row versions cannot see it, so such changes queue up and look again. */
export function anotherLeaderStays(listingId: string): Query[] {
  return [
    rows(sql`select pg_advisory_xact_lock(hashtextextended('leadership:' || app.organization_id(), 4))`),
    rows(sql`select app.expect(1, exists (select from ${allowedStaffEmails} where ${allowedStaffEmails.role} = 'leadership'
      and ${allowedStaffEmails.removedAt} is null and ${allowedStaffEmails.id} <> ${listingId})::int, 'leadership')`),
  ];
}
