import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { knowsHub } from "./knows-hub";
import { notifyWrite } from "./notify";

/**
 * On a place in a batch, given by the form or in bulk: its student hears of it, once for the place. Not where the plan of a
 * cancelled batch gave it, whose own mail names the new batch; not for a place that is over or in a batch that is; and not
 * for somebody who came by an import and was never invited: an import mails nobody, the invite does.
 */
export async function tellOfPlace(ctx: Ctx, event: ReceivedEvent<{ assignmentId: string }>): Promise<void> {
  const { assignmentId } = event.payload;
  await handle(ctx, "notifications.tell-of-place", event, {
    load: () => ({
      placed: rows<{ user_id: string }>(sql`
        select m.user_id
        from batch_assignments a
        join batches b on b.organization_id = a.organization_id and b.id = a.batch_id and b.state in ('planning', 'forming', 'active')
        join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
        join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
        where a.organization_id = (select app.organization_id()) and a.id = ${assignmentId ?? null}::uuid and a.state in ('assigned', 'active') and ${knowsHub}
          and not exists (select from cancellation_moves v
            where v.organization_id = a.organization_id and v.enrollment_id = a.enrollment_id and v.to_batch_id = a.batch_id and v.moved_at = a.assigned_at)`),
    }),
    decide: ({ placed }) => ({
      writes: placed.map(({ user_id }) =>
        notifyWrite([{ userId: user_id, template: "place_given", subjectId: assignmentId, occurrence: "" }]),
      ),
      result: undefined,
    }),
  });
  ctx.ports.relaySoon();
}
