import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

export type RecordKind = "change" | "read" | "auth" | "export";
/** One record with the names a sentence about it needs. */
export type AuditRecord = {
  id: string;
  /** An instant with microseconds, as the cursor needs it. */
  at: string;
  kind: RecordKind;
  entity: string;
  entityId: string | null;
  action: string;
  /** "member:<id>", "system:<job>", "provider:<name>" or "anonymous". */
  actor: string;
  actorName: string | null;
  actorRole: string | null;
  onBehalfOf: string | null;
  onBehalfName: string | null;
  onBehalfRole: string | null;
  reason: string | null;
  requestId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  subjectId: string | null;
  subjectName: string | null;
  /** A student's code; null for staff. */
  subjectCode: string | null;
  /** The subject as a member, where the record names the user. */
  memberId: string | null;
  batchId: string | null;
  batchCode: string | null;
  /** What the class, plan, course or host account is called. */
  thing: string | null;
  sessionId: string | null;
};

/** The columns every source of records has; names are added to what is left after its limit. */
export const recordColumns = sql`a.id, a.at, a.kind, a.entity, a.entity_id, a.action, a.actor, a.on_behalf_of, a.reason, a.request_id, a.before, a.after, a.subject_id, a.batch_id`;

const memberIn = (column: SQL) =>
  sql`case when ${column} ~ '^member:[0-9a-f-]{36}$' then substr(${column}, 8)::uuid end`;
const school = sql`(select app.organization_id())`;
const person = (alias: SQL, where: SQL) => sql`left join lateral (
  select m.id, m.role, coalesce(f.full_name, p.full_name) as name, p.code from memberships m
    left join staff_profiles f on f.organization_id = m.organization_id and f.id = m.id
    left join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
   where m.organization_id = ${school} and ${where} order by m.kind desc limit 1) ${alias} on true`;

/** A mark that was changed, or a question that was answered, keeps only what changed; of which class it is stands in its row. */
const classOfMark = sql`case a.entity
      when 'attendance_marks' then (select k.session_id from attendance_marks k where k.organization_id = ${school} and k.id = a.entity_id)
      when 'attendance_contests' then (select k.session_id from attendance_contests k where k.organization_id = ${school} and k.id = a.entity_id) end`;

/**
 * The ids that stand in texts and values of a record, taken out first: reading them is not leakproof, and would keep every
 * table they are looked up in from using its index behind the wall.
 */
const withKeys = (source: SQL) => sql`
  select a.*, ${memberIn(sql`a.actor`)} as actor_id, ${memberIn(sql`a.on_behalf_of`)} as behalf_id,
    case when a.entity in ('sessions', 'session_meetings') or (a.kind = 'export' and a.entity = 'attendance_marks') then a.entity_id when a.kind = 'change' then coalesce((coalesce(a.after, a.before) ->> 'session_id')::uuid, ${classOfMark}) end as session_key,
    case a.entity when 'plans' then a.entity_id when 'enrollments' then (select e.plan_id from enrollments e where e.organization_id = ${school} and e.id = a.entity_id) end as plan_key,
    case a.entity when 'courses' then a.entity_id end as course_key, case a.entity when 'host_accounts' then a.entity_id end as host_key
  from (${source}) a offset 0`;

/**
 * Records of `source` (a query of `recordColumns`, limited already), newest first, each with the names of who acted, whom
 * it concerns and what it is about. For a page's one `read`; under the walls of who asks.
 */
export const namedRecords = (source: SQL): Query<AuditRecord[]> =>
  rows<AuditRecord>(sql`
    select a.id, to_json(a.at) #>> '{}' as at, a.kind, a.entity, a.entity_id as "entityId", a.action, a.actor, who.name as "actorName", who.role as "actorRole",
      a.on_behalf_of as "onBehalfOf", behalf.name as "onBehalfName", behalf.role as "onBehalfRole", a.reason, a.request_id as "requestId", a.before, a.after,
      a.subject_id as "subjectId", coalesce(sub.name, usr.name) as "subjectName", coalesce(sub.code, usr.code) as "subjectCode", coalesce(sub.id, usr.id) as "memberId",
      a.batch_id as "batchId", b.code as "batchCode", coalesce(s.title, pl.name, co.name, ho.name) as thing, s.id as "sessionId"
    from (${withKeys(source)}) a
    ${person(sql`who`, sql`m.id = a.actor_id`)}
    ${person(sql`behalf`, sql`m.id = a.behalf_id`)}
    ${person(sql`sub`, sql`m.id = a.subject_id`)}
    ${person(sql`usr`, sql`sub.id is null and m.user_id = a.subject_id`)}
    left join sessions s on s.organization_id = ${school} and s.id = a.session_key
    left join batches b on b.organization_id = ${school} and b.id = coalesce(a.batch_id, s.batch_id)
    left join plans pl on pl.organization_id = ${school} and pl.id = a.plan_key
    left join courses co on co.organization_id = ${school} and co.id = a.course_key
    left join host_accounts ho on ho.organization_id = ${school} and ho.id = a.host_key
    order by a.at desc, a.id desc`);
