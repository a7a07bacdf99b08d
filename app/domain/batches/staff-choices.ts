import { sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";

export type Choice = { id: string; name: string };

/** Who can teach: trainers who work here, and whoever is named already. */
export const trainerChoices = (named: string | null = null) =>
  rows<Choice>(sql`
    select p.id, p.full_name as name from staff_profiles p join memberships m on m.organization_id = p.organization_id and m.id = p.id
    where p.organization_id = (select app.organization_id()) and ((m.role = 'trainer' and m.disabled_at is null) or p.id = ${named}::uuid) order by p.full_name limit 500`);

/** Who can look after a batch: everybody of the office. */
export const ownerChoices = () =>
  rows<Choice>(sql`
    select p.id, p.full_name as name from staff_profiles p join memberships m on m.organization_id = p.organization_id and m.id = p.id
    where p.organization_id = (select app.organization_id()) and m.kind = 'staff' and m.disabled_at is null and m.role in ('ops', 'ops_manager', 'program_manager', 'leadership')
    order by p.full_name limit 500`);

/** Accounts in use, and the one named already. */
export const hostChoices = (named: string | null = null) =>
  rows<Choice>(sql`
    select h.id, h.name from host_accounts h
    where h.organization_id = (select app.organization_id()) and (h.state = 'active' or h.id = ${named}::uuid) order by h.name limit 200`);
