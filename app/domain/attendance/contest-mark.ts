import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";

import { contestInput } from "./inputs";
import { openUntil, policyOf } from "./marks-of-sheet";
import { ownClass } from "./own-class";
import { refuseAttendance } from "./refusals";
import { attendanceContests } from "./tables";

/**
 * A student says that their mark is wrong, and why; ops answers. Refuses where there is no mark, where it says present,
 * when marks are final, and while an earlier question waits.
 */
export async function contestMark(ctx: Ctx, raw: z.input<typeof contestInput>): Promise<void> {
  const input = parseInput(contestInput, raw);
  const contestId = uuidv7(ctx.now.getTime());
  await mutate(ctx, "attendance.contest", {
    load: (_, me) => ownClass(me, input.sessionId, ctx.now),
    decide: ({ found: [session], mark: [mark], contest: [open], policy }, me) => {
      assertCan(ctx.actor, "attendance.contest", { own: true });
      if (!session || !ctx.tenant) return refuse("not_found");
      if (!mark) return refuseAttendance("attendance.no_mark");
      if (open) return refuseAttendance("attendance.contest_open");
      if (isStale(input.version, mark)) return refuseAttendance("attendance.mark_moved");
      if (mark.mark === "present") return refuseAttendance("attendance.nothing_to_contest");
      if (localDay(ctx.now, ctx.tenant.zone) > openUntil(session.localDate, policyOf({ policy }).rule))
        return refuseAttendance("attendance.contest_late");
      return {
        writes: [
          q.insert(attendanceContests).values({
            id: contestId,
            sessionId: session.id,
            studentId: me.memberId,
            contestedMark: mark.mark,
            message: input.message,
          }),
        ],
        events: [
          { name: "attendance.contested", payload: { contestId, sessionId: session.id, studentId: me.memberId } },
        ],
        result: undefined,
      };
    },
    onConstraint: { attendance_contests_one_open: refuseAttendance("attendance.contest_open") },
  });
}
