import type { FactsOf } from "../kind";
import type { Problem } from "../tables";
import type { KnownBatch, KnownEnrollment, KnownPlan, KnownStudent, MatchQueries } from "./match-students";
import { problem } from "./planned-row";
import type { StudentRow } from "./read-student-row";

export type StudentFacts = FactsOf<MatchQueries>;
export type Found = { problem: Problem } | { student: KnownStudent | null; enrollment: KnownEnrollment | null };

/** Dry facts by their keys, made once for a chunk. */
export class World {
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
  readonly plans: readonly KnownPlan[];
  constructor(facts: StudentFacts) {
    this.plans = facts.plans;
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

/** Whom a row means, by external id, then code, then e-mail; keys that name different people are a conflict. */
export function find(row: StudentRow, plan: KnownPlan | null, world: World): Found {
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

/** The batches in which a student sits, on whichever plan. */
export const sitsIn = (studentId: string, world: World): string[] =>
  (world.enrollments.get(studentId) ?? []).flatMap(({ places }) => places.map(({ batchId }) => batchId));

/** The batch a row names, or what is wrong with it. */
export function batchOf(
  row: StudentRow,
  planCourses: readonly string[],
  world: World,
): { batch: KnownBatch | null } | { problem: Problem } {
  if (row.batch === undefined) return { batch: null };
  const batch = world.batches.get(row.batch);
  const wrong = (rule: string, fix: string) => ({ problem: problem("{Batch} code", row.batch ?? "", rule, fix) });
  if (!batch) return wrong("{ABatch} that exists", "Make the {batch} first, or correct its code");
  if (!planCourses.includes(batch.courseId))
    return wrong("{ABatch} of a course of the plan", "Choose {aBatch} of this plan's courses, or another plan");
  return { batch };
}

/** Null where the batch still has a seat for this row. */
export function seatProblem(batch: KnownBatch, world: World): Problem | null {
  if (batch.state === "completed" || batch.state === "cancelled")
    return problem(
      "{Batch} code",
      batch.code,
      "{ABatch} that takes students",
      "This one is completed or cancelled: leave it blank, or choose another",
    );
  const taken = batch.taken + batch.claimed + (world.seats.get(batch.id) ?? 0);
  return taken >= batch.capacity
    ? problem(
        "{Batch} code",
        batch.code,
        `All ${batch.capacity} seats are taken`,
        "Raise the {batch}'s capacity, or choose another {batch}",
      )
    : null;
}
export const takeSeat = (batch: KnownBatch, world: World) =>
  void world.seats.set(batch.id, (world.seats.get(batch.id) ?? 0) + 1);

/** The seat a row asks for and its student has not got; null where there is nothing to do. */
export function missingSeat(
  batch: KnownBatch | null,
  enrollment: KnownEnrollment,
  world: World,
  /** What else stands in the way of a seat that is free. */
  hindrance: () => Problem | null = () => null,
): { batch: KnownBatch } | { problem: Problem } | null {
  if (!batch || enrollment.places.some((place) => place.batchId === batch.id)) return null;
  // Over, for the student or the batch: a sheet that was imported says so every time it is imported again.
  if (["COMPLETED", "EXPIRED", "CANCELLED", "REFUNDED"].includes(enrollment.state)) return null;
  const other = enrollment.places.find((place) => place.courseId === batch.courseId);
  if (other)
    return {
      problem: problem(
        "{Batch} code",
        batch.code,
        `This student sits in ${other.code}`,
        `Withdraw them from ${other.code} first, or leave the cell blank`,
      ),
    };
  if (enrollment.state === "PAUSED" || enrollment.state === "SUSPENDED")
    return {
      problem: problem("{Batch} code", batch.code, "This plan is paused or suspended", "Assign them when it goes on"),
    };
  const wrong = seatProblem(batch, world) ?? hindrance();
  if (wrong) return { problem: wrong };
  takeSeat(batch, world);
  return { batch };
}
