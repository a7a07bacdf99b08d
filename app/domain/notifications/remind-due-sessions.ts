import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { fromWrites, mutate } from "#kernel/mutate.server";

import { knowsHub } from "../admissions/knows-hub";
import { currentPolicy } from "../organizations/current-policy";
import { mayAttend, seatJson } from "./class-seat";
import type { Seat } from "./class-seat";
import { notifyWrite } from "./notify";
import { defaultReminders, movedWithinMinutes, reminderPolicy, reminderWindows } from "./reminder-window";
import type { Reminder } from "./reminder-window";

type Due = {
  template: Reminder;
  session_id: string;
  sequence: number;
  starts: string;
  zone: string;
  user_id: string;
  seat: Seat;
};

/**
 * Writes the reminders whose time has come, 24 h and 15 min before each class, to every student who may attend it: once
 * for each class, time and student, whatever runs twice or late. The mails leave by the relay.
 */
export async function remindDueSessions(ctx: Ctx): Promise<{ due: number; written: number }> {
  const counts = await mutate(ctx, "job.remind-due-sessions", {
    load: () => ({ policy: currentPolicy("reminders", ctx.now), found: rows<Due>(dueReminders(ctx.now)) }),
    decide: ({ policy, found }) => {
      const { minutes } = reminderPolicy.safeParse(policy[0]?.value).data ?? defaultReminders;
      const due = found
        .filter((one) => minutes.includes(reminderWindows[one.template].policyMinutes))
        .filter((one) => mayAttend(one.seat, new Date(one.starts), one.zone))
        .map((one) => ({
          userId: one.user_id,
          template: one.template,
          subjectId: one.session_id,
          occurrence: String(one.sequence),
        }));
      if (due.length === 0) return { writes: [], result: { due: 0, written: 0 } };
      return {
        writes: [notifyWrite(due)],
        result: fromWrites(([made]) => ({ due: due.length, written: (made as unknown[]).length })),
      };
    },
  });
  if (counts.written > 0) ctx.ports.relaySoon();
  return counts;
}

/** Students who know of Hub, of classes within a reminder's window, who were not told of this class at this time yet. */
function dueReminders(at: Date): SQL {
  const now = sql`${at.toISOString()}::timestamptz`;
  const minutes = (n: number) => sql`make_interval(mins => ${n})`;
  const { class_reminder_day: day, class_reminder_soon: soon } = reminderWindows;
  const movedJustNow = sql`exists (select from session_changes x where x.organization_id = s.organization_id and x.session_id = s.id and x.sequence = s.sequence
    and x.at > ${now} - ${minutes(movedWithinMinutes)})`;
  return sql`
    select w.template, s.id as session_id, s.sequence, to_json(s.starts_at) #>> '{}' as starts, o.zone, m.user_id, ${seatJson} as seat
    from sessions s
    join organizations o on o.id = s.organization_id
    cross join lateral (select case
      when s.starts_at <= ${now} + ${minutes(soon.from)} and (s.starts_at >= ${now} + ${minutes(soon.writtenUntil)} or ${movedJustNow}) then 'class_reminder_soon'
      when s.starts_at > ${now} + ${minutes(day.writtenUntil)} then 'class_reminder_day' end as template) w
    join batches b on b.organization_id = s.organization_id and b.id = s.batch_id and b.state in ('planning', 'forming', 'active')
    join batch_assignments a on a.organization_id = s.organization_id and a.batch_id = s.batch_id and a.state in ('assigned', 'active')
    join enrollments e on e.organization_id = a.organization_id and e.id = a.enrollment_id
    join memberships m on m.organization_id = a.organization_id and m.id = a.student_id and m.disabled_at is null
    join users u on u.organization_id = m.organization_id and u.id = m.user_id and u.disabled_at is null
    where s.state = 'scheduled' and s.starts_at > ${now} and s.starts_at <= ${now} + ${minutes(day.from)} and w.template is not null and ${knowsHub}
      and not exists (select from notifications n where n.organization_id = s.organization_id and n.template = w.template and n.subject_id = s.id
        and n.user_id = m.user_id and n.occurrence = s.sequence::text)
    order by s.starts_at limit 5000`;
}
