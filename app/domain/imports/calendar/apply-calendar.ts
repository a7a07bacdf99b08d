import type { Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { unchangedAll } from "#kernel/write.server";

import { assignedEvents, assignmentWrites } from "../../batches/import-assignments";
import type { ImportedAssignment } from "../../batches/import-assignments";
import { importedBatchWrites } from "../../batches/import-batches";
import { assignedWrites } from "../../enrollments/import-enrollments";
import { enrollments } from "../../enrollments/tables";
import { importedSessionWrites, titleWrites } from "../../sessions/import-sessions";
import { inTurn } from "../../sessions/in-turn";
import { sessions } from "../../sessions/tables";
import type { Applied, ApplyRun, FactsOf } from "../kind";
import type { CalendarQueries } from "./match-calendar";
import type { CalendarPlan } from "./calendar-plan";

/** What a row made, for its undo; the versions are kept beside it. */
export type CalendarMade = {
  batchId: string | null;
  sessionId: string | null;
  /** Held before Hub: it stays on record. */
  isOver: boolean;
  titleBefore: { sessionId: string; title: string } | null;
  places: { assignmentId: string; enrollmentId: string; waited: boolean }[];
};

const waits = (state: string) => state === "PRE_ONBOARDING" || state === "BATCH_PENDING";

/** All writes of a chunk of a calendar: batches, then their classes, then who sits in them. */
export function applyCalendar(rows: readonly CalendarPlan[], facts: FactsOf<CalendarQueries>, run: ApplyRun): Applied {
  const id = () => uuidv7(run.now.getTime());
  const batchIds = new Map(facts.batches.map((one) => [one.code, { id: one.id, courseId: one.courseId }]));
  const zones = new Map(facts.cohorts.map((one) => [one.code, one.zone]));
  const newBatches = rows.flatMap(({ newBatch }) =>
    newBatch ? [{ ...newBatch, id: id(), zone: run.zone, ownerId: run.appliedBy }] : [],
  );
  for (const one of newBatches) batchIds.set(one.code, { id: one.id, courseId: one.courseId });
  const all = rows.map((row) => {
    const batch = batchIds.get(row.batchCode)!;
    const seats = row.places.map(({ student, enrollment }) => ({ assignmentId: id(), student, enrollment, ...batch }));
    return { row, batch, sessionId: row.newSession ? id() : null, seats };
  });
  const seats: ImportedAssignment[] = all.flatMap(({ row, seats: own }) =>
    own.map(({ assignmentId, student, enrollment, courseId, id: batchId }) => ({
      id: assignmentId,
      enrollmentId: enrollment.id,
      studentId: student.studentId,
      courseId,
      batchId,
      moves: row.isRunning ? ["activate" as const] : [],
    })),
  );
  const newSessions = all.flatMap(({ row: { newSession, batchCode }, batch, sessionId }) =>
    newSession && sessionId
      ? [
          {
            ...newSession,
            ...(newSession.meeting ?? noMeeting),
            id: sessionId,
            batchId: batch.id,
            zone: zones.get(batchCode) ?? run.zone,
          },
        ]
      : [],
  );
  const retitled = rows.flatMap((row) => (row.retitled ? [row.retitled] : []));
  return {
    writes: [
      ...turnOf(newSessions),
      ...(retitled.length > 0 ? [unchangedAll(sessions, retitled, "session")] : []),
      ...guards(rows),
      ...importedBatchWrites(newBatches, run.now),
      ...importedSessionWrites(newSessions),
      ...titleWrites(retitled.map((one) => ({ id: one.id, title: one.newTitle }))),
      ...assignmentWrites(seats, run.reason),
      ...placeMoves(rows),
    ],
    made: new Map(
      all.map(({ row, batch, sessionId, seats: own }): [number, CalendarMade] => [
        row.number,
        {
          batchId: row.newBatch ? batch.id : null,
          sessionId,
          isOver: row.newSession?.isOver ?? false,
          titleBefore: row.retitled ? { sessionId: row.retitled.id, title: row.retitled.title } : null,
          places: own.map(({ assignmentId, enrollment }) => ({
            assignmentId,
            enrollmentId: enrollment.id,
            waited: waits(enrollment.state),
          })),
        },
      ]),
    ),
    events: [
      ...newSessions
        .filter((one) => !one.isOver && one.meetingIdSealed)
        .map((one) => ({ name: "session.meeting_changed", payload: { sessionId: one.id } })),
      ...firstOfEach(newSessions).map(({ id: sessionId, batchId }) => ({
        name: "session.scheduled",
        payload: { sessionId, batchId },
      })),
      ...assignedEvents(seats),
    ],
  };
}

/** The first class to come of each batch: who waited for dates hears of them once, so one event speaks for all. */
function firstOfEach<T extends { id: string; batchId: string; startsAt: string; isOver: boolean }>(
  all: readonly T[],
): T[] {
  const first = new Map<string, T>();
  for (const one of all) {
    const known = first.get(one.batchId);
    if (!one.isOver && (!known || Date.parse(one.startsAt) < Date.parse(known.startsAt))) first.set(one.batchId, one);
  }
  return [...first.values()];
}

/** Whose hours the new classes take. */
const turnOf = (all: readonly { batchId: string; trainerId: string | null; hostAccountId: string | null }[]): Query[] =>
  all.length === 0
    ? []
    : [inTurn(...all.flatMap(({ batchId, trainerId, hostAccountId }) => [batchId, trainerId, hostAccountId]))];

const noMeeting = { meetingIdSealed: null, fallbackSealed: null };
const eachOnce = (rows: readonly CalendarPlan[]) => [
  ...new Map(
    rows.flatMap(({ places, isRunning }) =>
      places.map((one) => [one.enrollment.id, { ...one.enrollment, isRunning }] as const),
    ),
  ).values(),
];

function guards(rows: readonly CalendarPlan[]): Query[] {
  const plans = eachOnce(rows);
  return plans.length === 0 ? [] : [unchangedAll(enrollments, plans, "enrollment")];
}

function placeMoves(rows: readonly CalendarPlan[]): Query[] {
  const waiting = eachOnce(rows).filter(({ state }) => waits(state));
  return assignedWrites(
    waiting.map((one) => one.id),
    waiting.filter((one) => one.isRunning).map((one) => one.id),
  );
}
