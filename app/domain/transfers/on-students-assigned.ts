import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

/** On many new places, of an import: whoever of them waited for one in their course waits no longer. */
export const closeUnplacedOnAssignments = (ctx: Ctx, event: ReceivedEvent<{ assignmentIds: string[] }>) =>
  handle(ctx, "transfers.close-unplaced-on-assignments", event, {
    load: () => ({}),
    decide: () => ({
      writes: [
        rows(sql`
          update cancellation_moves v set closed_at = ${ctx.now.toISOString()}::timestamptz, closed_reason = 'Has a place in ' || b.code
          from jsonb_array_elements_text(${JSON.stringify(event.payload.assignmentIds)}::jsonb) k
          join batch_assignments a on a.organization_id = (select app.organization_id()) and a.id = k::uuid and a.state in ('assigned', 'active')
          join batches b on b.organization_id = a.organization_id and b.id = a.batch_id
          where v.organization_id = a.organization_id and v.enrollment_id = a.enrollment_id and v.course_id = a.course_id and v.to_batch_id is null and v.closed_at is null`),
      ],
      result: undefined,
    }),
  });
