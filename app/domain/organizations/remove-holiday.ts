import { eq, sql } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput, reasonInput } from "#kernel/parse-input";
import { expecting } from "#kernel/write.server";

import { refuseOrganization } from "./refusals";
import { organizationHolidays } from "./tables";

const removeInput = z.object({ holidayId: z.uuid(), reason: reasonInput });

/** Makes a holiday a day like others again; no class comes back or moves by it. Refuses one that is no longer there. */
export async function removeHoliday(ctx: Ctx, raw: z.input<typeof removeInput>): Promise<void> {
  const { holidayId, reason } = parseInput(removeInput, raw);
  await mutate(ctx, "holiday.manage", {
    load: () => ({
      found: q
        .select({ on: organizationHolidays.holidayOn })
        .from(organizationHolidays)
        .where(eq(organizationHolidays.id, holidayId)),
    }),
    decide: ({ found: [holiday] }) => {
      assertCan(ctx.actor, "holiday.manage");
      if (!holiday) return refuseOrganization("holiday.gone");
      const removed = q
        .delete(organizationHolidays)
        .where(eq(organizationHolidays.id, holidayId))
        .returning({ one: sql`1` });
      return {
        writes: [expecting(1, "holiday", removed.getSQL())],
        events: [{ name: "holiday.removed", payload: { on: holiday.on } }],
        result: undefined,
      };
    },
    reason,
  });
}
