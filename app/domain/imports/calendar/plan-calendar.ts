import { whenText } from "#kernel/time";

import type { FactsOf, PlannedRow, Run } from "../kind";
import { bareHeader } from "../read/columns";
import { missingSeat, World } from "../students/known-world";
import type { KnownBatch, KnownEnrollment, KnownStudent } from "../students/match-students";
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
type Facts = FactsOf<CalendarQueries>;
type No = { problem: Problem; outcome: "error" | "conflict" };
const isNo = (one: object): one is No => "problem" in one;
const error = (column: string, value: string, rule: string, fix: string): No => ({
  problem: problem(column, value, rule, fix),
  outcome: "error",
});
const conflict = (column: string, value: string, rule: string, fix: string): No => ({
  ...error(column, value, rule, fix),
  outcome: "conflict",
});

/** A batch as rows of one chunk see it: what is there, and what rows before made of it. */
type Cohort = {
  seats: KnownBatch;
  facts: BatchOfCalendar | null;
  made: NewBatch | null;
  numbers: Set<number>;
  sessions: KnownSession[];
};
type Table = {
  facts: Facts;
  run: Run;
  world: World;
  cohorts: Map<string, Cohort>;
  busy: Busy[];
  times: Map<number, { startsAt: Date; endsAt: Date }>;
};

/** What each class of a calendar means: its batch where there is none yet, the class itself, and places for its students. */
export function planCalendar(rows: readonly CalendarRow[], facts: Facts, run: Run): CalendarPlan[] {
  const world = new World(facts);
  const table: Table = {
    facts,
    run,
    world,
    cohorts: new Map(facts.cohorts.map((one) => [one.code, cohortOf(one, facts, world)])),
    busy: [...facts.busy],
    times: new Map(
      facts.times.map((one) => [one.number, { startsAt: new Date(one.startsAt), endsAt: new Date(one.endsAt) }]),
    ),
  };
  return rows.map((row) => planClass(row, table));
}

function cohortOf(one: BatchOfCalendar, facts: Facts, world: World): Cohort {
  const sessions = facts.sessions.filter((session) => session.batchCode === one.code);
  return {
    seats: world.batches.get(one.code)!,
    facts: one,
    made: null,
    numbers: new Set(sessions.map(({ number }) => number)),
    sessions,
  };
}

function planClass(row: CalendarRow, table: Table): CalendarPlan {
  if (row.skip !== null) return none(row, "skip", [problem("", "", row.skip, "Nothing to do")]);
  if (row.problems.length > 0) return none(row, "error", row.problems);
  const twice = table.run.twice.get(row.number);
  if (twice) return none(row, "conflict", [twice]);
  const people = peopleOf(row, table);
  if (isNo(people)) return none(row, people.outcome, [people.problem]);
  const time = table.times.get(row.number)!;
  const known = table.cohorts.get(row.batch ?? "");
  const cohort = known ?? newCohort(row, people, time, table);
  if (isNo(cohort)) return none(row, cohort.outcome, [cohort.problem]);
  const wrong = known && differsFrom(row, known, table);
  if (wrong) return none(row, wrong.outcome, [wrong.problem]);
  const session = sessionOf(row, cohort, people, time, table);
  if (isNo(session)) return none(row, session.outcome, [session.problem]);
  const places = placesOf(row, cohort, table);
  if (isNo(places)) return none(row, places.outcome, [places.problem]);
  if (!known) table.cohorts.set(row.batch ?? "", cohort);
  return planned(row, { cohort, newBatch: known ? null : cohort.made, ...session, places, table });
}

type People = { trainerId: string | null | undefined; host: Host | null | undefined };

function peopleOf(row: CalendarRow, { facts }: Table): People | No {
  const name = bareHeader(row.trainer ?? "");
  const trainers = facts.staff.filter(
    (one) => bareHeader(one.name) === name || one.emails.includes((row.trainer ?? "").toLowerCase()),
  );
  if (row.trainer && trainers.length !== 1)
    return error(
      "Trainer",
      row.trainer,
      trainers.length === 0 ? "A member of staff" : "One member of staff, not several",
      "Write their e-mail address",
    );
  const host = facts.hosts.find((one) => bareHeader(one.name) === bareHeader(row.host ?? ""));
  if (row.host && !host)
    return error(
      "Host account",
      row.host,
      "A host account of the school",
      `Write one of ${
        facts.hosts
          .slice(0, 5)
          .map((one) => one.name)
          .join(", ") || "those that are set up first"
      }`,
    );
  return { trainerId: row.trainer ? trainers[0]!.id : undefined, host: row.host ? host : undefined };
}

function newCohort(row: CalendarRow, people: People, time: { endsAt: Date }, table: Table): Cohort | No {
  const course = courseOf(row, table);
  if (!course) {
    const codes = table.facts.courses.slice(0, 5).map((one) => one.code);
    return error(
      "Course",
      row.course ?? "",
      "A course of the catalog, for a new batch",
      `Write one of ${codes.join(", ")}`,
    );
  }
  const code = row.batch!;
  const made: NewBatch = {
    code,
    name: code,
    courseId: course.id,
    capacity: row.capacity ?? 50,
    trainerId: people.trainerId ?? null,
    hostAccountId: people.host?.id ?? null,
    startsOn: row.day!,
    isRunning: time.endsAt <= table.run.now,
  };
  const seats: KnownBatch = {
    id: `new ${code}`,
    code,
    courseId: course.id,
    state: made.isRunning ? "active" : "forming",
    capacity: made.capacity,
    taken: 0,
    claimed: 0,
  };
  return { seats, facts: null, made, numbers: new Set(), sessions: [] };
}

const courseOf = (row: CalendarRow, { facts }: Table) => {
  const wanted = bareHeader(row.course ?? "");
  return facts.courses.find((one) => bareHeader(one.code) === wanted || bareHeader(one.name) === wanted);
};

/** A batch that is there is not changed by a calendar; what contradicts it is told. */
function differsFrom(row: CalendarRow, { seats }: Cohort, table: Table): No | null {
  if (seats.state === "completed" || seats.state === "cancelled")
    return conflict(
      "Batch code",
      seats.code,
      "A batch that goes on",
      "This one is completed or cancelled: correct the code",
    );
  if (row.course && courseOf(row, table)?.id !== seats.courseId)
    return conflict("Course", row.course, `${seats.code} teaches another course`, "Correct the course or the batch");
  return null;
}

type Session = Pick<CalendarPlan, "newSession" | "retitled">;

function sessionOf(
  row: CalendarRow,
  cohort: Cohort,
  people: People,
  time: { startsAt: Date; endsAt: Date },
  table: Table,
): Session | No {
  const { startsAt } = time;
  const there = cohort.sessions.find((one) =>
    row.classNumber === undefined
      ? new Date(one.startsAt).getTime() === startsAt.getTime()
      : one.number === row.classNumber,
  );
  if (there) return sessionThere(row, there, startsAt, table);
  const moved =
    row.classNumber === undefined && row.title ? cohort.sessions.filter((one) => one.title === row.title) : [];
  if (moved.length === 1)
    return conflict(
      "Day",
      row.day!,
      `This class stands on ${whenText(new Date(moved[0]!.startsAt), table.run.zone)} in Hub`,
      "Move it on its own page, where its students are told",
    );
  return newSessionOf(row, cohort, people, time, table);
}

function sessionThere(row: CalendarRow, there: KnownSession, startsAt: Date, table: Table): Session | No {
  if (new Date(there.startsAt).getTime() !== startsAt.getTime())
    return conflict(
      "Day",
      row.day!,
      `Class ${there.number} stands on ${whenText(new Date(there.startsAt), table.run.zone)} in Hub`,
      "Move it on its own page, where its students are told",
    );
  const retitles =
    row.title !== undefined && row.title !== there.title && there.state === "scheduled" && startsAt > table.run.now;
  return { newSession: null, retitled: retitles ? { ...there, newTitle: row.title! } : null };
}

function newSessionOf(
  row: CalendarRow,
  cohort: Cohort,
  people: People,
  time: { startsAt: Date; endsAt: Date },
  table: Table,
): Session | No {
  const { startsAt, endsAt } = time;
  const number = row.classNumber ?? Math.max(0, ...cohort.numbers) + 1;
  const isOver = endsAt <= table.run.now;
  const trainerId =
    people.trainerId === undefined ? (cohort.facts?.trainerId ?? cohort.made?.trainerId ?? null) : people.trainerId;
  const hostId =
    people.host === undefined
      ? (cohort.facts?.hostAccountId ?? cohort.made?.hostAccountId ?? null)
      : (people.host?.id ?? null);
  const host = table.facts.hosts.find((one) => one.id === hostId) ?? null;
  const lane = isOver ? 1 : freeLane(host, startsAt, endsAt, table);
  if (!isOver && trainerId) {
    const clash = table.busy.find((one) => one.trainerId === trainerId && overlaps(one, startsAt, endsAt, 0));
    if (clash)
      return conflict(
        "Trainer",
        row.trainer ?? "",
        `They teach ${clash.code} then, ${whenText(new Date(clash.startsAt), table.run.zone)}`,
        "Choose another trainer or time",
      );
  }
  if (lane === null)
    return conflict(
      "Host account",
      host?.name ?? "",
      "It holds no further meeting at that time",
      "Choose another account or time",
    );
  cohort.numbers.add(number);
  const newSession: NewSession = {
    number,
    title: row.title ?? `Class ${number}`,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    localDate: row.day!,
    localTime: row.time!,
    trainerId,
    hostAccountId: host?.id ?? null,
    hostLane: lane,
    isOver,
    meeting: row.meeting,
  };
  cohort.sessions.push({
    id: "",
    batchCode: row.batch!,
    number,
    title: newSession.title,
    state: isOver ? "ended" : "scheduled",
    startsAt: newSession.startsAt,
    version: 1,
  });
  if (!isOver)
    table.busy.push({
      code: row.batch!,
      trainerId,
      hostAccountId: newSession.hostAccountId,
      hostLane: lane,
      startsAt: newSession.startsAt,
      endsAt: newSession.endsAt,
    });
  return { newSession, retitled: null };
}

/** Ten minutes stay free behind a meeting, as the database keeps them. */
const buffer = 10 * 60_000;
const overlaps = (one: Busy, startsAt: Date, endsAt: Date, after: number) =>
  new Date(one.startsAt).getTime() < endsAt.getTime() + after &&
  startsAt.getTime() < new Date(one.endsAt).getTime() + after;

/** Which of the account's simultaneous meetings is free then; 1 where no account is named, null where none is. */
function freeLane(host: Host | null, startsAt: Date, endsAt: Date, { busy }: Table): number | null {
  if (!host) return 1;
  const taken = new Set(
    busy
      .filter((one) => one.hostAccountId === host.id && overlaps(one, startsAt, endsAt, buffer))
      .map((one) => one.hostLane),
  );
  return Array.from({ length: host.simultaneous }, (_, i) => i + 1).find((lane) => !taken.has(lane)) ?? null;
}

function placesOf(row: CalendarRow, cohort: Cohort, { world }: Table): CalendarPlan["places"] | No {
  const places: CalendarPlan["places"] = [];
  const teaches = new Set(
    world.plans.filter((plan) => plan.courseIds.includes(cohort.seats.courseId)).map(({ id }) => id),
  );
  for (const email of row.emails) {
    const student = world.byEmail.get(email);
    if (!student)
      return error("Student e-mails", email, "The address of a student", "Correct it, or import the student first");
    const own = (world.enrollments.get(student.studentId) ?? []).filter((one) => teaches.has(one.planId));
    const enrollment =
      own.find((one) => one.places.some((place) => place.batchId === cohort.seats.id)) ??
      own.find((one) => !["COMPLETED", "EXPIRED", "CANCELLED", "REFUNDED"].includes(one.state));
    if (!enrollment)
      return error(
        "Student e-mails",
        email,
        "A student whose plan has this course",
        "Give them a plan, or remove the address",
      );
    const seat = missingSeat(cohort.seats, enrollment, world);
    if (seat && "problem" in seat)
      return { problem: { ...seat.problem, column: "Student e-mails", value: email }, outcome: "conflict" };
    if (!seat) continue;
    enrollment.places.push({ courseId: cohort.seats.courseId, batchId: cohort.seats.id, code: cohort.seats.code });
    places.push({ student, enrollment });
  }
  return places;
}

function planned(
  row: CalendarRow,
  means: Session & { cohort: Cohort; newBatch: NewBatch | null; places: CalendarPlan["places"]; table: Table },
): CalendarPlan {
  const { cohort, newBatch, newSession, retitled, places, table } = means;
  const changes: Change[] = [
    ...(newBatch
      ? [added("Batch", `${newBatch.code}, ${newBatch.capacity} seats${newBatch.isRunning ? ", running" : ""}`)]
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
    changes,
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

const none = (row: CalendarRow, outcome: "skip" | "error" | "conflict", problems: Problem[]): CalendarPlan => ({
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
