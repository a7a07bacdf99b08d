import { whenText } from "#kernel/time";

import type { FactsOf, PlannedRow, Run } from "../kind";
import type { World } from "../students/known-world";
import type { KnownBatch, KnownEnrollment, KnownStudent } from "../students/match-students";
import type { Timetable } from "../timetable";
import { added, problem } from "../students/planned-row";
import type { Change, Problem } from "../tables";
import type { BatchOfCalendar, Busy, CalendarQueries, Host, KnownSession } from "./match-calendar";
import type { CalendarRow, Meeting } from "./read-calendar-row";

export type NewBatch = {
  code: string;
  name: string;
  courseId: string;
  capacity: number;
  trainerId: string | null;
  hostAccountId: string | null;
  startsOn: string;
  isRunning: boolean;
};
export type NewSession = {
  number: number;
  title: string;
  startsAt: string;
  endsAt: string;
  localDate: string;
  localTime: string;
  trainerId: string | null;
  hostAccountId: string | null;
  hostLane: number;
  isOver: boolean;
  meeting: Meeting | null;
};
export type CalendarPlan = PlannedRow & {
  batchCode: string;
  newBatch: NewBatch | null;
  newSession: NewSession | null;
  /** A class that is there and gets another title. */
  retitled: (KnownSession & { newTitle: string }) | null;
  places: { student: KnownStudent; enrollment: KnownEnrollment }[];
  /** Whether the batch has started: who sits in it is active. */
  isRunning: boolean;
};
export type Facts = FactsOf<CalendarQueries>;
export type No = { problem: Problem; outcome: "error" | "conflict" };
export const isNo = (one: object): one is No => "problem" in one;
export const error = (column: string, value: string, rule: string, fix: string): No => ({
  problem: problem(column, value, rule, fix),
  outcome: "error",
});
export const conflict = (column: string, value: string, rule: string, fix: string): No => ({
  ...error(column, value, rule, fix),
  outcome: "conflict",
});

/** A batch as rows of one chunk see it: what is there, and what rows before made of it. */
export type Cohort = {
  seats: KnownBatch;
  facts: BatchOfCalendar | null;
  made: NewBatch | null;
  numbers: Set<number>;
  sessions: KnownSession[];
};
export type Table = {
  facts: Facts;
  run: Run;
  world: World;
  cohorts: Map<string, Cohort>;
  busy: Busy[];
  times: Map<number, { startsAt: Date; endsAt: Date }>;
  /** Of the batches in Hub, and of the classes that rows of this chunk make. */
  timetable: Timetable;
};
export type Places = { given: CalendarPlan["places"]; doubleBooked: string[] };

/** Undefined where the row says nothing, so that the batch decides. */
export type People = { trainerId: string | null | undefined; host: Host | null | undefined };

export type Session = Pick<CalendarPlan, "newSession" | "retitled">;

export function planned(
  row: CalendarRow,
  means: Session & { cohort: Cohort; newBatch: NewBatch | null; places: Places; table: Table },
): CalendarPlan {
  const { cohort, newBatch, newSession, retitled, table } = means;
  const { given: places, doubleBooked } = means.places;
  const changes: Change[] = [
    ...(newBatch
      ? [added("{Batch}", `${newBatch.code}, ${newBatch.capacity} seats${newBatch.isRunning ? ", running" : ""}`)]
      : []),
    ...(newSession
      ? [added(newSession.isOver ? "Held class" : "Class", whenText(new Date(newSession.startsAt), table.run.zone))]
      : []),
    ...(newSession?.meeting ? [added("Meeting", "sealed")] : []),
    ...(retitled ? [{ what: "Title", from: retitled.title, to: retitled.newTitle }] : []),
    ...(places.length > 0 ? [added("Places", String(places.length))] : []),
  ];
  const outcome = newBatch || newSession ? "create" : changes.length > 0 ? "update" : "unchanged";
  return {
    ...none(row, "skip", []),
    outcome,
    // Not of the basis: applying goes in smaller chunks, in which the class that clashes may not be.
    changes: [...changes, ...doubleBooked.map((text) => added("Double booked", text))],
    newBatch,
    newSession,
    retitled,
    places,
    isRunning: cohort.seats.state === "active",
    basis: JSON.stringify([
      outcome,
      changes,
      newBatch,
      newSession && [
        newSession.startsAt,
        newSession.endsAt,
        newSession.trainerId,
        newSession.hostAccountId,
        newSession.title,
      ],
      retitled && [retitled.id, retitled.version],
      places.map(({ enrollment }) => enrollment.id),
    ]),
  };
}

export const none = (row: CalendarRow, outcome: "skip" | "error" | "conflict", problems: Problem[]): CalendarPlan => ({
  number: row.number,
  cells: row.cells,
  label: row.label,
  outcome,
  changes: [],
  problems,
  basis: outcome,
  seatBatchId: null,
  bringsCode: null,
  takesCode: false,
  batchCode: row.batch ?? "",
  newBatch: null,
  newSession: null,
  retitled: null,
  places: [],
  isRunning: false,
});
