import type { Run } from "../kind";
import { mayDoubleBook, placeAllTheSame, thenText, Timetable } from "../timetable";
import type { ClassToCome } from "../timetable";
import { find, missingSeat, sitsIn, World } from "../students/known-world";
import type { StudentFacts } from "../students/known-world";
import type { KnownStudent } from "../students/match-students";
import { added, problem, settled, withBasis } from "../students/planned-row";
import type { StudentRow } from "../students/read-student-row";
import type { StudentPlan } from "../students/student-plan";

type PlaceFacts = StudentFacts & { classes: ClassToCome[] };
type Place = { world: World; timetable: Timetable; run: Run };

/** What each row of places means: a seat in the batch it names, on the plan that has the batch's course. */
export function planPlaces(rows: readonly StudentRow[], facts: PlaceFacts, run: Run): StudentPlan[] {
  const place = { world: new World(facts), timetable: new Timetable(facts.classes), run };
  return rows.map((row) => planPlace(row, place));
}

function planPlace(row: StudentRow, place: Place): StudentPlan {
  const { world, run } = place;
  if (row.skip !== null) return settled(row, "skip", []);
  if (row.problems.length > 0) return settled(row, "error", row.problems);
  const twice = run.twice.get(row.number);
  if (twice) return settled(row, "conflict", [twice]);
  const found = find(row, null, world);
  if ("problem" in found) return settled(row, "conflict", [found.problem]);
  const { student } = found;
  if (!student)
    return settled(row, "error", [
      problem("Student code", row.label, "A student of this school", "Correct the key, or import the student first"),
    ]);
  const batch = world.batches.get(row.batch ?? "");
  if (!batch)
    return settled(row, "error", [
      problem("{Batch} code", row.batch ?? "", "{ABatch} that exists", "Make the {batch} first, or correct its code"),
    ]);
  return placeOf(row, student, batch, place);
}

function placeOf(
  row: StudentRow,
  student: KnownStudent,
  batch: NonNullable<ReturnType<World["batches"]["get"]>>,
  { world, timetable, run }: Place,
): StudentPlan {
  const teaches = new Set(world.plans.filter((plan) => plan.courseIds.includes(batch.courseId)).map(({ id }) => id));
  const own = (world.enrollments.get(student.studentId) ?? []).filter((one) => teaches.has(one.planId));
  const sits = own.find((one) => one.places.some((place) => place.batchId === batch.id));
  const enrollment = sits ?? own.find((one) => !["COMPLETED", "EXPIRED", "CANCELLED", "REFUNDED"].includes(one.state));
  if (!enrollment) {
    const rule =
      own.length > 0
        ? "The student's plan for this course is over"
        : "No plan of this student has this {batch}'s course";
    return settled(row, "error", [
      problem("{Batch} code", batch.code, rule, "Choose another {batch}, or give them a plan first"),
    ]);
  }
  const before = world.seen.get(enrollment.id);
  if (before !== undefined)
    return settled(row, "conflict", [
      problem(
        "Student code",
        student.code,
        `Row ${before} gives the same plan a place`,
        "Import the second place with another file",
      ),
    ]);
  world.seen.set(enrollment.id, row.number);
  const clash = timetable.clash(sitsIn(student.studentId, world), batch.id);
  const seat = missingSeat(batch, enrollment, world, () =>
    clash && !mayDoubleBook(run.reading.options)
      ? problem("{Batch} code", batch.code, `Has ${thenText(clash, run.zone)}`, placeAllTheSame)
      : null,
  );
  if (seat && "problem" in seat) return settled(row, "conflict", [seat.problem]);
  if (seat) enrollment.places.push({ courseId: batch.courseId, batchId: batch.id, code: batch.code });
  const changes = seat
    ? [added("{Batch}", seat.batch.code), ...(clash ? [added("Double booked", thenText(clash, run.zone))] : [])]
    : [];
  const label = { ...row, fullName: student.fullName };
  return withBasis(label, seat ? "update" : "unchanged", changes, { student, enrollment, seat: seat?.batch ?? null });
}
