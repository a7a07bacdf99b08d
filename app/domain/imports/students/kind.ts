import { anyKind } from "../kind";
import { applyStudents } from "./apply-students";
import { studentFields } from "./fields";
import { classesToCome, matchQueries } from "./match-students";
import { planStudents } from "./plan-students";
import { readStudentRow } from "./read-student-row";
import type { StudentRow } from "./read-student-row";
import { loadStudentUndo, studentVersions, undoStudents } from "./undo-students";

const keysOf = (row: StudentRow) =>
  [
    { column: "External id", value: row.externalId },
    { column: "Student code", value: row.code },
    { column: "E-mail", value: row.email },
  ].flatMap(({ column, value }) => (value === undefined ? [] : [{ column, value }]));

/** Students a school had before Hub. */
export const studentsKind = anyKind({
  fields: studentFields,
  about: "student",
  lanes: 2,
  isOneMove: false,
  undoFrom: "first",
  secretField: null,
  read: readStudentRow,
  keys: keysOf,
  load: (rows: readonly StudentRow[], run) => {
    const some = (pick: (row: StudentRow) => string | undefined) => rows.flatMap((row) => pick(row) ?? []);
    const keys = {
      externalIds: some((row) => row.externalId),
      codes: some((row) => row.code),
      emails: some((row) => row.email),
      batchCodes: some((row) => row.batch),
    };
    return { ...matchQueries(keys, run), classes: classesToCome(keys, run.now) };
  },
  plan: planStudents,
  apply: (rows, _facts, run) => applyStudents(rows, run),
  versions: studentVersions,
  loadUndo: loadStudentUndo,
  undo: undoStudents,
});
