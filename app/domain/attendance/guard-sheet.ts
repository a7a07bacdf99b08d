import { sql } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { guardedUpdate } from "#kernel/write.server";

import type { SheetSession } from "./sheet-facts";
import { attendanceSheets } from "./tables";

/**
 * Stands in front of everything a command writes about one class. Where another command settled the class meanwhile it
 * raises HB412, and this one is decided anew. A class that has ended counts as marked from now on.
 */
export function guardSheet(ctx: Ctx, session: SheetSession, unlockedUntil?: Date): Query {
  const markedAt = session.marked_at ? new Date(session.marked_at) : session.state === "ended" ? ctx.now : null;
  if (session.sheet_id === null)
    return rows(sql`with u as (
      insert into attendance_sheets (session_id, marked_at, unlocked_until)
      values (${session.id}::uuid, ${markedAt?.toISOString() ?? null}::timestamptz, ${unlockedUntil?.toISOString() ?? null}::timestamptz)
      on conflict (organization_id, session_id) do nothing returning 1)
      select app.expect(1, (select count(*) from u)::int, 'attendance')`);
  return guardedUpdate(
    attendanceSheets,
    { id: session.sheet_id, version: session.sheet_version! },
    {
      markedAt,
      ...(unlockedUntil ? { unlockedUntil } : {}),
      // Also where nothing else of the row changes: its version is what the next command looks at.
      version: sql`${attendanceSheets.version} + 1`,
    },
    "attendance",
  );
}
