/**
 * Owns where students went when their batch was taken from them.
 * Invariants: one row for each student of a cancelled batch; who has no place yet has an owner and a due day.
 */
import { pgTable, text, uuid } from "drizzle-orm/pg-core";

import { day, instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

export const cancellationMoves = pgTable("cancellation_moves", {
  ...tenantColumns(),
  batchId: uuid().notNull(),
  studentId: uuid().notNull(),
  enrollmentId: uuid().notNull(),
  courseId: uuid().notNull(),
  toBatchId: uuid(),
  ownerId: uuid(),
  dueOn: day(),
  movedAt: instantNow(),
  closedAt: instant(),
  closedReason: text(),
  version: version(),
});

export const tableRules = {
  cancellation_moves: { wall: "own", record: "audited" },
} satisfies Record<string, TableRule>;
