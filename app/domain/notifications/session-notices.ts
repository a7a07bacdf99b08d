import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { knowsHub } from "../admissions/knows-hub";

export type NoticeState = "read" | "sent" | "underway" | "unreached" | "not_invited" | "not_told";
export type StudentNotice = { studentId: string; userId: string; name: string; code: string; state: NoticeState };
export type SessionNotices = {
  /** What the students were told last. */
  news: "moved" | "cancelled" | "restored";
  reason: string | null;
  at: Date;
  students: StudentNotice[];
};
export type NewsRow = {
  news: SessionNotices["news"];
  template: string;
  subject_id: string;
  occurrence: string;
  reason: string | null;
  at: string;
  /** How often it was told once more. */
  again: number;
};
export type NoticeRow = {
  student_id: string;
  user_id: string;
  name: string;
  code: string;
  /** Of the newest notice: the delivery's state, null where there is none; and whether the student opened it. */
  delivery: string | null;
  told: boolean;
  read: boolean;
  /** Whether a mail may reach them: no other comes before the invite. */
  knows: boolean;
};

/**
 * What was last told of a class: its move at the sequence it has (with others of its batch, or alone), or that it is
 * cancelled or on again. Without any there is no row.
 */
const newsSql = (sessionId: string): SQL => sql`
    with told as (
      select case n.template when 'class_cancelled' then 'cancelled' when 'class_restored' then 'restored' else 'moved' end as news, n.template, n.subject_id,
        split_part(n.occurrence, '/', 1) as occurrence, n.created_at as at
      from notifications n where n.organization_id = (select app.organization_id()) and n.template in ('class_cancelled', 'class_restored', 'class_moved') and n.subject_id = ${sessionId}::uuid
      order by n.created_at desc limit 1),
    moved as (
      select c.series_id, c.reason, c.at from session_changes c join sessions s on s.organization_id = c.organization_id and s.id = c.session_id and s.sequence = c.sequence
      where c.organization_id = (select app.organization_id()) and c.session_id = ${sessionId}::uuid)
    select x.news, x.template, x.subject_id, x.occurrence, x.reason, to_json(x.at) #>> '{}' as at, (select coalesce(max(nullif(split_part(n.occurrence, '/', 2), '')::int), 0)
        from notifications n where n.organization_id = (select app.organization_id()) and n.template = x.template and n.subject_id = x.subject_id) as again from (
      select t.news, t.template, t.subject_id, t.occurrence, t.at,
        case t.news when 'cancelled' then (select s.cancel_reason from sessions s where s.id = ${sessionId}::uuid) when 'moved' then (select m.reason from moved m) end as reason from told t
      union all
      select 'moved', 'batch_moved', m.series_id, '', m.at, m.reason from moved m where m.series_id is not null) x
    order by x.at desc limit 1`;
export const newsOf = (sessionId: string) => rows<NewsRow>(newsSql(sessionId));

/** Every student of a class's batch with what became of that news; the newest try counts. */
export const noticesOf = (sessionId: string) =>
  rows<NoticeRow>(sql`
    select p.id as student_id, m.user_id, p.full_name as name, p.code, x.delivery, x.id is not null as told, coalesce(x.read, false) as read, ${knowsHub} as knows
    from sessions s
    join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active')
    join student_profiles p on p.organization_id = a.organization_id and p.id = a.student_id
    join memberships m on m.organization_id = a.organization_id and m.id = a.student_id
    left join lateral (
      select n.id, d.state as delivery, n.state = 'read' as read from (${newsSql(sessionId)}) w
      join notifications n on n.organization_id = s.organization_id and n.template = w.template and n.subject_id = w.subject_id and n.user_id = m.user_id and split_part(n.occurrence, '/', 1) = w.occurrence
      left join deliveries d on d.organization_id = n.organization_id and d.notification_id = n.id
      order by n.state = 'read' desc, n.created_at desc, n.occurrence desc limit 1) x on true
    where s.organization_id = (select app.organization_id()) and s.id = ${sessionId}::uuid
    order by p.full_name limit 1000`);

const reached = new Set(["sent", "delivered", "delayed"]);
const underway = new Set(["queued", "sending"]);

/** What an attempt to tell somebody came to. */
export function noticeState({
  told,
  read: opened,
  delivery,
  knows,
}: Pick<NoticeRow, "told" | "read" | "delivery" | "knows">): NoticeState {
  if (!told) return "not_told";
  if (opened) return "read";
  if (delivery !== null && reached.has(delivery)) return "sent";
  if (delivery !== null && underway.has(delivery)) return "underway";
  return knows ? "unreached" : "not_invited";
}

/** Who has heard of the last change of a class, and who was not reached. Null: nothing was changed. Part of the class's page. */
export async function getSessionNotices(ctx: Ctx, sessionId: string): Promise<SessionNotices | null> {
  const { news, notices } = await read(ctx, () => ({
    news: newsOf(sessionId),
    notices: noticesOf(sessionId),
  }));
  assertCan(ctx.actor, "batch.read", { assigned: true });
  const [last] = news;
  if (!last) return null;
  return {
    news: last.news,
    reason: last.reason,
    at: new Date(last.at),
    students: notices.map((row) => ({
      studentId: row.student_id,
      userId: row.user_id,
      name: row.name,
      code: row.code,
      state: noticeState(row),
    })),
  };
}
