import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { isUuid } from "#kernel/ids";

export type FoundStudent = {
  id: string;
  userId: string;
  version: number;
  name: string;
  code: string;
  disabled: boolean;
};

/**
 * The student whose id, code or address was typed. Each branch has its own index, which one `or` over the join would not
 * use. What was merged leads to the account it became. A code without its prefix is not enough here: this is for acting on one person, not for looking around.
 */
export const studentTyped = (typed: string): Query<FoundStudent[]> =>
  rows<FoundStudent>(sql`
    select m.id, m.user_id as "userId", m.version, p.full_name as name, p.code, (m.disabled_at is not null or u.disabled_at is not null) as disabled
    from memberships m
    join users u on u.organization_id = m.organization_id and u.id = m.user_id
    join student_profiles p on p.organization_id = m.organization_id and p.id = m.id
    where m.organization_id = (select app.organization_id()) and m.kind = 'student' and m.id in (select app.kept_student(found.id) from (
      select x.id from student_profiles x where x.organization_id = (select app.organization_id()) and x.code = ${typed.trim().toUpperCase()}
      union all select ${isUuid(typed.trim()) ? typed.trim() : null}::uuid
      union all select y.id from user_emails e join memberships y on y.organization_id = e.organization_id and y.user_id = e.user_id and y.kind = 'student'
        where e.organization_id = (select app.organization_id()) and e.email = ${typed.trim().toLowerCase()}) found where found.id is not null)
    limit 1`);
