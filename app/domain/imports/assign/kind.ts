import { asText, Cells } from "../read/cells";
import type { Field } from "../read/columns";
import { anyKind } from "../kind";
import { applyStudents } from "../students/apply-students";
import { classesToCome, matchQueries } from "../students/match-students";
import { readBatchCode, readCode, readEmail } from "../students/read-student-row";
import type { StudentRow } from "../students/read-student-row";
import { loadStudentUndo, studentVersions, undoStudents } from "../students/undo-students";
import { planPlaces } from "./plan-places";

/** Who sits where from now on: a student by any of three keys, and a batch. */
export const placeFields: readonly Field[] = [
  { key: "externalId", label: "External id", aliases: ["id", "studentid", "crmid", "leadid", "refno"] },
  { key: "code", label: "Student code", aliases: ["code", "rollno", "learnercode"] },
  { key: "email", label: "E-mail", aliases: ["emailid", "emailaddress", "mail", "mailid", "studentemail"] },
  {
    key: "batch",
    label: "{Batch} code",
    required: true,
    aliases: ["batch", "cohort", "cohortcode", "batchno", "newbatch", "group"],
  },
];

/** Places in batches, many at once: from a file, or for students selected in a list. */
export const assignKind = anyKind({
  fields: placeFields,
  about: "student",
  lanes: 2,
  isOneMove: false,
  undoFrom: "first",
  secretField: null,
  read: (row, reading): StudentRow => {
    const cells = new Cells(placeFields, reading.mapping, row.cells);
    const read = {
      externalId: cells.read("externalId", asText(120)),
      code: cells.read("code", readCode),
      email: cells.read("email", readEmail),
      batch: cells.read("batch", readBatchCode),
    };
    const named = ["code", "email", "externalId"].flatMap((key) => cells.text(key) ?? []);
    return {
      ...row,
      ...read,
      label: named[0] ?? `Row ${row.number}`,
      skip: named.length > 0 ? null : "Names nobody",
      problems: cells.problems,
    };
  },
  // A student may be given places in several batches, so only the pair is the same thing twice.
  keys: (row) => {
    const key = row.code ?? row.email ?? row.externalId;
    return key && row.batch ? [{ column: "{Batch} code", value: `${row.batch} for ${key}` }] : [];
  },
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
  plan: planPlaces,
  apply: (rows, _facts, run) => applyStudents(rows, run),
  versions: studentVersions,
  loadUndo: loadStudentUndo,
  undo: undoStudents,
});
