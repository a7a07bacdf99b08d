import type { Run } from "../kind";
import { bareHeader } from "../read/columns";
import { mayDoubleBook, placeAllTheSame, thenText, Timetable } from "../timetable";
import type { ClassToCome } from "../timetable";
import { missingSeat, sitsIn, World } from "../students/known-world";
import type { KnownBatch } from "../students/match-students";
import { problem } from "../students/planned-row";
import { conflict, error, isNo, none, planned } from "./calendar-plan";
import type { CalendarPlan, Cohort, Facts, NewBatch, No, People, Places, Table } from "./calendar-plan";
import type { BatchOfCalendar } from "./match-calendar";
import { enter, sessionOf } from "./plan-class";
import type { CalendarRow } from "./read-calendar-row";

/** What each class of a calendar means: its batch where there is none yet, the class itself, and places for its students. */
export function planCalendar(rows: readonly CalendarRow[], facts: Facts, run: Run): CalendarPlan[] {
  const world = new World(facts);
  const times = new Map(
    facts.times.map((one) => [one.number, { startsAt: new Date(one.startsAt), endsAt: new Date(one.endsAt) }]),
  );
  const table: Table = {
    facts,
    run,
    world,
    cohorts: new Map(facts.cohorts.map((one) => [one.code, cohortOf(one, facts, world)])),
    busy: [...facts.busy],
    times,
    timetable: new Timetable([...facts.classes, ...classesOf(rows, times, world, run)]),
  };
  return rows.map((row) => planClass(row, table));
}

const newBatchId = (code: string) => `new ${code}`;

/** The classes that rows of this chunk bring, whichever of them come before the students. */
const classesOf = (rows: readonly CalendarRow[], times: Table["times"], world: World, run: Run): ClassToCome[] =>
  rows.flatMap((row) => {
    const time = times.get(row.number);
    if (!row.batch || !time || row.skip !== null || row.problems.length > 0 || time.endsAt <= run.now) return [];
    const batchId = world.batches.get(row.batch)?.id ?? newBatchId(row.batch);
    return [{ batchId, code: row.batch, startsAt: time.startsAt.toISOString(), endsAt: time.endsAt.toISOString() }];
  });

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
  if (session.newSession) enter(session.newSession, row, cohort, table);
  return planned(row, { cohort, newBatch: known ? null : cohort.made, ...session, places, table });
}

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
      "A course of the catalog, for a new {batch}",
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
    id: newBatchId(code),
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
      "{Batch} code",
      seats.code,
      "{ABatch} that goes on",
      "This one is completed or cancelled: correct the code",
    );
  if (row.course && courseOf(row, table)?.id !== seats.courseId)
    return conflict("Course", row.course, `${seats.code} teaches another course`, "Correct the course or the {batch}");
  return null;
}

function placesOf(row: CalendarRow, cohort: Cohort, { world, timetable, run }: Table): Places | No {
  const places: Places = { given: [], doubleBooked: [] };
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
    const clash = timetable.clash(sitsIn(student.studentId, world), cohort.seats.id);
    const seat = missingSeat(cohort.seats, enrollment, world, () =>
      clash && !mayDoubleBook(run.reading.options)
        ? problem("Student e-mails", email, `Has ${thenText(clash, run.zone)}`, placeAllTheSame)
        : null,
    );
    if (seat && "problem" in seat)
      return { problem: { ...seat.problem, column: "Student e-mails", value: email }, outcome: "conflict" };
    if (!seat) continue;
    enrollment.places.push({ courseId: cohort.seats.courseId, batchId: cohort.seats.id, code: cohort.seats.code });
    places.given.push({ student, enrollment });
    if (clash) places.doubleBooked.push(`${student.code} has ${thenText(clash, run.zone)}`);
  }
  return places;
}
