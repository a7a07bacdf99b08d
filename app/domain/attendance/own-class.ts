import { and, eq, sql } from "drizzle-orm";

import type { Member } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";

import { currentPolicy } from "../organizations/current-policy";
import { sessions } from "../sessions/tables";
import { attendanceContests, attendanceExcuses, attendanceMarks } from "./tables";

/** One class as the student who asks stands to it; every query names the student, because the plan needs it. */
export const ownClass = (me: Member, sessionId: string, now: Date) => ({
  found: q.select().from(sessions).where(eq(sessions.id, sessionId)),
  place: rows<{ id: string }>(sql`
    select a.id from batch_assignments a join sessions s on s.organization_id = a.organization_id and s.batch_id = a.batch_id
    where a.organization_id = (select app.organization_id()) and a.student_id = ${me.memberId}::uuid and s.id = ${sessionId}::uuid and a.state in ('assigned', 'active') limit 1`),
  excuse: q
    .select()
    .from(attendanceExcuses)
    .where(and(eq(attendanceExcuses.sessionId, sessionId), eq(attendanceExcuses.studentId, me.memberId))),
  mark: q
    .select()
    .from(attendanceMarks)
    .where(and(eq(attendanceMarks.sessionId, sessionId), eq(attendanceMarks.studentId, me.memberId))),
  contest: q
    .select()
    .from(attendanceContests)
    .where(
      and(
        eq(attendanceContests.sessionId, sessionId),
        eq(attendanceContests.studentId, me.memberId),
        eq(attendanceContests.state, "open"),
      ),
    ),
  policy: currentPolicy("attendance", now),
});
