import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { mayAttend, seatJson } from "./class-seat";
import type { Seat } from "./class-seat";
import { notifyWrite } from "./notify";

type Student = { user_id: string; seat: Seat };
type First = { starts: string; zone: string };

/** On several classes of a batch moved by one decision: every student in it hears of them all in one mail. */
export async function tellOfMovedBatch(
  ctx: Ctx,
  event: ReceivedEvent<{ batchId: string; seriesId: string }>,
): Promise<void> {
  const { batchId, seriesId } = event.payload;
  await handle(ctx, "notifications.tell-of-moved-batch", event, {
    load: () => ({
      first: rows<First>(sql`
        select to_json(min(s.starts_at)) #>> '{}' as starts, min(s.zone) as zone from session_changes c join sessions s on s.organization_id = c.organization_id and s.id = c.session_id
        where c.organization_id = (select app.organization_id()) and c.series_id = ${seriesId ?? null}::uuid having count(*) > 0`),
      students: rows<Student>(sql`
        select m.user_id, ${seatJson} as seat from batch_assignments a
        join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
        join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
        where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId}::uuid and a.state in ('assigned', 'active')`),
    }),
    decide: ({ first: [first], students }) => {
      if (!first) return { writes: [], result: undefined };
      const told = students
        .filter((student) => mayAttend(student.seat, new Date(first.starts), first.zone))
        .map(({ user_id }) => ({
          userId: user_id,
          template: "batch_moved" as const,
          subjectId: seriesId,
          occurrence: "",
        }));
      return { writes: told.length > 0 ? [notifyWrite(told)] : [], result: undefined };
    },
  });
  ctx.ports.relaySoon();
}

/** On a cancelled batch: each of its students hears where they are now, or who looks for a place for them. */
export async function tellOfCancelledBatch(ctx: Ctx, event: ReceivedEvent<{ batchId: string }>): Promise<void> {
  await handle(ctx, "notifications.tell-of-cancelled-batch", event, {
    load: () => ({
      moves: rows<{ id: string; user_id: string }>(sql`
        select v.id, m.user_id from cancellation_moves v
        join memberships m on m.organization_id = v.organization_id and m.id = v.student_id and m.disabled_at is null
        where v.organization_id = (select app.organization_id()) and v.batch_id = ${event.payload.batchId}::uuid`),
    }),
    decide: ({ moves }) => {
      const told = moves.map(({ id, user_id }) => ({
        userId: user_id,
        template: "batch_cancelled" as const,
        subjectId: id,
        occurrence: "",
      }));
      return { writes: told.length > 0 ? [notifyWrite(told)] : [], result: undefined };
    },
  });
  ctx.ports.relaySoon();
}
