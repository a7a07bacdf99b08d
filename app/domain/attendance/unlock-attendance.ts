import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { addMinutes } from "#kernel/time";

import { guardSheet } from "./guard-sheet";
import { unlockInput } from "./inputs";
import { isLocked, policyOf } from "./marks-of-sheet";
import { refuseAttendance } from "./refusals";
import { sheetQueries } from "./sheet-facts";

const openMinutes = 24 * 60;

/** Opens the final marks of one class for a day, with a reason. Refuses where they are open already. */
export async function unlockAttendance(ctx: Ctx, raw: z.input<typeof unlockInput>): Promise<void> {
  const input = parseInput(unlockInput, raw);
  await mutate(ctx, "attendance.unlock", {
    load: () => sheetQueries([input.sessionId], ctx.now),
    decide: (facts) => {
      assertCan(ctx.actor, "attendance.unlock");
      const [session] = facts.sessions;
      if (!session || !ctx.tenant) return refuse("not_found");
      if (session.state === "cancelled") return refuseAttendance("attendance.cancelled");
      if (!isLocked(session, policyOf(facts).rule, ctx.now, ctx.tenant.zone))
        return refuseAttendance("attendance.not_locked");
      return { writes: [guardSheet(ctx, session, addMinutes(ctx.now, openMinutes))], result: undefined };
    },
    reason: input.reason,
  });
}
