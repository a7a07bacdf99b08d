import { uuidv7 } from "#kernel/ids";
import { unchangedAll } from "#kernel/write.server";
import type { Query } from "#kernel/database.server";

import { importedFormWrites } from "../../admissions/import-forms";
import { assignedEvents, assignmentWrites } from "../../batches/import-assignments";
import type { ImportedAssignment } from "../../batches/import-assignments";
import { assignedWrites, importedEnrollmentWrites, validityWrites } from "../../enrollments/import-enrollments";
import { enrollments } from "../../enrollments/tables";
import { importedStudentWrites, studentAccessWrites, studentUpdateWrites } from "../../identity/import-students";
import { memberships, studentContacts, studentProfiles } from "../../identity/tables";
import { waiverWrites } from "../../payments/import-waivers";
import type { Applied, ApplyRun } from "../kind";
import type { StudentPlan } from "./student-plan";

/** What a row made, or what stood before it: the undo's facts. The versions are kept beside it. */
export type StudentMade = {
  /** Whose row it is, and the parts that are new with it. */
  studentId: string;
  isNewStudent: boolean;
  enrollmentId: string | null;
  formId: string | null;
  waiverId: string | null;
  assignmentId: string | null;
  /** The plan the seat belongs to where it was there before. */
  seatOf: { enrollmentId: string; waited: boolean } | null;
  before: {
    fullName?: string;
    phone?: string | null;
    validity?: { enrollmentId: string; validUntilOn: string | null };
    closed?: boolean;
  };
};

/** All writes of a chunk of legacy students, set-wise, in the order their keys ask for. */
export function applyStudents(rows: readonly StudentPlan[], run: ApplyRun): Applied {
  const id = () => uuidv7(run.now.getTime());
  const all = rows.map((row) => {
    const enrollmentId = row.newPlan ? id() : null;
    const isNewStudent = row.student === null;
    const ids = {
      studentId: row.student?.studentId ?? id(),
      userId: row.student?.userId ?? row.userId ?? id(),
      enrollmentId,
      formId: row.newPlan ? id() : null,
      waiverId: row.newPlan && row.newPlan.waivedPaisa > 0 ? id() : null,
      assignmentId: row.seat ? id() : null,
    };
    return {
      row,
      isNewStudent,
      ...ids,
      code: row.code ?? (row.takesCode ? `${run.prefix}-${run.codes.get(row.number)}` : ""),
    };
  });
  const born = all.flatMap((one) =>
    one.row.newPlan && one.enrollmentId && one.formId
      ? [{ ...one, newPlan: one.row.newPlan, enrollmentId: one.enrollmentId, formId: one.formId }]
      : [],
  );
  const people = all.filter(({ isNewStudent }) => isNewStudent);
  const known = all.filter(({ isNewStudent }) => !isNewStudent);
  const seats = all.flatMap((one) => assignmentOf(one));
  const reopened = known.filter(({ row }) => row.reopens);

  const writes: Query[] = [
    ...guards(known.map(({ row }) => row)),
    ...importedFormWrites(
      born.map(({ row, formId, newPlan }) => ({
        id: formId,
        externalId: newPlan.externalId,
        fullName: row.fullName || (row.student?.fullName ?? ""),
        email: row.email || (row.student?.emails[0] ?? ""),
        phone: row.phone,
        planId: newPlan.plan.id,
        agreedPaisa: newPlan.agreedPaisa,
        currency: newPlan.plan.currency,
      })),
      run.now,
    ),
    ...importedStudentWrites(
      people.map(({ row, studentId, userId, code: given }) => ({
        studentId,
        userId,
        isNewPerson: row.userId === null,
        email: row.email,
        code: given,
        fullName: row.fullName,
        phone: row.phone,
      })),
    ),
    ...studentAccessWrites(
      reopened.map(({ studentId }) => studentId),
      null,
    ),
    ...studentUpdateWrites({
      names: known.flatMap(({ row, studentId }) => (row.profile ? [{ id: studentId, ...row.profile }] : [])),
      phones: known.flatMap(({ row, studentId }) => (row.contact ? [{ id: studentId, ...row.contact }] : [])),
    }),
    ...importedEnrollmentWrites(
      born.map(({ studentId, enrollmentId, formId, newPlan }) => ({
        id: enrollmentId,
        studentId,
        planId: newPlan.plan.id,
        admissionFormId: formId,
        agreedPaisa: newPlan.agreedPaisa,
        currency: newPlan.plan.currency,
        validFromOn: newPlan.validFromOn,
        validUntilOn: newPlan.validUntilOn,
        moves: newPlan.moves,
        pause: newPlan.pausedUntilOn ? { id: id(), untilOn: newPlan.pausedUntilOn } : null,
      })),
      run,
    ),
    ...waiverWrites(
      born.flatMap(({ waiverId, enrollmentId, studentId, newPlan }) =>
        waiverId
          ? [
              {
                id: waiverId,
                enrollmentId,
                studentId,
                amountPaisa: newPlan.waivedPaisa,
                currency: newPlan.plan.currency,
              },
            ]
          : [],
      ),
      { reason: run.reason, recordedBy: run.appliedBy },
    ),
    ...validityWrites(
      known.flatMap(({ row }) => (row.enrollment && row.validity ? [{ id: row.enrollment.id, ...row.validity }] : [])),
    ),
    ...assignmentWrites(seats, run.reason),
    ...seatMoves(known.map(({ row }) => row)),
  ];
  const made = new Map(all.map((one): [number, StudentMade] => [one.row.number, madeOf(one)]));
  return { writes, made, events: assignedEvents(seats) };
}

/** Every row the plan relied on still has its version, and is held until the end. */
function guards(rows: readonly StudentPlan[]): Query[] {
  const students = rows.flatMap(({ student }) => (student ? [student] : []));
  const plans = rows.flatMap(({ enrollment }) => (enrollment ? [enrollment] : []));
  const of = (version: "profileVersion" | "contactVersion" | "membershipVersion") =>
    students.map((one) => ({ id: one.studentId, version: one[version] }));
  return [
    ...(students.length === 0
      ? []
      : [
          unchangedAll(memberships, of("membershipVersion"), "student"),
          unchangedAll(studentProfiles, of("profileVersion"), "student"),
          unchangedAll(studentContacts, of("contactVersion"), "student"),
        ]),
    ...(plans.length === 0 ? [] : [unchangedAll(enrollments, plans, "enrollment")]),
  ];
}

/** A plan that was there before: one that waits is given its seat, and is active where the batch has started. */
function seatMoves(rows: readonly StudentPlan[]): Query[] {
  const waiting = rows.filter(
    ({ seat, enrollment }) => seat && (enrollment?.state === "PRE_ONBOARDING" || enrollment?.state === "BATCH_PENDING"),
  );
  const ids = (some: readonly StudentPlan[]) => some.flatMap(({ enrollment }) => (enrollment ? [enrollment.id] : []));
  return assignedWrites(ids(waiting), ids(waiting.filter(({ seat }) => seat?.state === "active")));
}

type Ids = {
  row: StudentPlan;
  isNewStudent: boolean;
  studentId: string;
  enrollmentId: string | null;
  formId: string | null;
  waiverId: string | null;
  assignmentId: string | null;
};

function assignmentOf({ row, studentId, enrollmentId, assignmentId }: Ids): ImportedAssignment[] {
  const owner = enrollmentId ?? row.enrollment?.id;
  if (!row.seat || !assignmentId || !owner) return [];
  const completes = row.newPlan?.moves.includes("complete") ?? false;
  const moves: ImportedAssignment["moves"] = completes
    ? ["activate", "complete"]
    : row.seat.state === "active"
      ? ["activate"]
      : [];
  return [
    { id: assignmentId, enrollmentId: owner, studentId, courseId: row.seat.courseId, batchId: row.seat.id, moves },
  ];
}

function madeOf({ row, isNewStudent, studentId, enrollmentId, formId, waiverId, assignmentId }: Ids): StudentMade {
  const { student, enrollment, profile, contact, validity } = row;
  const waited = enrollment?.state === "PRE_ONBOARDING" || enrollment?.state === "BATCH_PENDING";
  return {
    studentId,
    isNewStudent,
    enrollmentId,
    formId,
    waiverId,
    assignmentId,
    seatOf: enrollment && assignmentId ? { enrollmentId: enrollment.id, waited } : null,
    before: {
      ...(student && profile ? { fullName: student.fullName } : {}),
      ...(student && contact ? { phone: student.phone } : {}),
      ...(enrollment && validity
        ? { validity: { enrollmentId: enrollment.id, validUntilOn: enrollment.validUntilOn } }
        : {}),
      ...(row.reopens ? { closed: true } : {}),
    },
  };
}
