import { eq } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { attendanceContestMachine } from "./attendance-contest.machine";
import { saidEntry } from "./entries";
import { decideContestInput } from "./inputs";
import { refuseAttendance } from "./refusals";
import { settleSheet } from "./settle-sheet";
import { sheetQueries } from "./sheet-facts";
import { attendanceContests } from "./tables";

/**
 * Ops answers a contested mark: another mark, or the same. The student reads the reason. A question asked in time is
 * answered in full, also when the class's marks are final meanwhile; no other student's mark moves with it.
 */
export async function decideContest(ctx: Ctx, raw: z.input<typeof decideContestInput>): Promise<{ accepted: boolean }> {
  const input = parseInput(decideContestInput, raw);
  return mutate(ctx, "attendance.decide_contest", {
    load: () => ({
      ...sheetQueries([input.sessionId], ctx.now),
      asked: q.select().from(attendanceContests).where(eq(attendanceContests.id, input.contestId)),
    }),
    decide: (facts) => {
      assertCan(ctx.actor, "attendance.decide_contest");
      const [session] = facts.sessions;
      const [contest] = facts.asked;
      if (!session || !contest || contest.sessionId !== session.id) return refuse("not_found");
      if (contest.state !== "open") return refuseAttendance("attendance.contest_settled");
      const { studentId } = contest;
      const standing = facts.marks.find((mark) => mark.student_id === studentId);
      if (standing && isStale(input.version, standing)) return refuseAttendance("attendance.mark_moved");
      const accepted = input.mark !== null && input.mark !== standing?.mark;
      const answered = {
        decidedBy: ctx.actor.kind === "member" ? ctx.actor.memberId : null,
        decidedAt: ctx.now,
        answer: input.reason,
      };
      const said = accepted ? [saidEntry(ctx, session.id, studentId, input.mark!, input.reason)] : [];
      return {
        writes: [
          transition(attendanceContests, attendanceContestMachine, contest, accepted ? "accept" : "decline", {
            set: answered,
          }),
          ...(accepted ? settleSheet(ctx, session, facts, said, new Set([studentId])).writes : []),
        ],
        events: [
          {
            name: "attendance.contest_decided",
            payload: { contestId: contest.id, sessionId: session.id, studentId },
          },
        ],
        result: { accepted },
      };
    },
    reason: input.reason,
  });
}
