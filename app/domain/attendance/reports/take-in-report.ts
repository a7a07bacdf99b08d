import type * as z from "zod";

import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { Refusal, refuse } from "#kernel/refusal";

import { newEntry, revised } from "../entries";
import { reportInput } from "../inputs";
import { sheetToChange } from "../may-change";
import { refuseAttendance } from "../refusals";
import { settleSheet } from "../settle-sheet";
import { sheetQueries } from "../sheet-facts";
import type { SheetEntry, SheetSession } from "../sheet-facts";
import { instantOf } from "./local-time";
import { matcher, participantQueries } from "./match-participants";
import { readReport } from "./read-report";
import type { ReportLine } from "./read-report";

export type TakenIn = { lines: number; fresh: number; unmatched: number; marks: number };

const nearMs = 6 * 3_600_000;

/**
 * Takes in the participant report of a class: each stay becomes evidence, matched or waiting to be, and the marks follow.
 * The same report again adds nothing; lines of a report that was taken back count again. Refuses one that cannot be read
 * whole, told by line, and one none of whose times are near the class.
 */
export async function takeInReport(ctx: Ctx, raw: z.input<typeof reportInput>): Promise<TakenIn> {
  const input = parseInput(reportInput, raw);
  const report = readReport(input.text);
  return mutate(ctx, "attendance.mark", {
    load: () => ({
      ...sheetQueries([input.sessionId], ctx.now),
      ...participantQueries(input.sessionId, report.lines),
    }),
    decide: (facts) => {
      const session = sheetToChange(ctx, "attendance.mark", facts);
      if (session instanceof Refusal) return session;
      if (report.problems.length > 0)
        return refuseAttendance("attendance.report_unreadable", { fields: { report: report.problems } });
      const stays = report.lines.map((line) => stayOf(line, session, input.zone));
      const backwards = stays.findIndex(({ from, until }) => until !== null && until < from);
      if (backwards >= 0)
        return refuse("input.invalid", {
          fields: { report: [`Line ${report.lines[backwards]!.row}: the leave time is before the join time.`] },
        });
      if (!stays.some(({ from, until }) => isNear(session, from, until)))
        return refuseAttendance("attendance.report_other_class", {
          fields: { report: ["No line is near this class. Check the file and the zone."] },
        });
      const studentOf = matcher(facts);
      const sourceId = uuidv7(ctx.now.getTime());
      const before = new Map(
        facts.entries.filter((entry) => entry.kind === "csv").map((entry) => [identityOf(entry), entry]),
      );
      const added = new Map<string, SheetEntry>();
      for (const [i, line] of report.lines.entries()) {
        const { from, until } = stays[i]!;
        const entry = newEntry(ctx, session.id, "csv", {
          student_id: studentOf(line),
          present_from: new Date(from).toISOString(),
          present_until: until === null ? null : new Date(until).toISOString(),
          name: line.name,
          email: line.email,
          registrant_id: line.registrantId,
          customer_key: line.customerKey,
          source_id: sourceId,
          reason: input.reason,
        });
        const same = before.get(identityOf(entry));
        if (!same) added.set(identityOf(entry), entry);
        else if (same.set_aside === "taken_back")
          added.set(
            identityOf(entry),
            revised(ctx, same, {
              set_aside: null,
              student_id: same.student_id ?? entry.student_id,
              source_id: sourceId,
              reason: input.reason,
            }),
          );
      }
      const fresh = [...added.values()];
      const counts = {
        lines: report.lines.length,
        fresh: fresh.length,
        unmatched: fresh.filter((entry) => entry.student_id === null).length,
      };
      if (fresh.length === 0) return { writes: [], result: { ...counts, marks: 0 } };
      const settled = settleSheet(ctx, session, facts, fresh);
      return {
        writes: settled.writes,
        events: [{ name: "attendance.marked", payload: { sessionId: session.id } }],
        result: { ...counts, marks: settled.changed },
      };
    },
    reason: input.reason,
  });
}

function stayOf(line: ReportLine, session: SheetSession, zone: string): { from: number; until: number | null } {
  const starts = new Date(session.starts_at).getTime();
  const from = instantOf(line.joined, zone, starts);
  if (line.left) return { from, until: instantOf(line.left, zone, from) };
  return { from, until: line.minutes === null ? null : from + line.minutes * 60_000 };
}

const isNear = (session: SheetSession, from: number, until: number | null) =>
  from < new Date(session.ends_at).getTime() + nearMs &&
  (until ?? from) > new Date(session.starts_at).getTime() - nearMs;

/** What makes a line the same line when its report comes again. */
const identityOf = (entry: SheetEntry) =>
  JSON.stringify([
    entry.registrant_id ?? entry.customer_key ?? entry.email ?? entry.name,
    new Date(entry.present_from!).getTime(),
    entry.present_until === null ? null : new Date(entry.present_until).getTime(),
  ]);
