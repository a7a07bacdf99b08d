import { and, eq, sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { assignmentMachine } from "./assignment.machine";
import { batchAssignments } from "./tables";

/** On a completed enrollment: its places are completed with it, and one never used is given back. One reopened since keeps them. */
export const completeAssignmentsOnCompletion = (ctx: Ctx, event: ReceivedEvent<{ enrollmentId: string }>) =>
  handle(ctx, "batches.complete-assignments-on-completion", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        transitionAll(batchAssignments, assignmentMachine, "complete", its(event.payload.enrollmentId), {
          set: { endedAt: ctx.now },
        }),
        transitionAll(
          batchAssignments,
          assignmentMachine,
          "withdraw",
          and(its(event.payload.enrollmentId), eq(batchAssignments.state, "assigned"))!,
          { set: { endedAt: ctx.now, reason: "enrollment completed" } },
        ),
      ],
      result: undefined,
    }),
  });

const its = (enrollmentId: string) =>
  and(
    eq(batchAssignments.enrollmentId, enrollmentId),
    sql`exists (select from enrollments e where e.organization_id = ${batchAssignments.organizationId} and e.id = ${enrollmentId}::uuid and e.state = 'COMPLETED')`,
  )!;
