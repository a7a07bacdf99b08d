import { addDays } from "#kernel/time";
import { formatPaisa } from "#kernel/money";

import type { FactsOf, Run } from "../kind";
import { bareHeader } from "../read/columns";
import type { Change, Problem } from "../tables";
import type { KnownBatch, KnownEnrollment, KnownPlan, KnownStudent, MatchQueries } from "./match-students";
import type { StudentRow } from "./read-student-row";
import type { NewPlan, StudentPlan } from "./student-plan";
import { targetOf } from "./target-state";
import { stateText } from "./state-text";

export type StudentFacts = FactsOf<MatchQueries>;
type Found = { problem: Problem } | { student: KnownStudent | null; enrollment: KnownEnrollment | null };

/** Dry facts by their keys, made once for a chunk. */
class World {
  readonly forms;
  readonly byCode;
  readonly byEmail;
  readonly byId;
  readonly people;
  readonly enrollments = new Map<string, KnownEnrollment[]>();
  readonly batches;
  /** Seats taken by rows of this chunk. */
  readonly seats = new Map<string, number>();
  /** Students that a row of this chunk is about already, with its number. */
  readonly seen = new Map<string, number>();
  constructor(
    facts: StudentFacts,
    readonly plans: readonly KnownPlan[],
  ) {
    this.forms = new Map(facts.forms.map((one) => [one.externalId, one]));
    this.byCode = new Map(facts.students.map((one) => [one.code, one]));
    this.byEmail = new Map(facts.students.flatMap((one) => (one.emails ?? []).map((email) => [email, one] as const)));
    this.byId = new Map(facts.students.map((one) => [one.studentId, one]));
    this.people = new Map(facts.people.map((one) => [one.email, one]));
    this.batches = new Map(facts.batches.map((one) => [one.code, one]));
    for (const one of facts.enrollments)
      this.enrollments.set(one.studentId, [...(this.enrollments.get(one.studentId) ?? []), one]);
  }
}

/** What each row of a chunk means in the school as it is: pure, so that applying can compute it again and compare. */
export function planStudents(rows: readonly StudentRow[], facts: StudentFacts, run: Run): StudentPlan[] {
  const world = new World(facts, facts.plans);
  return rows.map((row) => planRow(row, world, run));
}

function planRow(row: StudentRow, world: World, run: Run): StudentPlan {
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
    ? updateOf(row, { student, enrollment }, world)
    : newPlanOf(row, student, plan.plan, world, run);
}

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

/** Whom a row means, by external id, then code, then e-mail; keys that name different people are a conflict. */
function find(row: StudentRow, plan: KnownPlan | null, world: World): Found {
  const form = row.externalId === undefined ? undefined : world.forms.get(row.externalId);
  const named = [
    {
      column: "External id",
      value: row.externalId ?? "",
      student: form?.studentId ? world.byId.get(form.studentId) : undefined,
    },
    { column: "Student code", value: row.code ?? "", student: row.code ? world.byCode.get(row.code) : undefined },
    { column: "E-mail", value: row.email ?? "", student: row.email ? world.byEmail.get(row.email) : undefined },
  ].filter((one) => one.student !== undefined);
  const student = named[0]?.student ?? null;
  const other = named.find((one) => one.student !== student);
  if (student && other)
    return {
      problem: problem(
        other.column,
        other.value,
        `Belongs to ${other.student!.code}, while the ${named[0]!.column.toLowerCase()} is ${student.code}'s`,
        "Correct the key that is wrong",
      ),
    };
  if (!student && form)
    return {
      problem: problem(
        "External id",
        row.externalId ?? "",
        "A form that waits for its decision has this external id",
        "Decide that form first",
      ),
    };
  if (student && row.email && !student.emails.includes(row.email))
    return {
      problem: problem(
        "E-mail",
        row.email,
        `${student.code} has another address in Hub`,
        "Change it on the student's page, or leave the cell blank",
      ),
    };
  if (student && row.code && row.code !== student.code)
    return {
      problem: problem(
        "Student code",
        row.code,
        `This student has the code ${student.code} in Hub`,
        "Correct it, or leave the cell blank",
      ),
    };
  if (!student) return { student: null, enrollment: null };
  const all = world.enrollments.get(student.studentId) ?? [];
  const own = all.find((one) => one.id === form?.enrollmentId);
  // A plan that was cancelled since stays cancelled when its old file is imported once more.
  const standing = all.filter((one) => !one.isVoid);
  const enrollment = own ?? (plan ? standing.find((one) => one.planId === plan.id) : standing[0]) ?? null;
  if (!own && enrollment?.externalId && row.externalId)
    return {
      problem: problem(
        "External id",
        row.externalId,
        `${student.code} is on this plan with the external id ${enrollment.externalId}`,
        "Correct the external id",
      ),
    };
  return { student, enrollment };
}

const problem = (column: string, value: string, rule: string, fix: string): Problem => ({ column, value, rule, fix });

/** The batch a row names, or what is wrong with it. */
function batchOf(
  row: StudentRow,
  planCourses: readonly string[],
  world: World,
): { batch: KnownBatch | null } | { problem: Problem } {
  if (row.batch === undefined) return { batch: null };
  const batch = world.batches.get(row.batch);
  const wrong = (rule: string, fix: string) => ({ problem: problem("Batch code", row.batch ?? "", rule, fix) });
  if (!batch) return wrong("A batch that exists", "Make the batch first, or correct its code");
  if (!planCourses.includes(batch.courseId))
    return wrong("A batch of a course of the plan", "Choose a batch of this plan's courses, or another plan");
  return { batch };
}

/** Null where the batch still has a seat for this row. */
function seatProblem(batch: KnownBatch, world: World): Problem | null {
  if (batch.state === "completed" || batch.state === "cancelled")
    return problem(
      "Batch code",
      batch.code,
      "A batch that takes students",
      "This one is completed or cancelled: leave it blank, or choose another",
    );
  const taken = batch.taken + batch.claimed + (world.seats.get(batch.id) ?? 0);
  return taken >= batch.capacity
    ? problem(
        "Batch code",
        batch.code,
        `All ${batch.capacity} seats are taken`,
        "Raise the batch's capacity, or choose another batch",
      )
    : null;
}
const takeSeat = (batch: KnownBatch, world: World) =>
  void world.seats.set(batch.id, (world.seats.get(batch.id) ?? 0) + 1);

function newPlanOf(
  row: StudentRow,
  student: KnownStudent | null,
  plan: KnownPlan | null,
  world: World,
  run: Run,
): StudentPlan {
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
      problem("E-mail", row.email ?? "", "This person's login is disabled", "Enable it on their page first"),
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
  const full = seat && target.state !== "COMPLETED" ? seatProblem(seat, world) : null;
  if (full) return settled(row, "conflict", [full]);
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
    ...(seat ? [added("Batch", seat.code)] : []),
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
  world: World,
): StudentPlan {
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
  const seat = missingSeat(named.batch, enrollment, world);
  if (seat && "problem" in seat) return settled(row, "conflict", [seat.problem]);
  if (seat) changes.push(added("Batch", seat.batch.code));
  const isSame = changes.length === 0;
  return withBasis(row, isSame ? "unchanged" : "update", changes, {
    student,
    enrollment,
    ...profileOf(row, student),
    validity: moves ? { validUntilOn } : null,
    seat: seat?.batch ?? null,
  });
}

/** The seat a row asks for and its student has not got; null where there is nothing to do. */
function missingSeat(
  batch: KnownBatch | null,
  enrollment: KnownEnrollment,
  world: World,
): { batch: KnownBatch } | { problem: Problem } | null {
  if (!batch || enrollment.places.some((place) => place.batchId === batch.id)) return null;
  // Over, for the student or the batch: a sheet that was imported says so every time it is imported again.
  if (["COMPLETED", "EXPIRED", "CANCELLED", "REFUNDED"].includes(enrollment.state)) return null;
  const other = enrollment.places.find((place) => place.courseId === batch.courseId);
  if (other)
    return {
      problem: problem(
        "Batch code",
        batch.code,
        `This student sits in ${other.code}`,
        "Transfer them on their page, or leave the cell blank",
      ),
    };
  if (enrollment.state === "PAUSED" || enrollment.state === "SUSPENDED")
    return {
      problem: problem("Batch code", batch.code, "This plan is paused or suspended", "Assign them when it goes on"),
    };
  const full = seatProblem(batch, world);
  if (full) return { problem: full };
  takeSeat(batch, world);
  return { batch };
}

const added = (what: string, to: string): Change => ({ what, from: null, to });

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

const nothing = {
  student: null,
  userId: null,
  profile: null,
  contact: null,
  reopens: false,
  enrollment: null,
  validity: null,
  newPlan: null,
  seat: null,
  takesCode: false,
};
const personOf = (row: StudentRow) => ({
  fullName: row.fullName ?? "",
  email: row.email ?? "",
  phone: row.phone ?? null,
  code: row.code ?? null,
  bringsCode: row.code ?? null,
});
const settled = (row: StudentRow, outcome: "skip" | "error" | "conflict", problems: Problem[]): StudentPlan => ({
  number: row.number,
  cells: row.cells,
  label: row.label,
  ...personOf(row),
  ...nothing,
  outcome,
  changes: [],
  problems: row.skip === null ? problems : [problem("", "", row.skip, "Nothing to do")],
  basis: outcome,
  seatBatchId: null,
});

/** The basis names every row the outcome relied on, with its version. */
function withBasis(
  row: StudentRow,
  outcome: "create" | "update" | "unchanged",
  changes: Change[],
  means: Partial<StudentPlan>,
): StudentPlan {
  const plan: StudentPlan = {
    ...settled(row, "skip", []),
    problems: [],
    outcome,
    changes,
    ...means,
    label: means.student ? `${row.fullName ?? means.student.fullName}` : row.label,
  };
  const { student, enrollment, seat } = plan;
  plan.seatBatchId = seat?.id ?? null;
  plan.basis = JSON.stringify([
    outcome,
    student && [student.studentId, student.profileVersion, student.contactVersion, student.membershipVersion],
    enrollment && [enrollment.id, enrollment.version],
    seat && [seat.id, seat.state],
    plan.userId,
    changes,
  ]);
  return plan;
}
