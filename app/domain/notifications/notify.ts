import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

import { knowsHub } from "../admissions/knows-hub";
import type { Template } from "./mail-content";
import { mailRules } from "./mail-rules";

export type NewNotification = {
  /** Null for an address that belongs to nobody. */
  userId: string | null;
  template: Template;
  subjectId: string;
  /** What tells one occurrence from the next: a class's sequence, an event's id. */
  occurrence: string;
};

/**
 * What people should know, and the mail that tells them, as one statement; answers the deliveries it made. Once for each
 * recipient, template, subject and occurrence, whoever asks twice or at the same moment. A student who does not know of
 * Hub yet gets no mail: what the school says waits in Hub until they are invited.
 */
export const notifyWrite = (list: NewNotification[]): Query<{ id: string }[]> =>
  rows<{ id: string }>(sql`with ${noticesAndMails(list)} select id from mails`);

/** The same where each must be news: raises when another told one of them at the same moment, and then tells none. */
export const notifyNewsWrite = (list: NewNotification[]): Query =>
  rows(
    sql`with ${noticesAndMails(list)} select app.expect(${list.length}::int, (select count(*) from mails)::int, 'notice')`,
  );

function noticesAndMails(list: NewNotification[]): SQL {
  const asked = list.map((one) => ({ ...one, category: mailRules[one.template].category }));
  return sql`
    made as (
      insert into notifications (user_id, template, subject_id, occurrence, category)
      select x."userId", x.template, x."subjectId", x.occurrence, x.category
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x("userId" uuid, template text, "subjectId" uuid, occurrence text, category text)
      on conflict do nothing
      returning id, user_id, category),
    mails as (
      insert into deliveries (notification_id, channel, user_id, urgent)
      select x.id, 'email', x.user_id, x.category = 'code' from made x
      where x.category in ('code', 'account') or exists (
        select from memberships m where m.organization_id = (select app.organization_id()) and m.user_id = x.user_id and (m.kind <> 'student' or ${knowsHub}))
      returning id)`;
}
