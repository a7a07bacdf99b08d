import { sql } from "drizzle-orm";

import { actions, can } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { olderThan } from "./cursor";
import type { Cursor } from "./cursor";
import { momentsShown, pageOfMoments } from "./moments";
import type { TimelinePage } from "./moments";
import { namedRecords, recordColumns } from "./records";
import type { AuditRecord } from "./records";

const school = sql`(select app.organization_id())`;

/**
 * What was done to one class, newest first: itself, its meeting, whom it was opened to, and its marks, those of one command
 * together. Whole moments, one more than a page shows.
 */
export function sessionTimeline(
  sessionId: string,
  cursor: Cursor | null = null,
  shown = momentsShown,
): Query<AuditRecord[]> {
  const changes = sql`a.organization_id = ${school} and a.kind = 'change' ${olderThan(cursor)}`;
  const itself = (entity: string) =>
    sql`select ${recordColumns} from audit_logs a where ${changes} and a.entity = ${entity} and a.entity_id = ${sessionId}::uuid`;
  const ofRows = (entity: string) =>
    sql`select ${recordColumns} from ${sql.identifier(entity)} t join audit_logs a on a.entity = ${entity} and a.entity_id = t.id
      where ${changes} and t.organization_id = ${school} and t.session_id = ${sessionId}::uuid`;
  return namedRecords(sql`
    with found as materialized (
      ${itself("sessions")} union all ${itself("session_meetings")} union all ${ofRows("session_admissions")}
      union all ${ofRows("attendance_marks")} union all ${ofRows("attendance_sheets")}),
    moments as (select distinct f.at from found f order by f.at desc limit ${shown + 1})
    select ${recordColumns} from found a where a.at >= (select min(m.at) from moments m)`);
}

/** A page of a class's timeline for its page; null for who may not see it. Begun in one turn with the class, one round trip. */
export async function getSessionTimeline(
  ctx: Ctx,
  sessionId: string,
  older: Cursor | null,
): Promise<TimelinePage | null> {
  const { timeline } = await read(ctx, (_, me) => ({
    timeline: Object.hasOwn(actions["audit.timeline"], me.role)
      ? sessionTimeline(sessionId, older)
      : rows<AuditRecord>(sql`select null as id where false`),
  }));
  return can(ctx.actor, "audit.timeline") === true ? pageOfMoments(timeline) : null;
}
