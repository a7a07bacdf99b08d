import type { Change, Problem } from "../tables";
import type { StudentRow } from "./read-student-row";
import type { StudentPlan } from "./student-plan";

export const problem = (column: string, value: string, rule: string, fix: string): Problem => ({
  column,
  value,
  rule,
  fix,
});

export const added = (what: string, to: string): Change => ({ what, from: null, to });

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
/** A row that will not be written, and why. */
export const settled = (row: StudentRow, outcome: "skip" | "error" | "conflict", problems: Problem[]): StudentPlan => ({
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
export function withBasis(
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
