import { desc, eq, sql } from "drizzle-orm";

import { ownName } from "#domain/identity/own-name";
import { memberships, studentContacts, studentProfiles, userEmails } from "#domain/identity/tables";
import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { noteRead } from "../note-read";

export type StudentContact = {
  personName: string;
  id: string;
  code: string;
  fullName: string;
  preferredName: string | null;
  phone: string | null;
  whatsappConsent: boolean;
  city: string | null;
  stateOrRegion: string | null;
  version: number;
  addresses: { email: string; isPrimary: boolean; verifiedAt: Date | null }[];
};

/** How a student is reached, for the roles that may know it; a trainer never. That it was read is noted after the answer. */
export async function getStudentContact(ctx: Ctx, studentId: string): Promise<StudentContact> {
  const { found, addresses, person } = await read(ctx, (q, me) => ({
    found: q
      .select({
        id: studentProfiles.id,
        code: studentProfiles.code,
        fullName: studentProfiles.fullName,
        preferredName: studentProfiles.preferredName,
        phone: studentContacts.phone,
        whatsappConsent: studentContacts.whatsappConsent,
        city: studentContacts.city,
        stateOrRegion: studentContacts.stateOrRegion,
        version: studentContacts.version,
      })
      .from(studentProfiles)
      .innerJoin(studentContacts, eq(studentContacts.id, studentProfiles.id))
      .where(eq(studentProfiles.id, studentId)),
    addresses: q
      .select({ email: userEmails.email, isPrimary: userEmails.isPrimary, verifiedAt: userEmails.verifiedAt })
      .from(userEmails)
      .where(
        sql`${userEmails.userId} = (select ${memberships.userId} from ${memberships} where ${memberships.id} = ${studentId}::uuid and ${memberships.kind} = 'student')`,
      )
      .orderBy(desc(userEmails.isPrimary), userEmails.email),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "student.read_contact");
  const contact = found[0];
  if (!contact) throw refuse("not_found");
  noteRead(ctx, { studentId, screen: "contact", action: "student.read_contact" });
  return { personName: person[0]?.name ?? "", ...contact, addresses };
}
