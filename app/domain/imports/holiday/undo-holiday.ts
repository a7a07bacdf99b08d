import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import { unchangedAll } from "#kernel/write.server";

import { movedSessionWrites, restoredSessionWrites } from "../../sessions/import-sessions";
import { sessions } from "../../sessions/tables";
import type { Kept } from "../in-the-way";
import type { FactsOf, MadeRow, UndoRun, Undone } from "../kind";
import type { HolidayMade } from "./apply-holiday";
import { makeRoom } from "./make-room";
import type { Mover } from "./make-room";
import { busyAround } from "./match-holiday";
import { movedTogether } from "./moved-together";

type Versions = { session: number | null };

export const holidayVersions = (made: readonly MadeRow[]): SQL => {
  const given = made.map(({ number, made: one }) => ({ number, sessionId: (one as unknown as HolidayMade).sessionId }));
  return sql`
    select x.number, jsonb_build_object('session', s.version) as versions
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as x(number int, "sessionId" uuid)
    left join sessions s on s.organization_id = (select app.organization_id()) and s.id = x."sessionId"`;
};
type ClassNow = Kept & { id: string; code: string; isStanding: boolean };
/** What the rows have to do with, as it is now, and who is busy where their classes stood. */
export function loadHolidayUndo(made: readonly MadeRow[]) {
  const sealed = made.map(({ made: one }) => one as unknown as HolidayMade);
  const given = JSON.stringify(sealed.map(({ sessionId, before }) => ({ id: sessionId, at: before.startsAt })));
  const stood = sql`jsonb_to_recordset(${given}::jsonb) as x(id uuid, at timestamptz)`;
  return {
    now: rows<{ number: number; versions: Versions }>(holidayVersions(made)),
    classes: rows<ClassNow>(sql`
      select s.id, b.code, s.trainer_id as "trainerId", s.overlap_ok is not null as "overlapOk", s.host_account_id as "hostAccountId", s.host_lane as "hostLane",
        s.starts_at as "startsAt", s.ends_at as "endsAt", s.state = 'scheduled' as "isStanding"
      from ${stood} join sessions s on s.organization_id = (select app.organization_id()) and s.id = x.id
      join batches b on b.organization_id = s.organization_id and b.id = s.batch_id`),
    busy: busyAround(sql`select x.at from ${stood}`),
  };
}

/**
 * Classes go back to where they stood, as long as that is still to come, nobody touched them and nothing else stands there
 * since; students hear of it again.
 */
export function undoHoliday(
  made: readonly MadeRow[],
  facts: FactsOf<ReturnType<typeof loadHolidayUndo>>,
  run: UndoRun,
): Undone {
  const now = new Map(facts.now.map((one) => [one.number, one.versions.session]));
  const classes = new Map(facts.classes.map((one) => [one.id, one]));
  const kept = new Map<number, string>();
  const wanted: (HolidayMade & { number: number; version: number; mover: Mover })[] = [];
  for (const { number, made: one } of made) {
    const sealed = one as unknown as HolidayMade & { versions: Versions };
    const version = now.get(number) ?? null;
    const known = classes.get(sealed.sessionId);
    if (!known || version === null || version !== sealed.versions.session) kept.set(number, "Changed since: its class");
    else if (new Date(sealed.before.startsAt) <= run.now) kept.set(number, "The day it stood on is past");
    else wanted.push({ ...sealed, number, version, mover: { ...known, to: sealed.before } });
  }
  const { blocked } = makeRoom(
    wanted.map(({ mover }) => mover),
    facts.busy,
    new Set(),
  );
  for (const { number, sessionId } of wanted) {
    const why = blocked.get(sessionId);
    if (why)
      kept.set(number, `The ${why.whose === "trainer" ? "trainer" : "host account"} has ${why.other.code} there now`);
  }
  const back = wanted.filter(({ number }) => !kept.has(number));
  return { kept, ...backWrites(back, run) };
}

function backWrites(back: readonly (HolidayMade & { version: number })[], run: UndoRun): Omit<Undone, "kept"> {
  const { moved, events } = movedTogether(
    back
      .filter(({ wasSkipped }) => !wasSkipped)
      .map(({ sessionId, batchId, before }) => ({ id: sessionId, batchId, ...before })),
    run.now,
  );
  const skipped = back.filter(({ wasSkipped }) => wasSkipped);
  const guards = back.map(({ sessionId, version }) => ({ id: sessionId, version }));
  return {
    writes: [
      ...(back.length > 0 ? [unchangedAll(sessions, guards, "import")] : []),
      // First those that stand in the place of one that was left out.
      ...movedSessionWrites(moved, run.reason),
      ...restoredSessionWrites(skipped.map(({ sessionId }) => sessionId)),
    ],
    events: [
      ...events,
      ...skipped.map(({ sessionId, batchId }) => ({ name: "session.restored", payload: { sessionId, batchId } })),
    ],
  };
}
