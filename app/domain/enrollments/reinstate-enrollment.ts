import type { Ctx } from "#kernel/ctx";

import { moveEnrollment } from "./move-enrollment";
import type { MoveInput } from "./move-enrollment";

/** Lifts a suspension and goes back to where it came from. */
export const reinstateEnrollment = (ctx: Ctx, input: MoveInput) =>
  moveEnrollment(ctx, input.enrollmentId, {
    action: "enrollment.reinstate",
    move: "reinstate",
    event: "enrollment.reinstated",
    reason: input.reason,
    version: input.version,
    to: (row) => row.resumeTo ?? undefined,
    set: () => ({ resumeTo: null, stateReason: null }),
  });
