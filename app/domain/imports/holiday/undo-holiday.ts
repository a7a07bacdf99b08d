import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import { unchangedAll } from "#kernel/write.server";

import { movedSessionWrites, restoredSessionWrites } from "../../sessions/import-sessions";
import { sessions } from "../../sessions/tables";
import type { MadeRow, UndoRun, Undone } from "../kind";
import type { HolidayMade } from "./apply-holiday";
import { movedTogether } from "./moved-together";

type Versions = { session: number | null };

export const holidayVersions = (made: readonly MadeRow[]): SQL => {
  const given = made.map(({ number, made: one }) => ({ number, sessionId: (one as unknown as HolidayMade).sessionId }));
  return sql`
    select x.number, jsonb_build_object('session', s.version) as versions
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as x(number int, "sessionId" uuid)
    left join sessions s on s.organization_id = (select app.organization_id()) and s.id = x."sessionId"`;
};
export const loadHolidayUndo = (made: readonly MadeRow[]) => ({
  now: rows<{ number: number; versions: Versions }>(holidayVersions(made)),
});

/** Classes go back to where they stood, as long as that is still to come and nobody touched them; students hear of it again. */
export function undoHoliday(
  made: readonly MadeRow[],
  facts: { now: { number: number; versions: Versions }[] },
  run: UndoRun,
): Undone {
  const now = new Map(facts.now.map((one) => [one.number, one.versions.session]));
  const kept = new Map<number, string>();
  const back: (HolidayMade & { version: number })[] = [];
  for (const { number, made: one } of made) {
    const sealed = one as unknown as HolidayMade & { versions: Versions };
    const version = now.get(number) ?? null;
    if (version === null || version !== sealed.versions.session) kept.set(number, "Changed since: its class");
    else if (new Date(sealed.before.startsAt) <= run.now) kept.set(number, "The day it stood on is past");
    else back.push({ ...sealed, version });
  }
  const { moved, events } = movedTogether(
    back
      .filter(({ wasSkipped }) => !wasSkipped)
      .map(({ sessionId, batchId, before }) => ({ id: sessionId, batchId, ...before })),
    run.now,
  );
  const skipped = back.filter(({ wasSkipped }) => wasSkipped);
  return {
    kept,
    writes: [
      ...(back.length > 0
        ? [
            unchangedAll(
              sessions,
              back.map(({ sessionId, version }) => ({ id: sessionId, version })),
              "import",
            ),
          ]
        : []),
      ...restoredSessionWrites(skipped.map(({ sessionId }) => sessionId)),
      ...movedSessionWrites(moved, run.reason),
    ],
    events: [
      ...events,
      ...skipped.map(({ sessionId, batchId }) => ({ name: "session.restored", payload: { sessionId, batchId } })),
    ],
  };
}
