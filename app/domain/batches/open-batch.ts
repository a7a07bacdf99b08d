import type { Ctx } from "#kernel/ctx";

import { moveBatch } from "./move-batch";

/** From planning to forming: the batch takes students. */
export const openBatch = (ctx: Ctx, input: { batchId: string }) =>
  moveBatch(ctx, input.batchId, { action: "batch.open", move: "open", event: "batch.opened" });
