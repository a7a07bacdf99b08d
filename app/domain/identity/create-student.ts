import { and, eq, sql } from "drizzle-orm";

import { q } from "#kernel/database.server";
import type { Q, Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";

import { memberships, studentContacts, studentProfiles, userEmails, users } from "./tables";

export type NewStudent = {
  fullName: string;
  /** Canonical. */
  email: string;
  /** E.164. */
  phone: string | null;
  /** A code brought along by an import; else the counter gives the next one. */
  code?: string;
  /** When they heard of Hub, where somebody told them: else no mail reaches them before their invite. */
  invitedAt?: Date | null;
};
export type StudentIds = { userId: string; studentId: string };

/** The person an address belongs to, and their student membership where they have one: loaded before `studentWrites`. */
export const personByEmail = (query: Q, email: string) =>
  query
    .select({ userId: userEmails.userId, studentId: memberships.id })
    .from(userEmails)
    .leftJoin(memberships, and(eq(memberships.userId, userEmails.userId), eq(memberships.kind, "student")))
    .where(eq(userEmails.email, email));

/**
 * What makes a person a student: user and address unless the address is known already (a trainer may study), membership,
 * profile with the next code, contact. Somebody who is a student already stays as they are. Composed into the command
 * that admits; the address's own unique key (`user_emails_organization_id_email_key`) settles two admissions at once.
 */
export function studentWrites(
  student: NewStudent,
  person: { userId: string; studentId: string | null } | undefined,
  now: Date,
): { writes: Query[]; ids: StudentIds } {
  if (person?.studentId) return { writes: [], ids: { userId: person.userId, studentId: person.studentId } };
  const userId = person?.userId ?? uuidv7(now.getTime());
  const studentId = uuidv7(now.getTime());
  const newPerson = [
    q.insert(users).values({ id: userId }),
    q.insert(userEmails).values({ userId, email: student.email, isPrimary: true }),
  ];
  return {
    writes: [
      ...(person ? [] : newPerson),
      q
        .insert(memberships)
        .values({ id: studentId, userId, kind: "student", role: "student", invitedAt: student.invitedAt ?? null }),
      q.insert(studentProfiles).values({
        id: studentId,
        code: sql`app.next_student_code(${student.code ?? null})`,
        fullName: student.fullName.trim(),
      }),
      q.insert(studentContacts).values({ id: studentId, phone: student.phone }),
    ],
    ids: { userId, studentId },
  };
}
