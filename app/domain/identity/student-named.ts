import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import { isUuid } from "#kernel/ids";

/** A student by id, code or address, as somebody typed it; each branch on its own index, which one `or` over the join would not use. */
export const studentNamed = (typed: string) =>
  rows<{ id: string; name: string; code: string }>(sql`
  select p.id, p.full_name as name, p.code from student_profiles p where p.organization_id = (select app.organization_id()) and p.id in (
    select id from student_profiles where organization_id = (select app.organization_id()) and code = ${typed.toUpperCase()}
    union all select id from student_profiles where organization_id = (select app.organization_id()) and id = ${isUuid(typed) ? typed : null}::uuid
    union all select m.id from user_emails e join memberships m on m.organization_id = e.organization_id and m.user_id = e.user_id and m.kind = 'student'
      where e.organization_id = (select app.organization_id()) and e.email = ${typed.toLowerCase()}) limit 1`);
