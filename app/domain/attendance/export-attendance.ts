import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { sheetQueries } from "./sheet-facts";
import type { SheetMark, SheetStudent } from "./sheet-facts";

export type AttendanceExport = {
  batchCode: string;
  number: number;
  title: string;
  startsAt: Date;
  lines: { student: SheetStudent; mark: SheetMark | null; excuse: string | null }[];
};

/** One class's marks to take along; that they were taken is noted before the first of them leaves. No contact of anybody. */
export async function exportAttendance(ctx: Ctx, input: { sessionId: string }): Promise<AttendanceExport> {
  return mutate(ctx, "roster.export", {
    load: () => ({
      ...sheetQueries([input.sessionId], ctx.now),
      title: rows<{ title: string; number: number; code: string }>(sql`
        select s.title, s.number, b.code from sessions s join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
        where s.organization_id = (select app.organization_id()) and s.id = ${input.sessionId}::uuid`),
    }),
    decide: (facts) => {
      assertCan(ctx.actor, "roster.export");
      const [session] = facts.sessions;
      const [title] = facts.title;
      if (!session || !title) return refuse("not_found");
      const marks = new Map(facts.marks.map((mark) => [mark.student_id, mark]));
      const excuses = new Map(facts.excuses.map((excuse) => [excuse.student_id, excuse.reason]));
      return {
        writes: [
          rows(
            sql`select app.note('export', 'attendance_marks', ${session.id}::uuid, null, jsonb_build_object('rows', ${facts.students.length}::int))`,
          ),
        ],
        result: {
          batchCode: title.code,
          number: title.number,
          title: title.title,
          startsAt: new Date(session.starts_at),
          lines: facts.students.map((student) => ({
            student,
            mark: marks.get(student.student_id) ?? null,
            excuse: excuses.get(student.student_id) ?? null,
          })),
        },
      };
    },
  });
}
