import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { unchangedAll } from "#kernel/write.server";

import { voidFormWrites } from "../../admissions/import-forms";
import { withdrawnWrites } from "../../batches/import-assignments";
import { batchAssignments } from "../../batches/tables";
import { closedEnrollmentWrites, unassignedWrites, validityWrites } from "../../enrollments/import-enrollments";
import { enrollments } from "../../enrollments/tables";
import { studentAccessWrites, studentUpdateWrites } from "../../identity/import-students";
import { memberships, studentContacts, studentProfiles } from "../../identity/tables";
import { reversalWrites } from "../../payments/import-waivers";
import type { MadeRow, UndoRun, Undone } from "../kind";
import type { StudentMade } from "./apply-students";

type Versions = {
  membership: number | null;
  profile: number | null;
  contact: number | null;
  enrollment: number | null;
  assignment: number | null;
};
type Sealed = StudentMade & { versions: Versions };

/** The versions of everything a row has to do with, as they are now. */
export const studentVersions = (made: readonly MadeRow[]): SQL => {
  const given = made.map(({ number, made: one }) => {
    const { studentId, enrollmentId, assignmentId, seatOf, before } = one as unknown as StudentMade;
    return {
      number,
      studentId,
      enrollmentId: enrollmentId ?? seatOf?.enrollmentId ?? before.validity?.enrollmentId ?? null,
      assignmentId,
    };
  });
  return sql`
    select x.number, jsonb_build_object('membership', m.version, 'profile', p.version, 'contact', c.version, 'enrollment', e.version, 'assignment', a.version) as versions
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as x(number int, "studentId" uuid, "enrollmentId" uuid, "assignmentId" uuid)
    left join memberships m on m.organization_id = (select app.organization_id()) and m.id = x."studentId"
    left join student_profiles p on p.organization_id = (select app.organization_id()) and p.id = x."studentId"
    left join student_contacts c on c.organization_id = (select app.organization_id()) and c.id = x."studentId"
    left join enrollments e on e.organization_id = (select app.organization_id()) and e.id = x."enrollmentId"
    left join batch_assignments a on a.organization_id = (select app.organization_id()) and a.id = x."assignmentId"`;
};
export const loadStudentUndo = (made: readonly MadeRow[]) => ({
  now: rows<{ number: number; versions: Versions }>(studentVersions(made)),
});

const partWords: Record<keyof Versions, string> = {
  membership: "their access",
  profile: "their name",
  contact: "their number",
  enrollment: "their plan",
  assignment: "their seat",
};

/**
 * Takes back what a chunk made, by named transitions: seats withdrawn, plans cancelled, waivers reversed, forms void,
 * access closed; names, numbers and last days as they were. A row of which anything was touched since stays, and says so.
 */
export function undoStudents(
  made: readonly MadeRow[],
  facts: { now: { number: number; versions: Versions }[] },
  run: UndoRun,
): Undone {
  const now = new Map(facts.now.map((one) => [one.number, one.versions]));
  const kept = new Map<number, string>();
  const untouched: Sealed[] = [];
  for (const { number, made: one } of made) {
    const sealed = one as unknown as Sealed;
    const versions = now.get(number);
    const touched = (Object.keys(partWords) as (keyof Versions)[]).filter(
      (part) => versions?.[part] !== sealed.versions[part],
    );
    if (touched.length === 0) untouched.push(sealed);
    else kept.set(number, `Changed since: ${touched.map((part) => partWords[part]).join(", ")}`);
  }
  return { writes: [...guards(untouched), ...closing(untouched, run)], kept };
}

function guards(all: readonly Sealed[]): Query[] {
  const of = (id: (one: Sealed) => string | null, part: keyof Versions) =>
    all.flatMap((one) => {
      const [key, version] = [id(one), one.versions[part]];
      return key !== null && version !== null ? [{ id: key, version }] : [];
    });
  const ownPlan = (one: Sealed) =>
    one.enrollmentId ?? one.seatOf?.enrollmentId ?? one.before.validity?.enrollmentId ?? null;
  const guard = [
    { table: memberships, rows: of((one) => one.studentId, "membership") },
    { table: studentProfiles, rows: of((one) => one.studentId, "profile") },
    { table: studentContacts, rows: of((one) => one.studentId, "contact") },
    { table: enrollments, rows: of(ownPlan, "enrollment") },
    { table: batchAssignments, rows: of((one) => one.assignmentId, "assignment") },
  ];
  return guard.flatMap(({ table, rows: given }) => (given.length === 0 ? [] : [unchangedAll(table, given, "import")]));
}

function closing(all: readonly Sealed[], run: UndoRun): Query[] {
  const some = <T>(pick: (one: Sealed) => T | null | undefined): T[] =>
    all.flatMap((one) => {
      const picked = pick(one);
      return picked === null || picked === undefined ? [] : [picked];
    });
  return [
    ...withdrawnWrites(
      some((one) => one.assignmentId),
      run,
    ),
    ...unassignedWrites(some((one) => (one.seatOf?.waited ? one.seatOf.enrollmentId : null))),
    ...closedEnrollmentWrites(
      some((one) => one.enrollmentId),
      run.reason,
    ),
    ...reversalWrites(
      some((one) => one.waiverId),
      { reason: run.reason, recordedBy: run.undoneBy },
    ),
    ...voidFormWrites(some((one) => one.formId)),
    ...studentAccessWrites(
      some((one) => (one.isNewStudent || one.before.closed ? one.studentId : null)),
      run.now,
    ),
    ...studentUpdateWrites({
      names: some((one) =>
        one.before.fullName === undefined ? null : { id: one.studentId, fullName: one.before.fullName },
      ),
      phones: some((one) => (one.before.phone === undefined ? null : { id: one.studentId, phone: one.before.phone })),
    }),
    ...validityWrites(
      some(
        (one) =>
          one.before.validity && {
            id: one.before.validity.enrollmentId,
            validUntilOn: one.before.validity.validUntilOn,
          },
      ),
    ),
  ];
}
