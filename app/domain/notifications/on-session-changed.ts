import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";

import type { SessionState } from "../sessions/session.machine";
import { mayAttend, seatJson } from "./class-seat";
import type { Seat } from "./class-seat";
import { notifyWrite } from "./notify";

type SessionEvent = ReceivedEvent<{ sessionId: string }>;
type Student = { user_id: string; seat: Seat };

/** On a class called off: every student who would have been in it hears of it, once for each cancellation. */
export const tellOfCancelledClass = (ctx: Ctx, event: SessionEvent) =>
  tellStudents(ctx, event, {
    subscriber: "notifications.tell-of-cancelled-class",
    template: "class_cancelled",
    while: "cancelled",
    occurrence: () => event.id,
  });

/** On a class moved: every student in it hears the newest time, once for each move. */
export const tellOfMovedClass = (ctx: Ctx, event: SessionEvent) =>
  tellStudents(ctx, event, {
    subscriber: "notifications.tell-of-moved-class",
    template: "class_moved",
    while: "scheduled",
    occurrence: (sequence) => String(sequence),
  });

/** On a cancelled class that takes place after all: every student in it hears of it, once for each restoring. */
export const tellOfRestoredClass = (ctx: Ctx, event: SessionEvent) =>
  tellStudents(ctx, event, {
    subscriber: "notifications.tell-of-restored-class",
    template: "class_restored",
    while: "scheduled",
    occurrence: () => event.id,
  });

type Telling = {
  subscriber: string;
  template: "class_cancelled" | "class_moved" | "class_restored";
  /** The state the news is true in; a class restored meanwhile is no news. */
  while: SessionState;
  occurrence(sequence: number): string;
};

async function tellStudents(ctx: Ctx, event: SessionEvent, telling: Telling): Promise<void> {
  const { sessionId } = event.payload;
  await handle(ctx, telling.subscriber, event, {
    load: () => ({
      session: rows<{ state: SessionState; sequence: number; starts: string; ends: string; zone: string }>(sql`
        select s.state, s.sequence, to_json(s.starts_at) #>> '{}' as starts, to_json(s.ends_at) #>> '{}' as ends, o.zone
        from sessions s join organizations o on o.id = s.organization_id where s.id = ${sessionId}::uuid`),
      students: rows<Student>(sql`
        select m.user_id, ${seatJson} as seat
        from sessions s
        join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active')
        join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
        join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
        where s.id = ${sessionId}::uuid`),
    }),
    decide: ({ session: [session], students }) => {
      if (session?.state !== telling.while || new Date(session.ends) <= ctx.now)
        return { writes: [], result: undefined };
      const startsAt = new Date(session.starts);
      const occurrence = telling.occurrence(session.sequence);
      const told = students
        .filter((student) => mayAttend(student.seat, startsAt, session.zone))
        .map((student) => ({ userId: student.user_id, template: telling.template, subjectId: sessionId, occurrence }));
      return { writes: told.length > 0 ? [notifyWrite(told)] : [], result: undefined };
    },
  });
  ctx.ports.relaySoon();
}
