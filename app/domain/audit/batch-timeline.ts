import { sql } from "drizzle-orm";

import type { Query } from "#kernel/database.server";

import { olderThan } from "./cursor";
import type { Cursor } from "./cursor";
import { momentsShown } from "./moments";
import { namedRecords, recordColumns } from "./records";
import type { AuditRecord } from "./records";

const school = sql`(select app.organization_id())`;

/**
 * What was done to a batch, newest first: the batch itself, its classes with their meetings, and who came into it and left
 * it. Whole moments, one more than a page shows (`pageOfMoments`), so that a command on 118 students is neither cut off nor
 * in the way of others: their instants are found one by one in the index. A query for another page's one `read`; `actsOf` of
 * `app/audit-words.ts` makes sentences of it. Who may not `audit.timeline` is not to be shown it.
 */
export function batchTimeline(
  batchId: string,
  cursor: Cursor | null = null,
  shown = momentsShown,
): Query<AuditRecord[]> {
  const own = sql`a.organization_id = ${school} and a.kind = 'change' and a.batch_id = ${batchId}::uuid`;
  return namedRecords(sql`
    with recursive step (at, n) as (
      (select a.at, 1 from audit_logs a where ${own} ${olderThan(cursor)} order by a.at desc, a.id desc limit 1)
      union all
      select (select a.at from audit_logs a where ${own} and a.at < step.at order by a.at desc, a.id desc limit 1), step.n + 1
        from step where step.at is not null and step.n <= ${shown}),
    meetings as materialized (
      select a.id, a.at, a.kind, a.entity, a.entity_id, a.action, a.actor, a.on_behalf_of, a.reason, a.request_id, a.before, a.after, a.subject_id, s.batch_id
        from sessions s join audit_logs a on a.entity = 'session_meetings' and a.entity_id = s.id
       where a.organization_id = ${school} and a.kind = 'change' ${olderThan(cursor)} and s.organization_id = ${school} and s.batch_id = ${batchId}::uuid),
    moments as (
      select m.at from (select step.at from step where step.at is not null union select meetings.at from meetings) m order by m.at desc limit ${shown + 1})
    select ${recordColumns} from audit_logs a where ${own} ${olderThan(cursor)} and a.at >= (select min(m.at) from moments m)
    union all
    select ${recordColumns} from meetings a where a.at >= (select min(m.at) from moments m)`);
}
