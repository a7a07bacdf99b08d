import type { Ctx } from "#kernel/ctx";

import { moveBatch } from "./move-batch";
import type { LifeInput } from "./move-batch";

/** From planning to forming: the batch takes students. */
export const openBatch = (ctx: Ctx, input: LifeInput) =>
  moveBatch(ctx, input, { action: "batch.open", move: "open", event: "batch.opened" });
