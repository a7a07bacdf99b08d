import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { ownClass } from "./own-class";
import { refuseAttendance } from "./refusals";
import { attendanceExcuses } from "./tables";

/** They will be there after all. Refuses once the class has begun, and where nothing was excused. */
export async function withdrawExcuse(ctx: Ctx, input: { sessionId: string }): Promise<void> {
  await mutate(ctx, "attendance.excuse", {
    load: (_, me) => ownClass(me, input.sessionId, ctx.now),
    decide: ({ found: [session], excuse: [before] }, me) => {
      assertCan(ctx.actor, "attendance.excuse", { own: true });
      if (!session) return refuse("not_found");
      if (!before || before.withdrawnAt !== null) return refuseAttendance("attendance.not_excused");
      if (session.startsAt <= ctx.now) return refuseAttendance("attendance.excuse_late");
      return {
        writes: [guardedUpdate(attendanceExcuses, before, { withdrawnAt: ctx.now }, "excuse")],
        events: [{ name: "attendance.excuse_withdrawn", payload: { sessionId: session.id, studentId: me.memberId } }],
        result: undefined,
      };
    },
  });
}
