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

type OwnBatch = {
  id: string;
  code: string;
  classes: string[];
  /** Live places, each with the row of this import that gave it and has not been taken back or touched. */
  places: { id: string; number: number | null }[];
};
type Facts = { now: { number: number; versions: Versions }[]; batches: OwnBatch[] };

/** The rows as they are now, and who sits and what is to come in the batches that this import made. */
export const loadCalendarUndo = (made: readonly MadeRow[], planId: string) => {
  const all = made.map(({ made: one }) => one as unknown as CalendarMade);
  const given = JSON.stringify({
    batches: all.flatMap(({ batchId }) => batchId ?? []),
    sessions: all.flatMap(({ sessionId }) => sessionId ?? []),
  });
  return {
    now: rows<{ number: number; versions: Versions }>(calendarVersions(made)),
    batches: rows<OwnBatch>(sql`
      with own as materialized (
        select r.number, r.made, r.result from import_rows r where r.organization_id = (select app.organization_id()) and r.plan_id = ${planId}::uuid and r.made is not null),
      hit as (
        select k::uuid as id from jsonb_array_elements_text(${given}::jsonb -> 'batches') k
        union select s.batch_id from jsonb_array_elements_text(${given}::jsonb -> 'sessions') k join sessions s on s.organization_id = (select app.organization_id()) and s.id = k::uuid),
      given as materialized (
        select own.number, k.key::uuid as id, k.value::int as version from own cross join jsonb_each_text(own.made -> 'versions' -> 'places') k where own.result = 'applied')
      select b.id, b.code,
        coalesce((select jsonb_agg(s.id) from sessions s where s.organization_id = b.organization_id and s.batch_id = b.id and s.state = 'scheduled'), '[]') as classes,
        coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'number', g.number))
          from batch_assignments a left join given g on g.id = a.id and g.version = a.version
          where a.organization_id = b.organization_id and a.batch_id = b.id and a.state in ('assigned', 'active')), '[]') as places
      from hit join batches b on b.organization_id = (select app.organization_id()) and b.id = hit.id
      where b.id in (select (own.made ->> 'batchId')::uuid from own)`),
  };
};

/**
 * Takes back what a chunk of a calendar made: places withdrawn, classes to come cancelled, batches cancelled, titles as
 * they were. A class that was held stays on record; a row of which anything was touched since stays whole, and says so. A
 * batch in which others were given places since stays with its classes, because those students rely on them; one that
 * has other classes stays too. Rows come last first, so that a batch's own row knows what became of all the others.
 */
export function undoCalendar(made: readonly MadeRow[], facts: Facts, run: UndoRun): Undone {
  const now = new Map(facts.now.map((one) => [one.number, one.versions]));
  const kept = new Map<number, string>();
  const untouched: (Sealed & { number: number })[] = [];
  for (const { number, made: one } of made) {
    const sealed = one as unknown as Sealed;
    const touched = touchedParts(sealed.versions, now.get(number));
    if (touched.length > 0) kept.set(number, `Changed since: ${touched.join(", ")}`);
    else untouched.push({ ...sealed, number });
  }
  const places = untouched.flatMap((one) => one.places);
  const leaving = new Set(places.map(({ assignmentId }) => assignmentId));
  const chunk = new Set(made.map(({ number }) => number));
  const relied = facts.batches.filter((one) => reliedOn(one, leaving, chunk));
  const reliedClasses = new Map(relied.flatMap(({ code, classes: own }) => own.map((id) => [id, code] as const)));
  const falls = (one: Sealed) => one.sessionId !== null && !one.isOver && !reliedClasses.has(one.sessionId);
  const classes = untouched.filter(falls).flatMap(({ sessionId }) => sessionId ?? []);
  const dropped = new Set(classes);
  const staying = new Map(
    facts.batches
      .filter((one) => one.places.some(({ id }) => !leaving.has(id)) || one.classes.some((id) => !dropped.has(id)))
      .map((one) => [one.id, one.code]),
  );
  for (const one of untouched) {
    const note = noteOf(one, { relied: new Set(relied.map(({ id }) => id)), reliedClasses, staying });
    if (note) kept.set(one.number, note);
  }
  const madeBatches = untouched.flatMap(({ batchId, versions }) =>
    batchId && versions.batch && !staying.has(batchId) ? [{ id: batchId, version: versions.batch }] : [],
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

/** Whether somebody sits in it whom this import did not place, or whose row it leaves as it is. */
const reliedOn = ({ places }: OwnBatch, leaving: ReadonlySet<string>, chunk: ReadonlySet<number>): boolean =>
  places.some(({ id, number }) => !leaving.has(id) && (number === null || chunk.has(number)));

/** What stays of a row that nobody touched. */
function noteOf(
  { batchId, sessionId, isOver }: CalendarMade,
  batches: {
    relied: ReadonlySet<string>;
    reliedClasses: ReadonlyMap<string, string>;
    staying: ReadonlyMap<string, string>;
  },
): string | null {
  const rest = "what else the row made was taken back";
  const own = batchId ? batches.staying.get(batchId) : undefined;
  const taken = sessionId ? batches.reliedClasses.get(sessionId) : undefined;
  if (taken || (own && batchId && batches.relied.has(batchId)))
    return `Students were given places in ${taken ?? own} since: ${own ? "the {batch} and its classes stay" : "the class stays"}; ${rest}`;
  if (own) return `${own} has other classes or students: the {batch} stays; ${rest}`;
  return isOver ? `The class was held and stays on record; ${rest}` : null;
}

function touchedParts(then: Versions, now: Versions | undefined): string[] {
  const seats = Object.entries(then.places).some(([id, version]) => now?.places[id] !== version);
  return [
    ...(then.batch === (now?.batch ?? null) ? [] : ["its {batch}"]),
    ...(then.session === (now?.session ?? null) ? [] : ["its class"]),
    ...(seats ? ["its places"] : []),
  ];
}
