import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { knowsHub } from "../admissions/knows-hub";
import { notifyWrite } from "./notify";

/**
 * On places in batches, one given by the form or many in bulk: each student hears of theirs, once for the place. Not where
 * the plan of a cancelled batch gave it, whose own mail names the new batch; not for a place that is over or in a batch
 * that is; and not for somebody who came by an import and was never invited: an import mails nobody, the invite does.
 */
export async function tellOfPlaces(
  ctx: Ctx,
  event: ReceivedEvent<{ assignmentId?: string; assignmentIds?: string[] }>,
): Promise<void> {
  const { assignmentId, assignmentIds = assignmentId ? [assignmentId] : [] } = event.payload;
  await handle(ctx, "notifications.tell-of-places", event, {
    load: () => ({
      placed: rows<{ id: string; user_id: string }>(sql`
        select a.id, m.user_id
        from jsonb_array_elements_text(${JSON.stringify(assignmentIds)}::jsonb) k
        -- Each by its id: the planner takes a short list for a hundred and reads every place of the school instead.
        cross join lateral (select a.* from batch_assignments a where a.organization_id = (select app.organization_id()) and a.id = k::uuid and a.state in ('assigned', 'active') limit 1) a
        join batches b on b.organization_id = a.organization_id and b.id = a.batch_id and b.state in ('planning', 'forming', 'active')
        join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
        where ${knowsHub}
          and not exists (select from cancellation_moves v
            where v.organization_id = a.organization_id and v.enrollment_id = a.enrollment_id and v.to_batch_id = a.batch_id and v.moved_at = a.assigned_at)`),
    }),
    decide: ({ placed }) => {
      const told = placed.map(({ id, user_id }) => ({
        userId: user_id,
        template: "place_given" as const,
        subjectId: id,
        occurrence: "",
      }));
      return { writes: told.length > 0 ? [notifyWrite(told)] : [], result: undefined };
    },
  });
  ctx.ports.relaySoon();
}
