import type { Ctx } from "#kernel/ctx";

import { moveEnrollment } from "./move-enrollment";

/** Ends an enrollment whose money went back in full (a partial refund keeps the state). */
export const refundEnrollment = (ctx: Ctx, input: { enrollmentId: string; reason: string }) =>
  moveEnrollment(ctx, input.enrollmentId, {
    action: "enrollment.refund",
    move: "refund",
    event: "enrollment.refunded",
    reason: input.reason,
  });
