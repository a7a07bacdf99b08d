import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";

/** Part of the command that invites: when each student of a round was last invited. */
export const markInvited = (roundId: string, now: Date): Query =>
  rows(sql`
    update memberships m set invited_at = ${now.toISOString()}::timestamptz
    from notifications n
    where n.template = 'invite' and n.subject_id = ${roundId}::uuid and m.organization_id = n.organization_id and m.user_id = n.user_id and m.kind = 'student'`);
