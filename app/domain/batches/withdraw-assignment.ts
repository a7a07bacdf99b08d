import { and, eq, inArray, ne, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { target } from "#kernel/machine";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition, unchanged } from "#kernel/write.server";

import { seatGivenUp } from "../enrollments/seat-given-up";
import { enrollments } from "../enrollments/tables";
import { assignmentMachine } from "./assignment.machine";
import { refuseBatch } from "./refusals";
import { batchAssignments } from "./tables";

export const withdrawInput = z.object({ assignmentId: z.uuid(), reason: reasonInput, version: versionInput });

/**
 * Gives a student's place in a batch back. When it was their last and the plan had not begun, the plan waits for a batch
 * again; one that already studies stays active between two courses. Refuses a place that is over.
 */
export async function withdrawAssignment(ctx: Ctx, raw: z.input<typeof withdrawInput>): Promise<void> {
  const input = parseInput(withdrawInput, raw);
  const enrollmentOf = sql`(select ${batchAssignments.enrollmentId} from ${batchAssignments} where ${batchAssignments.id} = ${input.assignmentId}::uuid)`;
  await mutate(ctx, "assignment.withdraw", {
    load: () => ({
      found: q.select().from(batchAssignments).where(eq(batchAssignments.id, input.assignmentId)),
      enrollment: q
        .select()
        .from(enrollments)
        .where(sql`${enrollments.id} = ${enrollmentOf}`),
      others: q
        .select({ id: batchAssignments.id, version: batchAssignments.version })
        .from(batchAssignments)
        .where(
          and(
            sql`${batchAssignments.enrollmentId} = ${enrollmentOf}`,
            ne(batchAssignments.id, input.assignmentId),
            inArray(batchAssignments.state, ["assigned", "active"]),
          ),
        )
        .orderBy(batchAssignments.id),
    }),
    decide: ({ found: [row], enrollment: [enrollment], others }) => {
      assertCan(ctx.actor, "assignment.withdraw");
      if (!row || !enrollment) return refuse("not_found");
      if (isStale(input.version, row)) return refuse("conflict");
      if (target(assignmentMachine, "withdraw", row.state) === null) return refuseBatch("assignment.state");
      const { id: assignmentId, batchId, studentId, enrollmentId } = row;
      return {
        writes: [
          seatGivenUp(enrollment, { last: others.length === 0 }),
          // Given back at the same moment, each of the last two would take the other for the one that stays.
          ...others.slice(0, 1).map((other) => unchanged(batchAssignments, other, "assignment")),
          transition(batchAssignments, assignmentMachine, row, "withdraw", {
            set: { endedAt: ctx.now, reason: input.reason },
          }),
        ],
        events: [{ name: "batch.student_removed", payload: { assignmentId, batchId, studentId, enrollmentId } }],
        result: undefined,
      };
    },
    reason: input.reason,
  });
}
