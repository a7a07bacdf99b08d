import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { transition } from "#kernel/write.server";

import { attendanceContestMachine } from "./attendance-contest.machine";
import { ownClass } from "./own-class";
import { refuseAttendance } from "./refusals";
import { attendanceContests } from "./tables";

/** The student takes the question back. Refuses where none waits. */
export async function withdrawContest(ctx: Ctx, input: { sessionId: string }): Promise<void> {
  await mutate(ctx, "attendance.contest", {
    load: (_, me) => ownClass(me, input.sessionId, ctx.now),
    decide: ({ contest: [open] }) => {
      assertCan(ctx.actor, "attendance.contest", { own: true });
      if (!open) return refuseAttendance("attendance.contest_settled");
      return {
        writes: [transition(attendanceContests, attendanceContestMachine, open, "withdraw")],
        events: [{ name: "attendance.contest_withdrawn", payload: { contestId: open.id } }],
        result: undefined,
      };
    },
  });
}
