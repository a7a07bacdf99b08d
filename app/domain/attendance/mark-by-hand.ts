import type * as z from "zod";

import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { Refusal, refuse } from "#kernel/refusal";

import { saidEntry } from "./entries";
import { markByHandInput } from "./inputs";
import type { Mark } from "./inputs";
import { sheetToChange } from "./may-change";
import { refuseAttendance } from "./refusals";
import { settleSheet } from "./settle-sheet";
import type { SheetFacts, SheetMark } from "./sheet-facts";
import { sheetQueries } from "./sheet-facts";

/** What stands now where the page showed something else, for the sentence that tells it. */
export type ChangedMark = { studentId: string; name: string; mark: Mark | null; reason: string | null };

/**
 * What a person says the marks are: it wins over the evidence until they say to go by the evidence again. A choice that
 * names the mark that stands changes nothing. Refuses a class that has not begun or was cancelled, final marks, and with
 * attendance.changed where a student's mark is no longer the one that was shown.
 */
export async function markByHand(ctx: Ctx, raw: z.input<typeof markByHandInput>): Promise<{ changed: number }> {
  const input = parseInput(markByHandInput, raw);
  return mutate(ctx, "attendance.mark", {
    load: () => sheetQueries([input.sessionId], ctx.now),
    decide: (facts) => {
      const session = sheetToChange(ctx, "attendance.mark", facts);
      if (session instanceof Refusal) return session;
      const standing = new Map(facts.marks.map((mark) => [mark.student_id, mark]));
      const known = new Set(facts.students.map((student) => student.student_id));
      if (input.choices.some(({ studentId }) => !known.has(studentId))) return refuse("not_found");
      const wanted = input.choices.filter(({ studentId, says }) => {
        const mark = standing.get(studentId);
        return says === "evidence" ? mark?.manual_mark != null : mark?.mark !== says;
      });
      const stale = wanted.filter(({ studentId, seenVersion }) => isStale(standing.get(studentId), seenVersion));
      if (stale.length > 0)
        return refuseAttendance("attendance.changed", { data: { changed: changedMarks(facts, stale) } });
      if (wanted.length === 0) return refuseAttendance("attendance.nothing_chosen");
      const said = wanted.map(({ studentId, says }) => saidEntry(ctx, session.id, studentId, says, input.reason));
      return {
        writes: settleSheet(ctx, session, facts, said).writes,
        events: [{ name: "attendance.marked", payload: { sessionId: session.id } }],
        result: { changed: wanted.length },
      };
    },
    reason: input.reason,
  });
}

/** Marks that were worked out only after the page was opened are nobody's work that could be overwritten. */
const isStale = (standing: SheetMark | undefined, seenVersion: number) =>
  seenVersion !== (standing?.version ?? 0) && !(seenVersion === 0 && standing?.manual_mark === null);

const changedMarks = (facts: SheetFacts, stale: readonly { studentId: string }[]): ChangedMark[] =>
  stale.map(({ studentId }) => {
    const mark = facts.marks.find((one) => one.student_id === studentId);
    const name = facts.students.find((one) => one.student_id === studentId)?.name ?? "";
    return { studentId, name, mark: mark?.mark ?? null, reason: mark?.reason ?? null };
  });
