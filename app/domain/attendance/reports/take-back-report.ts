import type * as z from "zod";

import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { Refusal } from "#kernel/refusal";

import { revised } from "../entries";
import { takeBackReportInput } from "../inputs";
import { sheetToChange } from "../may-change";
import { refuseAttendance } from "../refusals";
import { settleSheet } from "../settle-sheet";
import { sheetQueries } from "../sheet-facts";

/** A report of another class was taken in: its lines count no longer, and the marks are worked out without them. */
export async function takeBackReport(ctx: Ctx, raw: z.input<typeof takeBackReportInput>): Promise<{ lines: number }> {
  const input = parseInput(takeBackReportInput, raw);
  return mutate(ctx, "attendance.mark", {
    load: () => sheetQueries([input.sessionId], ctx.now),
    decide: (facts) => {
      const session = sheetToChange(ctx, "attendance.mark", facts);
      if (session instanceof Refusal) return session;
      const lines = facts.entries.filter((entry) => entry.source_id === input.sourceId && entry.set_aside === null);
      if (lines.length === 0) return refuseAttendance("attendance.entry_settled");
      const { reason } = input;
      const back = lines.map((entry) => revised(ctx, entry, { set_aside: "taken_back", reason }));
      return {
        writes: settleSheet(ctx, session, facts, back).writes,
        events: [{ name: "attendance.marked", payload: { sessionId: session.id } }],
        result: { lines: lines.length },
      };
    },
    reason: input.reason,
  });
}
