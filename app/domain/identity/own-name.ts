import { sql } from "drizzle-orm";

import type { Member } from "#kernel/ctx";
import { rows } from "#kernel/database.server";

/** The name of the member of staff who asks, as the frame of every console page shows it. Part of that page's one `read`. */
export const ownName = (me: Member) =>
  rows<{ name: string }>(sql`select full_name as name from staff_profiles where id = ${me.memberId}::uuid`);
