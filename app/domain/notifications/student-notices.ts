import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import { addMinutes } from "#kernel/time";

import { assertViewing, viewedStudent } from "../identity/viewed-student";
import type { ViewedStudent } from "../identity/viewed-student";
import type { Template } from "./mail-content";

type AboutClass = { title: string; course: string; startsAt: string; endsAt: string; reason: string | null };
type AboutBatch = { batch: string; course: string; reason: string | null };
type Cohort = { batch: string; course: string; nextAt: string | null; coming: number };
/** What each template says in Hub; the database fills the one a template needs. */
export type NoticeFacts = {
  session: (AboutClass & { wasStartsAt: string | null; wasEndsAt: string | null }) | null;
  announcement: { about: string; from: string; message: string } | null;
  series: (AboutBatch & { classes: number }) | null;
  move: (AboutBatch & { to: string | null; owner: string | null }) | null;
  cohort: Cohort | null;
  address: string | null;
};
export type StudentNotice = NoticeFacts & { id: string; template: NoticeTemplate; isRead: boolean; at: string };

/** What is shown in Hub too. A code is not, a reminder says what Home says anyway, and who reads an invite is not in Hub yet. */
export const noticeTemplates = [
  "announcement",
  "class_cancelled",
  "class_moved",
  "class_restored",
  "batch_moved",
  "batch_cancelled",
  "place_given",
  "classes_planned",
  "address_added",
  "address_changed",
] as const satisfies readonly Template[];
export type NoticeTemplate = (typeof noticeTemplates)[number];

type Asked = { since: Date; before: string | null; unreadFirst: boolean; most: number };
const noticesOf = (studentId: string, now: Date, asked: Asked): Query<StudentNotice[]> =>
  value<StudentNotice[]>(sql`select app.student_notices(${studentId}::uuid, ${now.toISOString()}::timestamptz,
    (select array_agg(x) from jsonb_array_elements_text(${JSON.stringify(noticeTemplates)}::jsonb) as x),
    ${asked.since.toISOString()}::timestamptz, ${asked.before}::uuid, ${asked.unreadFirst}, ${asked.most}::int) as value`);

const homeDays = 60;
const [mostUnread, fewest] = [5, 3];
const onHome = (studentId: string, now: Date) =>
  noticesOf(studentId, now, {
    since: addMinutes(now, -homeDays * 1440),
    before: null,
    unreadFirst: true,
    most: mostUnread,
  });
/** The unread, at most five; where they are few, the newest read ones up to three. */
const shown = (notices: StudentNotice[]): StudentNotice[] =>
  notices.filter((one, i) => !one.isRead || i < fewest).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));

/** What the school told the student last, for Home; travels with Home's own read. */
export async function getHomeNotices(ctx: Ctx): Promise<StudentNotice[]> {
  const { notices } = await read(ctx, (_, me) => ({ notices: onHome(me.memberId, ctx.now) }));
  assertCan(ctx.actor, "notification.read", { own: true });
  return shown(notices);
}

/** The same in front of staff who looks as the student. Refuses a role without student.view_as. */
export async function getHomeNoticesAs(ctx: Ctx, studentId: string): Promise<StudentNotice[]> {
  assertViewing(ctx, studentId);
  const { notices } = await read(ctx, () => ({ notices: onHome(studentId, ctx.now) }));
  assertCan(ctx.actor, "student.view_as");
  return shown(notices);
}

const perPage = 20;
export type NoticesPage = { notices: StudentNotice[]; older: string | null };

/** All that the school told the student, newest first; `before` is the last one of the page before. One round trip. */
export async function getNoticesPage(ctx: Ctx, before: string | null): Promise<NoticesPage> {
  const { notices } = await read(ctx, (_, me) => ({ notices: onPage(me.memberId, ctx.now, before) }));
  assertCan(ctx.actor, "notification.read", { own: true });
  return pageOf(notices);
}

/**
 * The same in front of staff who looks as the student. Refuses a role without student.view_as (forbidden), and anybody who is
 * no student of this school (not found).
 */
export async function getNoticesPageAs(
  ctx: Ctx,
  studentId: string,
  before: string | null,
): Promise<{ page: NoticesPage; student: ViewedStudent }> {
  assertViewing(ctx, studentId);
  const { notices, student } = await read(ctx, () => ({
    notices: onPage(studentId, ctx.now, before),
    student: viewedStudent(studentId),
  }));
  assertCan(ctx.actor, "student.view_as");
  if (!student[0]) throw refuse("not_found");
  return { page: pageOf(notices), student: student[0] };
}

const onPage = (studentId: string, now: Date, before: string | null) =>
  noticesOf(studentId, now, { since: new Date(0), before, unreadFirst: false, most: perPage + 1 });
function pageOf(notices: StudentNotice[]): NoticesPage {
  const page = notices.slice(0, perPage);
  return { notices: page, older: notices.length > perPage ? page.at(-1)!.id : null };
}
