import type * as z from "zod";

import type { Ctx } from "#kernel/ctx";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { Refusal } from "#kernel/refusal";

import { studentNamed } from "../identity/student-named";
import { revised } from "./entries";
import { matchInput } from "./inputs";
import { sheetToChange } from "./may-change";
import { refuseAttendance } from "./refusals";
import { settleSheet } from "./settle-sheet";
import { sheetQueries } from "./sheet-facts";

/**
 * Says who a participant of a class was that nothing matched, or that it was no student: all their stays in this class go
 * with it, and the marks follow. An address matched so is known the next time. Refuses an unknown student, and a
 * participant somebody settled meanwhile.
 */
export async function matchParticipant(
  ctx: Ctx,
  raw: z.input<typeof matchInput>,
): Promise<{ participant: string; student: string | null }> {
  const input = parseInput(matchInput, raw);
  return mutate(ctx, "attendance.match", {
    load: () => ({ ...sheetQueries([input.sessionId], ctx.now), named: studentNamed(input.student ?? "") }),
    decide: (facts) => {
      const session = sheetToChange(ctx, "attendance.match", facts);
      if (session instanceof Refusal) return session;
      const unmatched = facts.entries.filter((entry) => entry.student_id === null && entry.set_aside === null);
      const one = unmatched.find((entry) => entry.entry_id === input.entryId);
      if (!one) return refuseAttendance("attendance.entry_settled");
      const [student] = facts.named;
      if (input.student !== null && !student)
        return refuseAttendance("attendance.student_unknown", {
          fields: { student: ["No student has that code or address."] },
        });
      const who = participantOf(one);
      const found = input.student === null ? null : student!;
      const change = { student_id: found?.id ?? null, set_aside: found ? null : ("nobody" as const) };
      const stays = unmatched
        .filter((entry) => participantOf(entry) === who)
        .map((entry) => revised(ctx, entry, { ...change, reason: input.reason }));
      return {
        writes: settleSheet(ctx, session, facts, stays).writes,
        events: [{ name: "attendance.marked", payload: { sessionId: session.id } }],
        result: { participant: one.name ?? one.email ?? "", student: found?.name ?? null },
      };
    },
    reason: input.reason,
  });
}

/** Stays of one class that belong to one participant: by what names them best. */
export const participantOf = (entry: {
  registrant_id: string | null;
  email: string | null;
  name: string | null;
}): string => entry.registrant_id ?? entry.email ?? `name ${(entry.name ?? "").toLowerCase()}`;
