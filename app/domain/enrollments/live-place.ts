import { and, eq, inArray } from "drizzle-orm";

import { q } from "#kernel/database.server";

import { batchAssignments } from "../batches/tables";

/** A place the plan still has in a batch, or no row: what decides whether it goes on as active or waits for one. */
export const livePlace = (enrollmentId: string) =>
  q
    .select({ id: batchAssignments.id, version: batchAssignments.version })
    .from(batchAssignments)
    .where(
      and(eq(batchAssignments.enrollmentId, enrollmentId), inArray(batchAssignments.state, ["assigned", "active"])),
    )
    .limit(1);
