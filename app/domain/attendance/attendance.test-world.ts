import type { DomainWorld, Enrolled } from "#tests/support/domain-world";

import { endDueSessions } from "../sessions/end-due-sessions";
import { markEndedSessions } from "./mark-ended-sessions";

export type MarkRow = {
  mark: string;
  computed_mark: string | null;
  manual_mark: string | null;
  minutes: number;
  marked_by: string | null;
  reason: string | null;
  version: number;
  evidence: Record<string, unknown>;
};

/** What a test of attendance does all the time: a class with students in it, clicks on Join, the class's end. */
export function classroom(w: DomainWorld) {
  const school = w.nimbus;
  return {
    /** A batch with a class that begins now, and students who have a place in it. */
    async classOf(
      size: number,
      more: Parameters<typeof school.lesson>[2] = {},
      batch: Parameters<typeof school.batch>[0] = {},
    ) {
      const batchId = await school.batch(batch);
      const students: Enrolled[] = [];
      for (let n = 0; n < size; n++)
        students.push(await school.assign(await school.enroll({ knowsHub: true }), batchId));
      w.pass(1);
      return { batchId, sessionId: await school.lesson(batchId, 0, more), students };
    },
    /** Somebody pressed Join and was let through, `minutes` from the clock. */
    async click(sessionId: string, { studentId }: Enrolled, minutes = 0): Promise<void> {
      await school.asOwner(
        `insert into join_attempts (session_id, requested, student_id, at, facts, policy_version, outcome, decided_at)
         values ($1::uuid, $1::text, $2, $3, '{}', 0, 'allowed', $3)`,
        [sessionId, studentId, new Date(w.clock.now.getTime() + minutes * 60_000)],
      );
    },
    /** The class is over and its window shut: what the two jobs make of it. */
    async end() {
      w.pass(200);
      await endDueSessions(school.job());
      return markEndedSessions(school.job());
    },
    async mark(sessionId: string, { studentId }: Enrolled): Promise<MarkRow | null> {
      const { rows } = await w.owner.query<MarkRow>(
        "select mark, computed_mark, manual_mark, minutes, marked_by, reason, version, evidence from attendance_marks where session_id = $1 and student_id = $2",
        [sessionId, studentId],
      );
      return rows[0] ?? null;
    },
  };
}
