import type { Ctx } from "#kernel/ctx";

import { moveEnrollment } from "./move-enrollment";
import type { MoveInput } from "./move-enrollment";

/** Ends an enrollment before its time: a withdrawal, with its reason. Live assignments are withdrawn by the batches' subscriber. */
export const cancelEnrollment = (ctx: Ctx, input: MoveInput) =>
  moveEnrollment(ctx, input.enrollmentId, {
    action: "enrollment.cancel",
    move: "cancel",
    event: "enrollment.cancelled",
    reason: input.reason,
    version: input.version,
  });
