import type { Ctx } from "#kernel/ctx";

import { moveBatch } from "./move-batch";
import type { LifeInput } from "./move-batch";

/** The cohort is running. A sweep does it when the first class opens, so a forgotten click keeps nobody out. */
export const startBatch = (ctx: Ctx, input: LifeInput) =>
  moveBatch(ctx, input, {
    action: "batch.start",
    move: "start",
    event: "batch.started",
    set: { startedAt: ctx.now },
  });
