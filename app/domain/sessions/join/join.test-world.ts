import type { DomainWorld, Enrolled } from "#tests/support/domain-world";
import { domainWorld, refusal } from "#tests/support/domain-world";

import type { JoinFacts } from "./join-facts";
import { joinSession } from "./join-session";

export const evening = new Date("2026-11-23T14:00:00Z");
export const batchLink = "https://zoom.us/j/81400014140?pwd=batch";

export type Attempt = {
  session_id: string | null;
  requested: string;
  outcome: string | null;
  facts: JoinFacts;
  link_id: string | null;
  at: Date;
  policy_version: number;
};

/** A batch with a link of its own and a class of it that runs right now. */
export async function joinWorld() {
  const w = await domainWorld();
  w.clock.now = evening;
  const batchId = await w.nimbus.batch({ fallbackUrl: batchLink, capacity: 200 });
  const live = await w.nimbus.lesson(batchId, -5);
  const join = async (student: Enrolled, sessionId = live, attemptKey?: string) =>
    joinSession(await w.nimbus.student(student), { sessionId, attemptKey });
  return {
    ...w,
    batchId,
    live,
    join,
    /** A student with a place in the batch. */
    placed: async (more: Parameters<DomainWorld["nimbus"]["enroll"]>[0] = {}): Promise<Enrolled> =>
      w.nimbus.assign(await w.nimbus.enroll(more), batchId),
    /** The code of the refusal. */
    said: async (student: Enrolled, sessionId = live, attemptKey?: string): Promise<string> =>
      (await refusal(join(student, sessionId, attemptKey))).code,
    /** What is kept of a student's attempts, once all that follows the answers is done. */
    async attempts(student: Enrolled): Promise<Attempt[]> {
      await w.settled();
      const { rows } = await w.owner.query<Attempt>(
        "select session_id, requested, outcome, facts, link_id, at, policy_version from join_attempts where student_id = $1 order by at, id",
        [student.studentId],
      );
      return rows;
    },
  };
}
export type JoinWorld = Awaited<ReturnType<typeof joinWorld>>;
