import { whenText } from "#kernel/time";

import type { FactsOf, PlannedRow, Run } from "../kind";
import { added, problem } from "../students/planned-row";
import { mayDoubleBook, overlap, thenText } from "../timetable";
import type { Problem } from "../tables";
import type { HolidayRow } from "./kind";
import type { BusyThen, ClassOfHoliday, HolidayQueries, SharedStudents } from "./match-holiday";

export type HolidayPlan = PlannedRow & {
  session: ClassOfHoliday | null;
  /** Null = it falls away. */
  to: { startsAt: string; endsAt: string; localDate: string; localTime: string } | null;
};

/** Where each class goes, or that it falls away; what is busy there and does not move itself is a conflict. */
export function planHoliday(rows: readonly HolidayRow[], facts: FactsOf<HolidayQueries>, run: Run): HolidayPlan[] {
  const classes = new Map(facts.classes.map((one) => [one.row, one]));
  const targets = new Map(facts.targets.map((one) => [one.row, new Date(one.startsAt)]));
  // A class of this plan gives its own place up.
  const moving = new Set(facts.classes.map(({ id }) => id));
  const busy = facts.busy.filter(({ id }) => !moving.has(id));
  const taught: Taught[] = [
    ...busy.map(({ batchId, code, startsAt, endsAt }) => ({
      batchId,
      code,
      startsAt,
      endsAt,
      was: { startsAt, endsAt },
    })),
    ...facts.classes.flatMap((one) => {
      const target = targets.get(one.row);
      return target ? [{ batchId: one.batchId, code: one.code, ...hoursAt(target, one), was: one }] : [];
    }),
  ];
  return rows.map((row) =>
    planOne(row, {
      session: classes.get(row.number),
      target: targets.get(row.number),
      busy: busy.filter(({ overlapOk }) => !overlapOk),
      booked: (session, to) => doubleBooked(session, to, { taught, shared: facts.shared }),
      run,
    }),
  );
}

/** A class as it will be, and as it is. */
type Taught = Hours & { batchId: string; code: string; was: Hours };
type Hours = { startsAt: string; endsAt: string };
type Given = {
  session: ClassOfHoliday | undefined;
  target: Date | undefined;
  busy: readonly BusyThen[];
  booked: (session: ClassOfHoliday, to: Hours) => { students: number; other: Taught } | null;
  run: Run;
};

const hoursAt = (target: Date, { startsAt, endsAt }: Hours): Hours => ({
  startsAt: target.toISOString(),
  endsAt: new Date(target.getTime() + Date.parse(endsAt) - Date.parse(startsAt)).toISOString(),
});

/** The first class that students of `session` would have at the same time, and had not at the same time before. */
function doubleBooked(
  session: ClassOfHoliday,
  to: Hours,
  { taught, shared }: { taught: readonly Taught[]; shared: readonly SharedStudents[] },
): { students: number; other: Taught } | null {
  const found = shared.flatMap(({ batchId, otherId, students }) =>
    batchId !== session.batchId
      ? []
      : taught
          .filter((one) => one.batchId === otherId && overlap(one, to) && !overlap(one.was, session))
          .map((other) => ({ students, other })),
  );
  return found.toSorted((a, b) => Date.parse(a.other.startsAt) - Date.parse(b.other.startsAt))[0] ?? null;
}

function planOne(row: HolidayRow, { session, target, busy, booked, run }: Given): HolidayPlan {
  if (row.problems.length > 0) return none(row, "error", row.problems);
  const twice = run.twice.get(row.number);
  if (twice) return none(row, "conflict", [twice]);
  const number = String(row.classNumber ?? "");
  if (!session)
    return none(row, "error", [
      problem("Class number", number, "A class of this {batch}", "Correct the {batch} or the number"),
    ]);
  const stands = whenText(new Date(session.startsAt), run.zone);
  const isDone = row.to
    ? session.state === "scheduled" && session.localDate === row.to.day && session.localTime === row.to.time
    : session.state === "cancelled";
  if (isDone) return { ...none(row, "skip", []), outcome: "unchanged", basis: "unchanged" };
  if (session.state !== "scheduled" || new Date(session.startsAt) <= run.now)
    return none(row, "conflict", [
      problem("Class number", number, "A class that is still to come", "Leave this row out"),
    ]);
  if (session.localDate !== row.day || session.localTime !== row.time)
    return none(row, "conflict", [
      problem("Day", row.day ?? "", `This class stands on ${stands} now`, "Plan the holiday anew"),
    ]);
  const told = session.students === 1 ? "1 student is" : `${session.students} students are`;
  if (!row.to || !target)
    return write(row, session, null, [{ what: "Class", from: stands, to: `left out; ${told} told` }]);
  const hours = hoursAt(target, session);
  const endsAt = new Date(hours.endsAt);
  const clash = busy.find((one) => clashes(one, session, target, endsAt));
  if (clash)
    return none(row, "conflict", [
      problem(
        "To day",
        row.to.day,
        `The ${clash.trainerId === session.trainerId ? "trainer" : "host account"} has ${clash.code} then, ${whenText(new Date(clash.startsAt), run.zone)}`,
        "Write another day or time",
      ),
    ]);
  const both = booked(session, hours);
  const who =
    both &&
    `${both.students === 1 ? "1 student has" : `${both.students} students have`} ${thenText(both.other, run.zone)}`;
  if (who && !mayDoubleBook(run.reading.options))
    return none(row, "conflict", [
      problem(
        "To day",
        row.to.day,
        who,
        "Write another day or time, or choose \u201cMove them all the same\u201d under how the columns are read",
      ),
    ]);
  const to = { ...hours, localDate: row.to.day, localTime: row.to.time };
  return write(row, session, to, [
    { what: "Class", from: stands, to: `${whenText(target, run.zone)}; ${told} told` },
    ...(who ? [added("Double booked", who)] : []),
  ]);
}

/** The database keeps ten minutes free behind a meeting of an account, and none behind a trainer. */
function clashes(one: BusyThen, session: ClassOfHoliday, startsAt: Date, endsAt: Date): boolean {
  const overlaps = (after: number) =>
    new Date(one.startsAt).getTime() < endsAt.getTime() + after &&
    startsAt.getTime() < new Date(one.endsAt).getTime() + after;
  if (session.trainerId !== null && one.trainerId === session.trainerId && overlaps(0)) return true;
  return (
    session.hostAccountId !== null &&
    one.hostAccountId === session.hostAccountId &&
    one.hostLane === session.hostLane &&
    overlaps(600_000)
  );
}

const none = (row: HolidayRow, outcome: "skip" | "error" | "conflict", problems: Problem[]): HolidayPlan => ({
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
  session: null,
  to: null,
});
const write = (
  row: HolidayRow,
  session: ClassOfHoliday,
  to: HolidayPlan["to"],
  changes: HolidayPlan["changes"],
): HolidayPlan => ({
  ...none(row, "skip", []),
  outcome: "update",
  changes,
  session,
  to,
  basis: JSON.stringify([session.id, session.version, to]),
});
