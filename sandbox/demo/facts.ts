import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import type { Desk } from "./commands";

export type HeldClass = { id: string; startsAt: Date };

/** The classes of a batch that have ended, the oldest first. */
export async function heldClasses(desk: Desk, organizationId: string, batchId: string): Promise<HeldClass[]> {
  const { found } = await read(desk.as(organizationId), () => ({
    found: rows<{ id: string; starts_at: string }>(sql`
      select s.id, to_json(s.starts_at) #>> '{}' as starts_at from sessions s
      where s.organization_id = (select app.organization_id()) and s.batch_id = ${batchId}::uuid and s.state = 'ended' order by s.starts_at`),
  }));
  return found.map(({ id, starts_at }) => ({ id, startsAt: new Date(starts_at) }));
}

/** Students and their plans by address. */
export async function studentsBy(
  desk: Desk,
  organizationId: string,
  emails: readonly string[],
): Promise<ReadonlyMap<string, { studentId: string; enrollmentId: string }>> {
  const { found } = await read(desk.as(organizationId), () => ({
    found: rows<{ email: string; student_id: string; enrollment_id: string }>(sql`
      select u.email, m.id as student_id, e.id as enrollment_id from user_emails u
      join memberships m on m.organization_id = u.organization_id and m.user_id = u.user_id and m.kind = 'student'
      join enrollments e on e.organization_id = m.organization_id and e.student_id = m.id
      where u.organization_id = (select app.organization_id()) and u.email in (select jsonb_array_elements_text(${JSON.stringify(emails)}::jsonb))`),
  }));
  return new Map(found.map((one) => [one.email, { studentId: one.student_id, enrollmentId: one.enrollment_id }]));
}

/** The marks of a class with their versions, by student. */
export async function markVersions(
  desk: Desk,
  organizationId: string,
  sessionId: string,
): Promise<ReadonlyMap<string, number>> {
  const { found } = await read(desk.as(organizationId), () => ({
    found: rows<{ student_id: string; version: number }>(sql`
      select student_id, version from attendance_marks where organization_id = (select app.organization_id()) and session_id = ${sessionId}::uuid`),
  }));
  return new Map(found.map((one) => [one.student_id, one.version]));
}
