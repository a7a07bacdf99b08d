import type { Ctx } from "#kernel/ctx";

import { moveBatch } from "./move-batch";

/** The cohort is running. A sweep does it when the first class opens, so a forgotten click keeps nobody out. */
export const startBatch = (ctx: Ctx, input: { batchId: string }) =>
  moveBatch(ctx, input.batchId, { action: "batch.start", move: "start", event: "batch.started" });
