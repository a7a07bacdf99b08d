import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";

import { reopenUnavailable } from "./life-facts";
import { moveBatch } from "./move-batch";
import type { Batch, LifeInput } from "./move-batch";
import { refuseBatch } from "./refusals";

/**
 * Takes a completed batch up again within 30 days: it is active, and who completed it with the batch has a place in it
 * once more, a row of its own, unless they sit in another batch of the course by now.
 */
export const reopenBatch = (ctx: Ctx, input: LifeInput) =>
  moveBatch(ctx, input, {
    action: "batch.reopen",
    move: "reopen",
    event: "batch.reopened",
    refuses: (batch) => {
      const why = reopenUnavailable(batch, ctx.now);
      return why ? refuseBatch("batch.reopen", { fields: { state: [why] } }) : null;
    },
    set: { completedAt: null },
    writes: (batch) => [placesAgain(batch, input.reason ?? "reopened")],
  });

const placesAgain = ({ id, completedAt }: Batch, reason: string) =>
  rows(sql`
  insert into batch_assignments (enrollment_id, student_id, course_id, batch_id, reason)
  select distinct on (a.enrollment_id) a.enrollment_id, a.student_id, a.course_id, a.batch_id, ${reason}
  from batch_assignments a join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
  where a.organization_id = (select app.organization_id()) and a.batch_id = ${id}::uuid and a.state = 'completed' and a.ended_at = ${completedAt?.toISOString() ?? null}::timestamptz
    and e.state in ('BATCH_ASSIGNED', 'ACTIVE', 'PAUSED', 'SUSPENDED')
    and not exists (select from batch_assignments o where o.organization_id = a.organization_id and o.enrollment_id = a.enrollment_id and o.course_id = a.course_id and o.state in ('assigned', 'active'))`);
