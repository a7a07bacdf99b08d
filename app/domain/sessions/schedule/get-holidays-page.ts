import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";

import { ownName } from "../../identity/own-name";

export type Holiday = {
  id: string;
  on: string;
  name: string;
  /** Classes that are planned on it all the same. */
  classes: number;
};

/** The school's days without class from today on, each with what is planned on it still. One round trip. */
export async function getHolidaysPage(ctx: Ctx): Promise<{ holidays: Holiday[]; personName: string }> {
  const { holidays, person } = await read(ctx, (_, me) => ({
    // A class's own day may be the neighbour of the instant's: the index narrows it down, the day decides.
    holidays: rows<Holiday>(sql`
      select h.id, h.holiday_on::text as on, h.name, (
        select count(*)::int from sessions s where s.organization_id = h.organization_id and s.state = 'scheduled' and s.local_date = h.holiday_on
          and s.starts_at >= h.holiday_on::timestamp at time zone 'UTC' - interval '1 day' and s.starts_at < h.holiday_on::timestamp at time zone 'UTC' + interval '2 days') as classes
      from organization_holidays h join organizations o on o.id = h.organization_id
      where h.organization_id = (select app.organization_id()) and h.holiday_on >= (${ctx.now.toISOString()}::timestamptz at time zone o.zone)::date
      order by h.holiday_on limit 400`),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "holiday.manage");
  return { holidays, personName: person[0]?.name ?? "" };
}
