import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

export type ImportedStudent = {
  studentId: string;
  userId: string;
  /** Whether the address is nobody's yet; a trainer may study under their own. */
  isNewPerson: boolean;
  email: string;
  /** Taken from a block, or brought along. */
  code: string;
  fullName: string;
  phone: string | null;
};

/** The first of `count` student codes, none of which is used by the import itself up to `beyond`. */
export const takeCodes = (count: number, beyond: number) => sql`app.take_student_codes(${count}::int, ${beyond}::int)`;

/** Many people become students at once: the set-wise twin of `studentWrites`. Composed into imports. */
export function importedStudentWrites(all: readonly ImportedStudent[]): Query[] {
  if (all.length === 0) return [];
  const given = JSON.stringify(all);
  const newPeople = JSON.stringify(all.filter(({ isNewPerson }) => isNewPerson));
  return [
    rows(
      sql`insert into users (id) select x."userId" from jsonb_to_recordset(${newPeople}::jsonb) as x("userId" uuid)`,
    ),
    rows(sql`
      insert into user_emails (user_id, email, is_primary) select x."userId", x.email, true from jsonb_to_recordset(${newPeople}::jsonb) as x("userId" uuid, email text)`),
    rows(sql`
      insert into memberships (id, user_id, kind, role) select x."studentId", x."userId", 'student', 'student' from jsonb_to_recordset(${given}::jsonb) as x("studentId" uuid, "userId" uuid)`),
    rows(sql`
      insert into student_profiles (id, code, full_name) select x."studentId", x.code, x."fullName" from jsonb_to_recordset(${given}::jsonb) as x("studentId" uuid, code text, "fullName" text)`),
    rows(sql`
      insert into student_contacts (id, phone) select x."studentId", x.phone from jsonb_to_recordset(${given}::jsonb) as x("studentId" uuid, phone text)`),
  ];
}

/** Names and numbers as a sheet has them; the rows are guarded by the caller. */
export function studentUpdateWrites(changes: {
  names: readonly { id: string; fullName: string }[];
  phones: readonly { id: string; phone: string | null }[];
}): Query[] {
  const { names, phones } = changes;
  return [
    ...(names.length === 0
      ? []
      : [
          rows(sql`
            update student_profiles p set full_name = x."fullName" from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as x(id uuid, "fullName" text)
            where p.organization_id = (select app.organization_id()) and p.id = x.id`),
        ]),
    ...(phones.length === 0
      ? []
      : [
          rows(sql`
            update student_contacts c set phone = x.phone from jsonb_to_recordset(${JSON.stringify(phones)}::jsonb) as x(id uuid, phone text)
            where c.organization_id = (select app.organization_id()) and c.id = x.id`),
        ]),
  ];
}

/** Closes or opens the student door of many people; a login they have as staff stays. */
export const studentAccessWrites = (studentIds: readonly string[], disabledAt: Date | null): Query[] =>
  studentIds.length === 0
    ? []
    : [
        rows(sql`
          update memberships m set disabled_at = ${disabledAt?.toISOString() ?? null}::timestamptz
          where m.organization_id = (select app.organization_id()) and m.id = any(${`{${studentIds.join(",")}}`}::uuid[]) and m.kind = 'student'`),
      ];
