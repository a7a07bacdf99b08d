import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { read } from "#kernel/read.server";

import { ownName } from "../../identity/own-name";
import { aboutWhat, audienceOf, listenersOf } from "./audience";

export type Sent = {
  id: string;
  text: string;
  sentBy: string | null;
  sentAt: Date;
  /** A class's topic; null = the whole batch. */
  about: string | null;
  told: number;
  /** For whom it waits in Hub: no mail goes out before their invite. */
  notInvited: number;
  mailed: number;
  read: number;
};
export type AnnouncePage = {
  batchId: string;
  batchCode: string;
  batchName: string;
  zone: string;
  session: { id: string; title: string; startsAt: Date } | null;
  over: boolean;
  /** Who would read it, in Hub and by mail; and for whom it would wait until they are invited. */
  reach: number;
  notInvited: number;
  seats: number;
  /** What the form sends once under. */
  announcementId: string;
  sent: Sent[];
  personName: string;
};

/** Whom an announcement would reach, and what became of earlier ones. Null: no such batch or class. One round trip. */
export async function getAnnouncePage(
  ctx: Ctx,
  batchId: string,
  sessionId: string | null,
): Promise<AnnouncePage | null> {
  const answers = await read(ctx, (_, me) => ({
    found: aboutWhat(batchId, sessionId, me.memberId),
    listeners: listenersOf(batchId),
    sent: rows<Omit<Sent, "sentAt"> & { at: string }>(sql`
      select a.id, a.text, p.full_name as "sentBy", to_json(a.sent_at) #>> '{}' as at, s.title as about, x.told, x."notInvited", x.mailed, x.read
      from announcements a left join staff_profiles p on p.organization_id = a.organization_id and p.id = a.sent_by
      left join sessions s on s.organization_id = a.organization_id and s.id = a.session_id
      cross join lateral (
        select count(*)::int as told, count(*) filter (where d.id is null)::int as "notInvited", count(*) filter (where d.state in ('sent', 'delivered', 'delayed'))::int as mailed, count(*) filter (where n.state = 'read')::int as read
        from notifications n left join deliveries d on d.organization_id = n.organization_id and d.notification_id = n.id
        where n.organization_id = a.organization_id and n.template = 'announcement' and n.subject_id = a.id) x
      where a.organization_id = (select app.organization_id()) and a.batch_id = ${batchId}::uuid order by a.sent_at desc limit 20`),
    person: ownName(me),
  }));
  const [about] = answers.found;
  assertCan(ctx.actor, "announcement.send", { assigned: about?.mine ?? false });
  if (!about || (sessionId && !about.session_id)) return null;
  const audience = audienceOf(answers.listeners, about, ctx.now);
  return {
    batchId,
    batchCode: about.batch_code,
    batchName: about.batch_name,
    zone: about.zone,
    session: about.session_id
      ? { id: about.session_id, title: about.title ?? "", startsAt: new Date(about.starts ?? ctx.now) }
      : null,
    over: about.state === "completed" || about.state === "cancelled" || about.session_state === "cancelled",
    reach: audience.filter(({ knows }) => knows).length,
    notInvited: audience.filter(({ knows }) => !knows).length,
    seats: answers.listeners.length,
    announcementId: uuidv7(ctx.now.getTime()),
    sent: answers.sent.map(({ at, ...rest }) => ({ ...rest, sentAt: new Date(at) })),
    personName: answers.person[0]?.name ?? "",
  };
}
