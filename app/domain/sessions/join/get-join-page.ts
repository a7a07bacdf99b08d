import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { isUuid } from "#kernel/ids";
import { read } from "#kernel/read.server";

import { refuseJoin } from "./refusals";

export type JoinPage = { id: string; title: string; courseName: string; startsAt: Date; endsAt: Date; trainer: string | null };

type Row = { id: string; title: string; course_name: string; starts_at: string; ends_at: string; trainer: string | null };

/** The class behind a link that somebody opened: reading it joins nobody. Only a student's own classes; anything else is not found. */
export async function getJoinPage(ctx: Ctx, sessionId: string): Promise<JoinPage> {
  assertCan(ctx.actor, "session.join", { own: true });
  const { found } = await read(ctx, (_, me) => ({ found: rows<Row>(ownClass(isUuid(sessionId) ? sessionId : null, me.memberId)) }));
  const row = found[0];
  if (!row) throw refuseJoin("session.not_found");
  return { id: row.id, title: row.title, courseName: row.course_name, startsAt: new Date(row.starts_at), endsAt: new Date(row.ends_at), trainer: row.trainer };
}

const ownClass = (sessionId: string | null, studentId: string) => sql`
  select s.id, s.title, c.name as course_name, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at, t.full_name as trainer
  from sessions s
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  join courses c on c.organization_id = b.organization_id and c.id = b.course_id
  left join staff_profiles t on t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)
  where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid
    and (exists (select from batch_assignments a where a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.student_id = ${studentId}::uuid)
      or exists (select from session_admissions d where d.organization_id = s.organization_id and d.session_id = s.id and d.student_id = ${studentId}::uuid))`;
