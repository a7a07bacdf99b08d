import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { localDay } from "#kernel/time";

import { batchFacts, batchOf } from "../../batches/batch-facts";
import type { BatchFacts } from "../../batches/batch-facts";
import type { WeeklyPattern } from "../../batches/tables";
import { ownName } from "../../identity/own-name";
import { patternAsItStands } from "./pattern-as-it-stands";
import type { StandingClass } from "./pattern-as-it-stands";
import { versionsOf } from "./seen";

export type SchedulePage = {
  batch: BatchFacts;
  /** Classes still to come, in order. */
  coming: { id: string; number: number; title: string; startsAt: Date; endsAt: Date; localDate: string }[];
  /** The pattern that makes exactly these classes, whatever was saved: one moved or cancelled by itself is an exception of it. */
  asItStands: WeeklyPattern | null;
  holidays: { on: string; name: string }[];
  version: string;
  personName: string;
};

type ComingRow = Omit<SchedulePage["coming"][number], "startsAt" | "endsAt"> &
  Pick<StandingClass, "localTime" | "stoodOn"> & { starts: string; ends: string };

/** What the form of a batch's weekly pattern begins with. Null: no such batch. One round trip. */
export async function getSchedulePage(ctx: Ctx, batchId: string): Promise<SchedulePage | null> {
  const now = ctx.now.toISOString();
  const { found, coming, holidays, person } = await read(ctx, (_, me) => ({
    found: batchFacts(batchId, me),
    coming: rows<ComingRow>(sql`
      select s.id, s.number, s.title, to_json(s.starts_at) #>> '{}' as starts, to_json(s.ends_at) #>> '{}' as ends, s.local_date::text as "localDate", left(s.local_time::text, 5) as "localTime",
        array(select (c.was_starts_at at time zone s.zone)::date::text from session_changes c
          where c.organization_id = s.organization_id and c.session_id = s.id order by c.sequence desc limit 5) as "stoodOn"
      from sessions s
      where s.organization_id = (select app.organization_id()) and s.batch_id = ${batchId}::uuid and s.state = 'scheduled' and s.starts_at > ${now}::timestamptz
      order by s.starts_at, s.number limit 200`),
    holidays: rows<{ on: string; name: string }>(sql`
      select h.holiday_on::text as on, h.name from organization_holidays h where h.organization_id = (select app.organization_id())
        and h.holiday_on >= ${localDay(ctx.now, "UTC")}::date - 1 order by h.holiday_on limit 100`),
    person: ownName(me),
  }));
  assertCan(ctx.actor, "session.update");
  const [row] = found;
  if (!row) return null;
  const batch = batchOf(row);
  const standing = coming.map(({ starts, ends, ...rest }) => ({
    ...rest,
    startsAt: new Date(starts),
    endsAt: new Date(ends),
  }));
  return {
    batch,
    coming: standing,
    asItStands: patternAsItStands({
      pattern: batch.pattern,
      coming: standing,
      holidays: new Set(holidays.map(({ on }) => on)),
      zone: batch.zone,
    }),
    holidays,
    version: await versionsOf([row]),
    personName: person[0]?.name ?? "",
  };
}
