import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition, unchanged } from "#kernel/write.server";

import { batchAssignments } from "../batches/tables";
import { enrollmentMachine } from "./enrollment.machine";
import { livePlace } from "./live-place";
import { refuseEnrollment } from "./refusals";
import { enrollments } from "./tables";

const reopenInput = z.object({ enrollmentId: z.uuid(), reason: reasonInput, version: versionInput });

/**
 * Takes up a plan again that was completed: it waits for a batch, or is active where a place of it still stands. Places
 * that were completed with it stay completed, since somebody else may sit there by now. Refuses a plan that is not
 * completed and a form older than its last change.
 */
export async function reopenEnrollment(ctx: Ctx, raw: z.input<typeof reopenInput>): Promise<void> {
  const input = parseInput(reopenInput, raw);
  await mutate(ctx, "enrollment.complete", {
    load: () => ({
      found: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)),
      live: livePlace(input.enrollmentId),
    }),
    decide: ({ found: [row], live: [seat] }) => {
      assertCan(ctx.actor, "enrollment.complete");
      if (!row) return refuse("not_found");
      if (isStale(input.version, row)) return refuse("conflict");
      if (row.state !== "COMPLETED") return refuseEnrollment("enrollment.state");
      return {
        writes: [
          transition(enrollments, enrollmentMachine, row, "reopen", {
            to: seat ? "ACTIVE" : "BATCH_PENDING",
            set: { stateReason: null },
          }),
          ...(seat ? [unchanged(batchAssignments, seat, "assignment")] : []),
        ],
        events: [{ name: "enrollment.reopened", payload: { enrollmentId: row.id, studentId: row.studentId } }],
        result: undefined,
      };
    },
    reason: input.reason,
  });
}
