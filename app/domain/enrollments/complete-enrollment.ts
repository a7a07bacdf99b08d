import type { Ctx } from "#kernel/ctx";

import { moveEnrollment } from "./move-enrollment";
import type { MoveInput } from "./move-enrollment";

/** Closes an enrollment whose required courses are done. */
export const completeEnrollment = (ctx: Ctx, input: MoveInput) =>
  moveEnrollment(ctx, input.enrollmentId, {
    action: "enrollment.complete",
    move: "complete",
    event: "enrollment.completed",
    reason: input.reason,
    version: input.version,
  });
