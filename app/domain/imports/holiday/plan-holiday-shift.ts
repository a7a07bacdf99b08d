import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { daysBetween, localDay } from "#kernel/time";
import { inWords, wordsOf } from "#kernel/school-words";

import { digestsOf, ownFileWrites } from "../own-file";
import { workQueued } from "../progress";
import { refuseImport } from "../refusals";
import { importPlans } from "../tables";
import { shiftClasses } from "./shift-classes";
import type { Holiday } from "./shift-classes";

const day = z.iso.date({ error: "Choose the day." });
const holidayShiftInput = z.object({
  /** Made with the form: the same form sent twice is one plan. */
  planId: z.uuid(),
  fromOn: day,
  untilOn: day,
  how: z.enum(["move", "skip"], { error: "Choose what becomes of the classes." }),
  /** One batch, or null for all. */
  batchId: z.uuid().nullable(),
});
const holidayHeader = ["{Batch} code", "Class number", "Title", "Day", "Time", "To day", "To time"];
const holidayKeys = ["batch", "number", "title", "day", "time", "toDay", "toTime"];

type Coming = { batchId: string; code: string; number: number; title: string; on: string; time: string };

/**
 * A day or more without class: a plan that says of each class of the batches where it goes, or that it falls away, before
 * anything is written. Refuses days in the past or upside down, more than a month, and days nobody has class on.
 */
export async function planHolidayShift(ctx: Ctx, raw: z.input<typeof holidayShiftInput>): Promise<{ planId: string }> {
  const parsed = holidayShiftInput.safeParse(raw);
  if (!parsed.success) throw refuse("input.invalid", { fields: z.flattenError(parsed.error).fieldErrors });
  const { planId, fromOn, untilOn, how, batchId } = parsed.data;
  const digests = await digestsOf(parsed.data, holidayHeader);
  return mutate(ctx, "import.plan", {
    load: () => ({
      sent: q.select({ id: importPlans.id }).from(importPlans).where(eq(importPlans.id, planId)),
      coming: rows<Coming>(sql`
        select b.id as "batchId", b.code, s.number, s.title, s.local_date::text as on, to_char(s.local_time, 'HH24:MI') as time
        from batches b join sessions s on s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled' and s.starts_at > ${ctx.now.toISOString()}::timestamptz
        where b.organization_id = (select app.organization_id()) and b.state in ('planning', 'forming', 'active') and b.deleted_at is null and (${batchId}::uuid is null or b.id = ${batchId}::uuid)
        order by b.code, s.starts_at`),
      closed: rows<{ on: string }>(
        sql`select holiday_on::text as on from organization_holidays where organization_id = (select app.organization_id())`,
      ),
    }),
    decide: ({ sent, coming, closed }) => {
      assertCan(ctx.actor, "import.plan");
      if (sent.length > 0) return { writes: [], result: { planId } };
      if (!ctx.tenant) return refuse("not_found");
      const fields = daysWrong({ fromOn, untilOn }, localDay(ctx.now, ctx.tenant.zone));
      if (fields) return refuse("input.invalid", { fields });
      const days = new Set(closed.map(({ on }) => on));
      const lines = byBatch(coming).flatMap((classes) => linesOf(classes, { fromOn, untilOn, how }, days));
      if (lines.length === 0)
        return refuseImport("import.no_classes", { fields: { fromOn: ["No class is on these days. Choose others."] } });
      const createdBy = ctx.actor.kind === "member" ? ctx.actor.memberId : null;
      const name = `Holiday ${fromOn}${untilOn === fromOn ? "" : ` to ${untilOn}`}`;
      const file = {
        planId,
        kind: "holiday" as const,
        name,
        header: holidayHeader.map((name) => inWords(name, wordsOf(ctx))),
        fields: holidayKeys,
        lines,
        createdBy,
      };
      return { writes: ownFileWrites(file, digests, ctx.now), events: [workQueued(planId)], result: { planId } };
    },
  });
}

function daysWrong(
  { fromOn, untilOn }: { fromOn: string; untilOn: string },
  today: string,
): Record<string, string[]> | null {
  if (fromOn < today) return { fromOn: ["This day is past. Past classes do not change."] };
  if (untilOn < fromOn) return { untilOn: ["The last day is on or after the first."] };
  return daysBetween(fromOn, untilOn) > 31
    ? { untilOn: ["At most a month at once. Pause the {batch}'s students instead."] }
    : null;
}

const byBatch = (coming: readonly Coming[]): Coming[][] => {
  const batches = new Map<string, Coming[]>();
  for (const one of coming) batches.set(one.batchId, [...(batches.get(one.batchId) ?? []), one]);
  return [...batches.values()];
};

function linesOf(classes: readonly Coming[], holiday: Holiday, closed: ReadonlySet<string>): (string | number)[][] {
  if (!classes.some(({ on }) => on >= holiday.fromOn && on <= holiday.untilOn)) return [];
  const titles = new Map(classes.map(({ number, title }) => [number, title]));
  return shiftClasses(classes, holiday, closed).map(({ number, from, to }) => [
    classes[0]!.code,
    number,
    titles.get(number) ?? "",
    from.on,
    from.time,
    to?.on ?? "skip",
    to?.time ?? "",
  ]);
}
