import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { guardedUpdate, unchanged } from "#kernel/write.server";

import { sessions } from "../sessions/tables";
import { excuseInput } from "./inputs";
import { ownClass } from "./own-class";
import { refuseAttendance } from "./refusals";
import { attendanceExcuses } from "./tables";

/**
 * A student says ahead that they will not be there. It counts only if they stay away. Refuses a class that is not theirs as
 * not found, one that has begun or was cancelled, and a second excuse.
 */
export async function excuseAbsence(ctx: Ctx, raw: z.input<typeof excuseInput>): Promise<void> {
  const input = parseInput(excuseInput, raw);
  await mutate(ctx, "attendance.excuse", {
    load: (_, me) => ownClass(me, input.sessionId, ctx.now),
    decide: ({ found: [session], place: [place], excuse: [before] }, me) => {
      assertCan(ctx.actor, "attendance.excuse", { own: true });
      if (!session || !place) return refuse("not_found");
      if (session.state === "cancelled") return refuseAttendance("attendance.cancelled");
      if (session.startsAt <= ctx.now) return refuseAttendance("attendance.excuse_late");
      if (before && before.withdrawnAt === null) return refuseAttendance("attendance.already_excused");
      const { reason } = input;
      return {
        writes: [
          unchanged(sessions, session, "session"),
          before
            ? guardedUpdate(attendanceExcuses, before, { reason, excusedAt: ctx.now, withdrawnAt: null }, "excuse")
            : q.insert(attendanceExcuses).values({ sessionId: session.id, studentId: me.memberId, reason }),
        ],
        events: [{ name: "attendance.excused", payload: { sessionId: session.id, studentId: me.memberId } }],
        result: undefined,
      };
    },
    onConstraint: {
      attendance_excuses_organization_id_session_id_student_id_key: refuseAttendance("attendance.already_excused"),
    },
  });
}
