import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import { knowsHub } from "../admissions/knows-hub";
import { mayAttend, seatJson } from "./class-seat";
import type { Seat } from "./class-seat";
import { notifyWrite } from "./notify";

type Planned = { batch_id: string; starts: string; zone: string; planned_at: string };

/**
 * On a new class: who had a place before it was planned and no other class ahead hears that there are dates, once for all
 * classes planned together. Who has a class ahead anyway finds the new one in Hub and is reminded of it.
 */
export async function tellOfPlannedClasses(ctx: Ctx, event: ReceivedEvent<{ sessionId: string }>): Promise<void> {
  const { sessionId } = event.payload;
  const now = ctx.now.toISOString();
  await handle(ctx, "notifications.tell-of-planned-classes", event, {
    load: () => ({
      // Of the classes planned in one transaction the first speaks for all.
      planned: rows<Planned>(sql`
        select s.batch_id, to_json(s.starts_at) #>> '{}' as starts, s.zone, to_json(s.created_at) #>> '{}' as planned_at
        from sessions s
        where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid and s.state = 'scheduled' and s.starts_at > ${now}::timestamptz
          and not exists (select from sessions y
            where y.organization_id = s.organization_id and y.batch_id = s.batch_id and y.id <> s.id and y.state = 'scheduled' and y.ends_at > ${now}::timestamptz
              and (y.created_at < s.created_at or (y.created_at = s.created_at and (y.starts_at, y.id) < (s.starts_at, s.id))))`),
      waiting: rows<{ user_id: string; seat: Seat }>(sql`
        select m.user_id, ${seatJson} as seat
        from sessions s
        join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active') and a.assigned_at < s.created_at
        join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
        join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
        where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid and ${knowsHub}`),
    }),
    decide: ({ planned: [first], waiting }) => {
      if (!first) return { writes: [], result: undefined };
      const told = waiting
        .filter(({ seat }) => mayAttend(seat, new Date(first.starts), first.zone))
        .map(({ user_id }) => ({
          userId: user_id,
          template: "classes_planned" as const,
          subjectId: first.batch_id,
          occurrence: first.planned_at,
        }));
      return { writes: told.length > 0 ? [notifyWrite(told)] : [], result: undefined };
    },
  });
  ctx.ports.relaySoon();
}
