import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

/**
 * Sessions `s` that begin that day (today where none is named) and, today, those that began the day before and are not
 * over: of them a reader of that night means the class that is on. The bounds are values and no join, so that an index
 * finds the day among all the school's classes.
 */
export const inDay = (onDay: string | null, now: Date): SQL => sql`
  s.starts_at >= ${dayBegins(onDay, now, sql`case when coalesce(${onDay}::date = d.today, true) then -1 else 0 end`)} and s.starts_at < ${dayBegins(onDay, now, sql`1`)}
  and (s.starts_at >= ${dayBegins(onDay, now, sql`0`)} or s.state = 'scheduled')`;
/** The school's midnight that begins the day (today where none is named), `plus` so many days. */
export const dayBegins = (onDay: string | null, now: Date, plus: SQL) => sql`
  (select (coalesce(${onDay}::date, d.today) + ${plus})::timestamp at time zone o.zone
   from organizations o cross join lateral (select (${now.toISOString()}::timestamptz at time zone o.zone)::date as today) d where o.id = (select app.organization_id()))`;
