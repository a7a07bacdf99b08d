import type { Ctx } from "#kernel/ctx";

import type { ResumeTo } from "./enrollment.machine";
import { moveEnrollment } from "./move-enrollment";
import type { MoveInput } from "./move-enrollment";

/** Closes classes to a student, with a reason that they read; where it came from is kept for reinstating. */
export const suspendEnrollment = (ctx: Ctx, input: MoveInput) =>
  moveEnrollment(ctx, input.enrollmentId, {
    action: "enrollment.suspend",
    move: "suspend",
    event: "enrollment.suspended",
    reason: input.reason,
    version: input.version,
    set: (row) => ({ resumeTo: row.state as ResumeTo }),
  });
