import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { among, expecting, transitionAll } from "#kernel/write.server";

import { batchMachine } from "./batch.machine";
import { batchAssignments, batches } from "./tables";

export type ImportedBatch = {
  id: string;
  code: string;
  name: string;
  courseId: string;
  capacity: number;
  zone: string;
  startsOn: string;
  trainerId: string | null;
  hostAccountId: string | null;
  ownerId: string | null;
  /** Its first class was held before Hub. */
  isRunning: boolean;
};

/** Cohorts of a calendar, many at once: made, opened for students and, where classes were held already, started. Composed into imports. */
export function importedBatchWrites(all: readonly ImportedBatch[], now: Date): Query[] {
  if (all.length === 0) return [];
  const running = all.filter(({ isRunning }) => isRunning).map(({ id }) => id);
  const ids = all.map(({ id }) => id);
  return [
    rows(sql`
      insert into batches (id, code, name, course_id, state, capacity, zone, starts_on, start_confirmed, trainer_id, host_account_id, owner_id)
      select id, code, name, "courseId", 'planning', capacity, zone, "startsOn", true, "trainerId", "hostAccountId", "ownerId"
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, code text, name text, "courseId" uuid, capacity int, zone text, "startsOn" date, "trainerId" uuid, "hostAccountId" uuid, "ownerId" uuid)`),
    transitionAll(batches, batchMachine, "open", among(batches.id, ids)),
    ...(running.length === 0
      ? []
      : [transitionAll(batches, batchMachine, "start", among(batches.id, running), { set: { startedAt: now } })]),
  ];
}

/** Cohorts that an import made are cancelled again, where at that moment nobody sits in them. */
export const cancelledBatchWrites = (ids: readonly string[], reason: string): Query[] =>
  ids.length === 0
    ? []
    : [
        transitionAll(batches, batchMachine, "cancel", among(batches.id, ids), { set: { cancelReason: reason } }),
        // A place given meanwhile does not change its batch's row, but has taken it: now it is seen.
        expecting(
          0,
          "batch",
          sql`select 1 from ${batchAssignments} where ${batchAssignments.organizationId} = (select app.organization_id())
            and ${among(batchAssignments.batchId, ids)} and ${batchAssignments.state} in ('assigned', 'active')`,
        ),
      ];
