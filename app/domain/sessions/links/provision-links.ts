import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { makeLinks } from "./make-links";
import { readMeeting } from "./read-meeting";
import { wantLinks } from "./want-links";

export type ProvisionCounts = { wanted: number; made: number; failed: number; missing: number };

/**
 * From 24 hours before class every assigned student gets a personal link, so that no provider is needed at the click:
 * reads meetings not read yet, wants links, makes those that are due. `missing` counts assigned students of classes within the hour
 * who have neither a personal link nor a fallback: what ops is alerted to.
 */
export async function provisionLinks(ctx: Ctx): Promise<ProvisionCounts> {
  const now = ctx.now.toISOString();
  const { unread } = await read(ctx, () => ({
    unread: rows<{ session_id: string }>(sql`
      select m.session_id from session_meetings m join sessions s on s.organization_id = m.organization_id and s.id = m.session_id
      where m.meeting_id_sealed is not null and m.read_at is null and s.state = 'scheduled' and s.starts_at < ${now}::timestamptz + interval '24 hours' and s.ends_at > ${now}::timestamptz
      order by s.starts_at limit 20`),
  }));
  for (const meeting of unread) await readMeeting(ctx, meeting.session_id);
  const wanted = await wantLinks(ctx);
  const { made, failed } = await makeLinks(ctx);
  const { missing } = await read(ctx, () => ({ missing: rows<{ n: number }>(missingLinks(now)) }));
  const count = Number(missing[0]?.n ?? 0);
  if (count > 0) ctx.ports.log.info("links_missing", { students: count });
  return { wanted, made, failed, missing: count };
}

const missingLinks = (now: string) => sql`
  select count(*)::int as n from sessions s
  join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active')
  left join session_meetings m on m.organization_id = s.organization_id and m.session_id = s.id
  left join batch_meetings b on b.organization_id = s.organization_id and b.batch_id = s.batch_id and m.replaced_at is null
  left join registrant_links l on l.organization_id = s.organization_id and l.session_id = s.id and l.student_id = a.student_id and l.state = 'made' and l.generation = m.generation
  where s.state = 'scheduled' and s.starts_at < ${now}::timestamptz + interval '60 minutes' and s.ends_at > ${now}::timestamptz
    and l.id is null and m.fallback_sealed is null and b.fallback_sealed is null`;
