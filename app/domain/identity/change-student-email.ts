import { and, desc, eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows, value } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { identityEvent } from "./events";
import { emailInput } from "./inputs";
import { refuseIdentity } from "./refusals";
import { memberships, userEmails } from "./tables";

export const changeEmailInput = z.object({
  studentId: z.uuid(),
  email: emailInput,
  /** Whether the address so far goes on signing them in; a mistyped one is somebody else's. */
  keepOld: z.boolean().default(false),
  reason: reasonInput,
  /** The primary address the form was made from, by its id. */
  was: z.uuid().optional(),
});

/**
 * Gives a student another primary address: mail goes there from now on and a code sent there signs them in, which is what
 * verifies it. The old one stays as a second address where asked, else nobody signs in by it any more, and whoever is signed
 * in by mail is signed out. Refuses an address that is another person's, the one they have, and a form older than the last
 * change.
 */
export async function changeStudentEmail(ctx: Ctx, raw: z.input<typeof changeEmailInput>): Promise<void> {
  const input = parseInput(changeEmailInput, raw);
  const { studentId, email } = input;
  await mutate(ctx, "student.change_email", {
    load: () => ({
      member: q
        .select({ userId: memberships.userId })
        .from(memberships)
        .where(and(eq(memberships.id, studentId), eq(memberships.kind, "student"))),
      addresses: q
        .select({ id: userEmails.id, email: userEmails.email, isPrimary: userEmails.isPrimary })
        .from(userEmails)
        .innerJoin(memberships, eq(memberships.userId, userEmails.userId))
        .where(and(eq(memberships.id, studentId), eq(memberships.kind, "student")))
        .orderBy(desc(userEmails.isPrimary), userEmails.id),
      owner: q.select({ userId: userEmails.userId }).from(userEmails).where(eq(userEmails.email, email)),
    }),
    decide: ({ member: [member], addresses, owner: [owner] }) => {
      assertCan(ctx.actor, "student.change_email");
      if (!member) return refuse("not_found");
      const old = addresses.find((one) => one.isPrimary);
      if (input.was !== undefined && old?.id !== input.was) return refuse("conflict");
      if (old?.email === email)
        return refuseIdentity("student.same_email", { fields: { email: ["This is the address they have."] } });
      if (owner && owner.userId !== member.userId) return refuseIdentity("student.email_taken", { fields: taken });
      const { userId } = member;
      const known = addresses.find((one) => one.email === email);
      return {
        writes: [
          ...(old ? [input.keepOld ? demote(old.id) : drop(userId, old.id, ctx.now)] : []),
          known ? promote(known.id) : q.insert(userEmails).values({ userId, email, isPrimary: true }),
        ],
        events: [identityEvent("student.email_changed", { studentId, userId, oldAddressId: old?.id ?? null })],
        result: undefined,
      };
    },
    reason: input.reason,
    onConstraint: {
      user_emails_organization_id_email_key: refuseIdentity("student.email_taken", { fields: taken }),
      // Somebody gave them another primary address at the same moment.
      user_emails_primary: refuse("conflict"),
    },
  });
}

const taken = { email: ["Another person of the school signs in by this address."] };

/** Addresses have no version: being primary is what the decision relied on, and exactly one row is. */
const move = (id: string, from: boolean): Query =>
  rows(sql`with u as (update user_emails set is_primary = ${!from} where organization_id = (select app.organization_id()) and id = ${id}::uuid and is_primary = ${from} returning 1)
    select app.expect(1, (select count(*) from u)::int, 'address')`);
const demote = (id: string) => move(id, true);
const promote = (id: string) => move(id, false);
const drop = (userId: string, id: string, now: Date) =>
  value<number>(sql`select app.drop_address(${userId}::uuid, ${id}::uuid, ${now.toISOString()}::timestamptz) as value`);
