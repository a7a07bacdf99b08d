import type { Query } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { guardedUpdate, transition, unchanged } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { enrollments } from "./tables";

type Row = Pick<typeof enrollments.$inferSelect, "id" | "version" | "state" | "resumeTo">;

/**
 * What a plan becomes when one of its places is given back: with the last one gone it waits for a batch again, also where a
 * pause or a suspension will go back to; otherwise it stays, and its row is held. Composed into the command that gives back.
 */
export function seatGivenUp(row: Row, { last }: { last: boolean }): Query {
  if (last && target(enrollmentMachine, "unassign", row.state) !== null)
    return transition(enrollments, enrollmentMachine, row, "unassign");
  if (last && row.resumeTo === "BATCH_ASSIGNED")
    return guardedUpdate(enrollments, row, { resumeTo: "BATCH_PENDING" }, "enrollment");
  return unchanged(enrollments, row, "enrollment");
}
