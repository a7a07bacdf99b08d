import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

export type SignInRow = {
  id: string;
  email: string;
  tries: number;
  firstAt: string;
  lastAt: string;
  closed: boolean;
  /** Whose the address is by now, where it is somebody's: a student who can sign in with it, or an account that cannot. */
  owner: "student" | "other" | null;
};

/** An address is dealt with when somebody can sign in with it as a student: the rule app.request_code goes by. */
export const ownerColumn = sql`(
  select case when bool_or(m.kind = 'student' and m.disabled_at is null and o.disabled_at is null) then 'student' else 'other' end
  from user_emails e
  join users o on o.organization_id = e.organization_id and o.id = e.user_id
  left join memberships m on m.organization_id = e.organization_id and m.user_id = e.user_id
  where e.organization_id = u.organization_id and e.email = u.email having count(*) > 0)`;

/** One sign-in that matched nobody, as a command decides by it. */
export const signInOf = (signInId: string): Query<SignInRow[]> =>
  rows<SignInRow>(sql`
    select u.id, u.email, u.tries, to_json(u.first_at) #>> '{}' as "firstAt", to_json(u.last_at) #>> '{}' as "lastAt", u.closed_at is not null as closed,
      coalesce(${ownerColumn}, (select 'other' from allowed_staff_emails s where s.organization_id = u.organization_id and s.email = u.email and s.removed_at is null)) as owner
    from unmatched_sign_ins u where u.organization_id = (select app.organization_id()) and u.id = ${signInId}::uuid`);

/** Takes it off the list, if it still stands there as it was read: a new try meanwhile is looked at first. */
export const closeSignIn = (row: Pick<SignInRow, "id" | "tries">, now: Date): Query =>
  rows(sql`
    with c as (update unmatched_sign_ins u set closed_at = ${now.toISOString()}::timestamptz
      where u.id = ${row.id}::uuid and u.closed_at is null and u.tries = ${row.tries} returning 1)
    select app.expect(1, (select count(*) from c)::int, 'sign-in')`);

/** What was decided, for the record: the list itself keeps none. The address stands in the row, never in the note. */
export const noteSignIn = (
  signInId: string,
  action: "auth.sign_in_attached" | "auth.sign_in_dismissed",
  studentId: string | null,
): Query =>
  rows(
    sql`select app.note('auth', 'unmatched_sign_ins', ${signInId}::uuid, ${action}, ${JSON.stringify(studentId ? { student_id: studentId } : {})}::jsonb)`,
  );
