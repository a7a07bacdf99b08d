import { addDays } from "#kernel/time";
import { formatPaisa } from "#kernel/money";

import type { Run } from "../kind";
import { bareHeader } from "../read/columns";
import type { Change, Problem } from "../tables";
import { mayDoubleBook, placeAllTheSame, thenText, Timetable } from "../timetable";
import type { ClassToCome } from "../timetable";
import { batchOf, find, missingSeat, seatProblem, sitsIn, takeSeat, World } from "./known-world";
import type { StudentFacts } from "./known-world";
import type { KnownBatch, KnownEnrollment, KnownPlan, KnownStudent } from "./match-students";
import { added, problem, settled, withBasis } from "./planned-row";
import type { StudentRow } from "./read-student-row";
import { stateText } from "./state-text";
import type { NewPlan, StudentPlan } from "./student-plan";
import { targetOf } from "./target-state";

/** What each row of a chunk means in the school as it is: pure, so that applying can compute it again and compare. */
export function planStudents(
  rows: readonly StudentRow[],
  facts: StudentFacts & { classes: ClassToCome[] },
  run: Run,
): StudentPlan[] {
  const school = { world: new World(facts), timetable: new Timetable(facts.classes), run };
  return rows.map((row) => planRow(row, school));
}

type School = { world: World; timetable: Timetable; run: Run };

function planRow(row: StudentRow, school: School): StudentPlan {
  const { world, run } = school;
  if (row.skip !== null) return settled(row, "skip", []);
  const twice = run.twice.get(row.number);
  if (row.problems.length > 0) return settled(row, "error", row.problems);
  if (twice) return settled(row, "conflict", [twice]);
  const plan = planOf(row, world, run);
  if ("problem" in plan) return settled(row, "error", [plan.problem]);
  const found = find(row, plan.plan, world);
  if ("problem" in found) return settled(row, "conflict", [found.problem]);
  const { student, enrollment } = found;
  if (student) {
    const before = world.seen.get(student.studentId);
    if (before !== undefined)
      return settled(row, "conflict", [
        problem("Student code", student.code, `Row ${before} is the same student`, "Leave one of the two rows"),
      ]);
    world.seen.set(student.studentId, row.number);
  }
  return enrollment && student
    ? updateOf(row, { student, enrollment }, school)
    : newPlanOf(row, student, plan.plan, school);
}

/** The class that a student of Hub already has while the batch of the row has one; who is new has none. */
const clashOf = (student: KnownStudent | null, batch: KnownBatch | null, { world, timetable }: School) =>
  student && batch ? timetable.clash(sitsIn(student.studentId, world), batch.id) : null;
/** The same as what is wrong with the row, unless that was accepted for the whole file. */
const clashProblem = (clash: ClassToCome | null, batch: KnownBatch, { run }: School): Problem | null =>
  clash && !mayDoubleBook(run.reading.options)
    ? problem("{Batch} code", batch.code, `Has ${thenText(clash, run.zone)}`, placeAllTheSame)
    : null;
const bookedTwice = (clash: ClassToCome | null, { run }: School): Change[] =>
  clash ? [added("Double booked", thenText(clash, run.zone))] : [];

/** The plan a row is about: its cell, by code or name, else the one chosen for the whole file. */
function planOf(row: StudentRow, world: World, run: Run): { plan: KnownPlan | null } | { problem: Problem } {
  const wanted = row.plan === undefined ? undefined : bareHeader(row.plan);
  const chosen = run.reading.options["planId"];
  const plan = wanted
    ? world.plans.find((one) => bareHeader(one.code) === wanted || bareHeader(one.name) === wanted)
    : world.plans.find((one) => one.id === chosen);
  if (plan || !wanted) return { plan: plan ?? null };
  const known = world.plans.slice(0, 6).map((one) => one.code);
  return {
    problem: problem(
      "Plan",
      row.plan ?? "",
      "A plan of the catalog",
      `Write one of ${known.join(", ")}, or add the plan first`,
    ),
  };
}

function newPlanOf(row: StudentRow, student: KnownStudent | null, plan: KnownPlan | null, school: School): StudentPlan {
  const { world, run } = school;
  const problems: Problem[] = [];
  if (!plan)
    problems.push(
      problem("Plan", "", "Every new student has a plan", "Fill the plan in, or choose one for the whole file"),
    );
  if (!student && !row.fullName) problems.push(problem("Name", "", "Every new student has a name", "Fill the name in"));
  if (!student && !row.email)
    problems.push(
      problem("E-mail", "", "Every new student has an e-mail address to sign in with", "Fill the address in"),
    );
  const named = plan ? batchOf(row, plan.courseIds, world) : { batch: null };
  if ("problem" in named) problems.push(named.problem);
  if (!plan || problems.length > 0 || "problem" in named) return settled(row, "error", problems);

  const person = !student && row.email ? world.people.get(row.email) : undefined;
  if (person?.isDisabled)
    return settled(row, "conflict", [
      problem("E-mail", row.email ?? "", "This person's login is disabled", "Ask leadership, or write another address"),
    ]);
  const days = daysOf(row, plan, run);
  if ("problem" in days) return settled(row, "error", [days.problem]);
  const isOver = days.validUntilOn !== null && days.validUntilOn < run.today;
  if (row.state === "expired" && !isOver)
    return settled(row, "error", [
      problem(
        "Valid until",
        days.validUntilOn ?? "",
        "An ended plan's last day is past",
        "Write the last day, or another state",
      ),
    ]);
  const target = targetOf(row, { batch: named.batch, isOver });
  const pausedUntilOn = target.state === "PAUSED" ? (row.pausedUntilOn ?? null) : null;
  if (target.state === "PAUSED" && (pausedUntilOn === null || pausedUntilOn < run.today))
    return settled(row, "error", [
      problem(
        "Paused until",
        row.pausedUntilOn ?? "",
        "The pause's last day, today or later",
        "Write the day, or another state",
      ),
    ]);
  const seat = target.seated ? named.batch : null;
  const attends = target.state !== "COMPLETED";
  const clash = attends ? clashOf(student, seat, school) : null;
  const hindered = seat && attends ? (seatProblem(seat, world) ?? clashProblem(clash, seat, school)) : null;
  if (hindered) return settled(row, "conflict", [hindered]);
  if (seat) takeSeat(seat, world);

  const agreedPaisa = row.pricePaisa ?? Number(plan.pricePaisa);
  const paid = row.paid ?? (run.reading.options["settled"] === "no" ? 0 : "all");
  const waivedPaisa = paid === "all" ? agreedPaisa : Math.min(paid, agreedPaisa);
  const newPlan: NewPlan = {
    plan,
    externalId: row.externalId ?? null,
    agreedPaisa,
    waivedPaisa,
    ...days,
    moves: target.moves,
    pausedUntilOn,
    note: row.notes ?? null,
  };
  const money = (paisa: number) => formatPaisa(paisa, plan.currency, "en-IN");
  const changes: Change[] = [
    ...(student ? [] : [added("Student", row.code ?? "next code")]),
    ...(student?.isDisabled ? [{ what: "Access", from: "Closed", to: "Open" }] : []),
    ...(student ? nameAndPhone(row, student) : []),
    added("Plan", `${plan.name}, ${days.validUntilOn ? `until ${days.validUntilOn}` : "no end"}`),
    added("State", stateText(target.state) + (pausedUntilOn ? ` until ${pausedUntilOn}` : "")),
    ...(seat ? [added("{Batch}", seat.code), ...bookedTwice(clash, school)] : []),
    added("Due", agreedPaisa === waivedPaisa ? "Nothing" : money(agreedPaisa - waivedPaisa)),
  ];
  return withBasis(row, student ? "update" : "create", changes, {
    student,
    userId: person?.userId ?? null,
    newPlan,
    seat,
    reopens: student?.isDisabled ?? false,
    ...(student ? profileOf(row, student) : {}),
    takesCode: !student && row.code === undefined,
  });
}

function daysOf(
  row: StudentRow,
  plan: KnownPlan,
  run: Run,
): { validFromOn: string; validUntilOn: string | null } | { problem: Problem } {
  const validFromOn =
    row.validFromOn ?? (row.validUntilOn && row.validUntilOn < run.today ? row.validUntilOn : run.today);
  const planned = plan.validityDays === null ? null : addDays(validFromOn, plan.validityDays - 1);
  const validUntilOn = row.validUntilOn === undefined ? planned : row.validUntilOn;
  return validUntilOn !== null && validUntilOn < validFromOn
    ? {
        problem: problem(
          "Valid until",
          validUntilOn,
          `On or after the first day, ${validFromOn}`,
          "Correct one of the two days",
        ),
      }
    : { validFromOn, validUntilOn };
}

/** Somebody who is here already, on this plan: names, numbers, last day and a seat that is missing. Where they stand is Hub's to say. */
function updateOf(
  row: StudentRow,
  known: { student: KnownStudent; enrollment: KnownEnrollment },
  school: School,
): StudentPlan {
  const { world } = school;
  const { student, enrollment } = known;
  const plan = world.plans.find((one) => one.id === enrollment.planId);
  const named = batchOf(row, plan?.courseIds ?? [], world);
  if ("problem" in named) return settled(row, "error", [named.problem]);
  const changes = nameAndPhone(row, student);
  const validUntilOn = row.validUntilOn;
  const moves = validUntilOn !== undefined && validUntilOn !== enrollment.validUntilOn;
  if (moves && validUntilOn !== null && validUntilOn < enrollment.validFromOn)
    return settled(row, "error", [
      problem("Valid until", validUntilOn, `On or after the first day, ${enrollment.validFromOn}`, "Correct the day"),
    ]);
  if (moves && enrollment.state === "EXPIRED")
    return settled(row, "conflict", [
      problem("Valid until", validUntilOn ?? "", "This plan has ended", "Extend it on the student's page"),
    ]);
  if (moves)
    changes.push({ what: "Valid until", from: enrollment.validUntilOn ?? "No end", to: validUntilOn ?? "No end" });
  const clash = clashOf(student, named.batch, school);
  const seat = missingSeat(named.batch, enrollment, world, () => clashProblem(clash, named.batch!, school));
  if (seat && "problem" in seat) return settled(row, "conflict", [seat.problem]);
  if (seat) changes.push(added("{Batch}", seat.batch.code), ...bookedTwice(clash, school));
  const isSame = changes.length === 0;
  return withBasis(row, isSame ? "unchanged" : "update", changes, {
    student,
    enrollment,
    ...profileOf(row, student),
    validity: moves ? { validUntilOn } : null,
    seat: seat?.batch ?? null,
  });
}

function nameAndPhone(row: StudentRow, student: KnownStudent): Change[] {
  const changes: Change[] = [];
  if (row.fullName && row.fullName !== student.fullName)
    changes.push({ what: "Name", from: student.fullName, to: row.fullName });
  if (row.phone !== undefined && row.phone !== student.phone)
    changes.push({ what: "Phone", from: student.phone, to: row.phone });
  return changes;
}
const profileOf = (row: StudentRow, student: KnownStudent) => ({
  profile: row.fullName && row.fullName !== student.fullName ? { fullName: row.fullName } : null,
  contact: row.phone !== undefined && row.phone !== student.phone ? { phone: row.phone } : null,
});
