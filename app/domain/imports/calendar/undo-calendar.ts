import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import { unchangedAll } from "#kernel/write.server";

import { withdrawnWrites } from "../../batches/import-assignments";
import { cancelledBatchWrites } from "../../batches/import-batches";
import { batchAssignments, batches } from "../../batches/tables";
import { unassignedWrites } from "../../enrollments/import-enrollments";
import { cancelledSessionWrites, titleWrites } from "../../sessions/import-sessions";
import { sessions } from "../../sessions/tables";
import type { MadeRow, UndoRun, Undone } from "../kind";
import type { CalendarMade } from "./apply-calendar";

type Versions = { batch: number | null; session: number | null; places: Record<string, number> };
type Sealed = CalendarMade & { versions: Versions };

export const calendarVersions = (made: readonly MadeRow[]): SQL => {
  const given = made.map(({ number, made: one }) => {
    const { batchId, sessionId, titleBefore, places } = one as unknown as CalendarMade;
    return {
      number,
      batchId,
      sessionId: sessionId ?? titleBefore?.sessionId ?? null,
      places: places.map((place) => place.assignmentId),
    };
  });
  return sql`
    select x.number, jsonb_build_object('batch', b.version, 'session', s.version, 'places', coalesce((
        select jsonb_object_agg(a.id, a.version) from jsonb_array_elements_text(x.places) k
        join batch_assignments a on a.organization_id = (select app.organization_id()) and a.id = k::uuid), '{}')) as versions
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as x(number int, "batchId" uuid, "sessionId" uuid, places jsonb)
    left join batches b on b.organization_id = (select app.organization_id()) and b.id = x."batchId"
    left join sessions s on s.organization_id = (select app.organization_id()) and s.id = x."sessionId"`;
};
export const loadCalendarUndo = (made: readonly MadeRow[]) => ({
  now: rows<{ number: number; versions: Versions }>(calendarVersions(made)),
});

/**
 * Takes back what a chunk of a calendar made: places withdrawn, classes to come cancelled, batches cancelled, titles as
 * they were. A class that was held stays on record; a row of which anything was touched since stays whole, and says so.
 */
export function undoCalendar(
  made: readonly MadeRow[],
  facts: { now: { number: number; versions: Versions }[] },
  run: UndoRun,
): Undone {
  const now = new Map(facts.now.map((one) => [one.number, one.versions]));
  const kept = new Map<number, string>();
  const untouched: Sealed[] = [];
  for (const { number, made: one } of made) {
    const sealed = one as unknown as Sealed;
    const touched = touchedParts(sealed.versions, now.get(number));
    if (touched.length > 0) kept.set(number, `Changed since: ${touched.join(", ")}`);
    else {
      untouched.push(sealed);
      if (sealed.isOver)
        kept.set(number, "The class was held and stays on record; what else the row made was taken back");
    }
  }
  const places = untouched.flatMap((one) => one.places);
  const classes = untouched.filter(({ isOver }) => !isOver).flatMap(({ sessionId }) => sessionId ?? []);
  const madeBatches = untouched.flatMap(({ batchId, versions }) =>
    batchId && versions.batch ? [{ id: batchId, version: versions.batch }] : [],
  );
  const seats = untouched.flatMap(({ versions }) =>
    Object.entries(versions.places).map(([id, version]) => ({ id, version })),
  );
  const ownSessions = untouched.flatMap(({ sessionId, titleBefore, versions }) => {
    const id = sessionId ?? titleBefore?.sessionId;
    return id && versions.session ? [{ id, version: versions.session }] : [];
  });
  return {
    kept,
    writes: [
      ...(madeBatches.length > 0 ? [unchangedAll(batches, madeBatches, "import")] : []),
      ...(ownSessions.length > 0 ? [unchangedAll(sessions, ownSessions, "import")] : []),
      ...(seats.length > 0 ? [unchangedAll(batchAssignments, seats, "import")] : []),
      ...withdrawnWrites(
        places.map(({ assignmentId }) => assignmentId),
        run,
      ),
      ...unassignedWrites(places.filter(({ waited }) => waited).map(({ enrollmentId }) => enrollmentId)),
      ...cancelledSessionWrites(classes, run.reason),
      ...titleWrites(
        untouched.flatMap(({ titleBefore }) =>
          titleBefore ? [{ id: titleBefore.sessionId, title: titleBefore.title }] : [],
        ),
      ),
      ...cancelledBatchWrites(
        madeBatches.map(({ id }) => id),
        run.reason,
      ),
    ],
  };
}

function touchedParts(then: Versions, now: Versions | undefined): string[] {
  const seats = Object.entries(then.places).some(([id, version]) => now?.places[id] !== version);
  return [
    ...(then.batch === (now?.batch ?? null) ? [] : ["its batch"]),
    ...(then.session === (now?.session ?? null) ? [] : ["its class"]),
    ...(seats ? ["its places"] : []),
  ];
}
