import type { Query } from "#kernel/database.server";
import { guardedUpdate } from "#kernel/write.server";

import { batches } from "./tables";
import type { WeeklyPattern } from "./tables";

/** Writes a batch's weekly pattern and first day where the batch is still as it was read. Composed into the command that moves its classes. */
export const patternWrite = (
  batch: { id: string; version: number },
  pattern: WeeklyPattern,
  startsOn: string | null,
): Query => guardedUpdate(batches, batch, { pattern, startsOn }, "batch");
