import { sql } from "drizzle-orm";

import type { Query } from "#kernel/database.server";

import { olderThan } from "./cursor";
import type { Cursor } from "./cursor";
import { namedRecords, recordColumns } from "./records";
import type { AuditRecord } from "./records";

const school = sql`(select app.organization_id())`;

/**
 * What was done to a batch, newest first: the batch itself, its classes with their meetings, and who came into it and left
 * it. A query for another page's one `read`; `actsOf` of `app/audit-words.ts` makes sentences of it, one for a command however many
 * students it moved. Who may not `audit.timeline` is not to be shown it.
 */
export function batchTimeline(batchId: string, cursor: Cursor | null = null, limit = 240): Query<AuditRecord[]> {
  const changes = sql`a.organization_id = ${school} and a.kind = 'change' ${olderThan(cursor)}`;
  const newest = sql`order by a.at desc, a.id desc limit ${limit}`;
  return namedRecords(sql`
    select * from (
      (select ${recordColumns} from audit_logs a where ${changes} and a.batch_id = ${batchId}::uuid ${newest})
      union all
      (select a.id, a.at, a.kind, a.entity, a.entity_id, a.action, a.actor, a.on_behalf_of, a.reason, a.request_id, a.before, a.after, a.subject_id, s.batch_id
        from sessions s join audit_logs a on a.entity = 'session_meetings' and a.entity_id = s.id
        where ${changes} and s.organization_id = ${school} and s.batch_id = ${batchId}::uuid ${newest})
    ) a ${newest}`);
}
