import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";

import { registrantLinks } from "../tables";
import { outdated, turnedDown, wantAgain } from "./want-again";

/**
 * Wants a personal link for every live assignment of classes that begin within 24 hours and have a meeting with
 * registration; one of a meeting since replaced is wanted again, one the provider turned down after an hour. Set-wise, so
 * it can run every five minutes. The alias is opaque: no student's address goes to the provider.
 */
export const wantLinks = (ctx: Ctx, only: { sessionId?: string; studentId?: string } = {}): Promise<number> =>
  mutate(ctx, "job.provision-links", {
    load: () => ({}),
    decide: () => ({
      writes: [rows<{ id: string }>(wanted(ctx.now, only)), wantAgain(makeable(ctx.now, only))],
      result: fromWrites(([fresh, again]) => (fresh as unknown[]).length + (again as unknown[]).length),
    }),
  });

const within = (now: Date, only: { sessionId?: string; studentId?: string }) => sql`
  s.state = 'scheduled' and s.starts_at < ${now.toISOString()}::timestamptz + interval '24 hours' and s.ends_at > ${now.toISOString()}::timestamptz
  and (${only.sessionId ?? null}::uuid is null or s.id = ${only.sessionId ?? null}::uuid)`;

const wanted = (now: Date, only: { sessionId?: string; studentId?: string }) => sql`
  insert into registrant_links (session_id, student_id, alias)
  select s.id, a.student_id, replace(gen_random_uuid()::text, '-', '') || '@students.invalid'
  from sessions s
  join session_meetings m on m.organization_id = s.organization_id and m.session_id = s.id and m.meeting_id_sealed is not null and m.provider = 'zoom' and m.registration_on is distinct from false
  join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active')
  where ${within(now, only)} and (${only.studentId ?? null}::uuid is null or a.student_id = ${only.studentId ?? null}::uuid)
    and not exists (select from registrant_links l where l.organization_id = s.organization_id and l.session_id = s.id and l.student_id = a.student_id)
  order by s.starts_at
  on conflict (organization_id, session_id, student_id) do nothing
  returning id`;

/** The reason why the provider turned one down may be gone after an hour. */
const makeable = (now: Date, only: { sessionId?: string; studentId?: string }) => sql`
  (${outdated} or (${turnedDown} and ${registrantLinks.dueAt} < clock_timestamp() - interval '1 hour')) and exists (
    select from sessions s join session_meetings m on m.organization_id = s.organization_id and m.session_id = s.id
    where s.organization_id = ${registrantLinks.organizationId} and s.id = ${registrantLinks.sessionId}
      and m.meeting_id_sealed is not null and m.provider = 'zoom' and m.registration_on is distinct from false and ${within(now, only)})`;
