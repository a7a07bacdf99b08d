import { sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { addDays, dayText, daysBetween, localDay } from "#kernel/time";

import { refuseOrganization } from "./refusals";
import { organizationHolidays } from "./tables";

const mostDays = 31;
const farthestDays = 3 * 366;
const day = z.iso.date({ error: "Choose the day." });
const holidayForm = z.object({
  name: z.string().trim().min(1, "Name the holiday.").max(80, "A name has at most 80 characters."),
  fromOn: day,
  /** Empty: it is one day. */
  untilOn: z.union([z.literal(""), day]).default(""),
  reason: reasonInput,
});
type HolidayForm = z.output<typeof holidayForm>;
type Standing = { on: string; name: string };

/**
 * Enters days on which the school teaches nothing: weekly patterns made from now on leave them out. Classes that are
 * planned already stay. Refuses days in the past or upside down, more than a month at once, and a day that is a holiday.
 */
export async function addHolidays(ctx: Ctx, raw: z.input<typeof holidayForm>): Promise<{ days: number }> {
  const input = parseInput(holidayForm, raw);
  const { name, fromOn, reason } = input;
  const untilOn = input.untilOn || fromOn;
  return mutate(ctx, "holiday.manage", {
    load: () => ({
      standing: rows<Standing>(sql`
        select h.holiday_on::text as on, h.name from organization_holidays h
        where h.organization_id = (select app.organization_id()) and h.holiday_on between ${fromOn}::date and ${untilOn}::date order by 1`),
    }),
    decide: ({ standing }) => {
      assertCan(ctx.actor, "holiday.manage");
      if (!ctx.tenant) return refuse("not_found");
      const refusal = wrongDays({ ...input, untilOn }, standing, localDay(ctx.now, ctx.tenant.zone));
      if (refusal) return refusal;
      const days = Array.from({ length: daysBetween(fromOn, untilOn) + 1 }, (_, n) => addDays(fromOn, n));
      return {
        writes: [q.insert(organizationHolidays).values(days.map((holidayOn) => ({ holidayOn, name })))],
        events: [{ name: "holiday.added", payload: { fromOn, untilOn } }],
        result: { days: days.length },
      };
    },
    reason,
    onConstraint: { organization_holidays_organization_id_holiday_on_key: refuseOrganization("holiday.taken") },
  });
}

function wrongDays({ fromOn, untilOn }: HolidayForm, standing: Standing[], today: string): Refusal | null {
  const beside = (field: "fromOn" | "untilOn", message: string) =>
    refuse("input.invalid", { fields: { [field]: [message] } });
  if (fromOn < today) return beside("fromOn", "This day is past. Choose today or a later day.");
  if (daysBetween(today, fromOn) > farthestDays) return beside("fromOn", "Choose a day within the next three years.");
  if (untilOn < fromOn) return beside("untilOn", "The last day is before the first. Choose a later one.");
  if (daysBetween(fromOn, untilOn) >= mostDays)
    return beside("untilOn", `At most ${mostDays} days at once. Choose an earlier last day.`);
  const [taken] = standing;
  return taken
    ? refuseOrganization("holiday.taken", {
        fields: { fromOn: [`${dayText(taken.on, today)} is a holiday already: ${taken.name}. Choose other days.`] },
      })
    : null;
}
