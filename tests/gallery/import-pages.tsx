import type { ReactElement } from "react";

import { ImportScreen } from "../../app/routes/admin.ops.students_.import_.$planId/screen";
import type { ImportView } from "../../app/routes/admin.ops.students_.import_.$planId/screen";
import { ImportsScreen } from "../../app/routes/admin.ops.students_.import/screen";
import type { ImportsView } from "../../app/routes/admin.ops.students_.import/screen";
import { consolePlaces, nimbus, ravi } from "./world";

const places = consolePlaces("/admin/ops/students/import");

const list = (view: Partial<ImportsView>): ReactElement => (
  <ImportsScreen
    tenant={nimbus}
    places={places}
    person={ravi}
    view={{
      newPlanId: "new",
      kind: "students",
      kinds: [
        { value: "students", label: "Students from before Hub" },
        { value: "calendar", label: "Batches, classes and who sits in them" },
      ],
      batches: [{ value: "1", label: "AWS-14" }],
      holidayOn: null,
      errors: null,
      imports: [
        {
          id: "1",
          href: "/admin/ops/students/import/1",
          name: "AWS students (final) v3.csv",
          kind: "Students",
          state: { word: "Preview ready", tone: "attention" },
          came: "412 rows, 7 to fix",
          by: "Ravi Menon",
          when: "Mon 23 Nov, 5:12 pm IST",
        },
        {
          id: "2",
          href: "/admin/ops/students/import/2",
          name: "batches-q1.csv",
          kind: "Batch calendar",
          state: { word: "Applied", tone: "good" },
          came: "38 applied, 1 not written",
          by: "Sana Sheikh",
          when: "Sun 22 Nov, 11:40 am IST",
        },
      ],
      pages: null,
      ...view,
    }}
  />
);

const plan: ImportView = {
  name: "AWS students (final) v3.csv",
  kind: "Students",
  state: { word: "Preview ready", tone: "attention" },
  version: 3,
  backHref: "/admin/ops/students/import",
  facts: [
    { term: "Read", text: "Mon 23 Nov, 5:12 pm IST by Ravi Menon" },
    { term: "File", text: "412 rows, Windows-1252, semicolons" },
  ],
  flash: null,
  notice: null,
  progress: null,
  mapping: null,
  isMapped: false,
  filters: [
    { label: "All", count: 412, tone: "neutral", href: "?", current: true },
    { label: "New", count: 398, tone: "good", href: "?show=create", current: false },
    { label: "Changes", count: 7, tone: "info", href: "?show=update", current: false },
    { label: "Conflict", count: 3, tone: "attention", href: "?show=conflict", current: false },
    { label: "Error", count: 4, tone: "danger", href: "?show=error", current: false },
  ],
  rows: [
    {
      number: 2,
      label: "Asha Rao",
      state: { word: "New", tone: "good" },
      lines: [
        "Student: next code",
        "Plan: Cloud, one year, until 2027-03-31",
        "State: Active",
        "Batch: AWS-14",
        "Due: Nothing",
      ],
    },
    {
      number: 3,
      label: "Joseph Kurian",
      state: { word: "Changes", tone: "info" },
      lines: ["Phone: +919820011111 → +919820022222"],
    },
    {
      number: 4,
      label: "Meera Krishnan",
      state: { word: "Error", tone: "danger" },
      lines: [
        "Phone “9.19877E+11”: The spreadsheet rounded this number. Format the column as text, and paste the numbers again.",
      ],
    },
    {
      number: 9,
      label: "ravi@example.com",
      state: { word: "Conflict", tone: "attention" },
      lines: ["E-mail “ravi@example.com”: Also in row 17. Leave one of these rows; which one is yours to say."],
    },
  ],
  emptyText: "No row is here with this filter.",
  pages: { text: "Rows 2 to 101", previous: null, next: "?after=101" },
  apply: {
    text: "398 new students and changes to 7. 7 rows to fix are left out. New students are not mailed: invites are a step of their own. Who was invited before hears of a new place.",
    verb: "Apply 405 rows",
    unavailable: null,
  },
  undo: null,
  discard: true,
  failed: { text: "7 rows to fix", href: "/admin/ops/students/import/1/failed-rows" },
};
const mapping: NonNullable<ImportView["mapping"]> = {
  columns: ["Student ID", "Full name", "Mail ID", "WhatsApp", "DOJ", "Batch"].map((label, at) => ({
    value: String(at),
    label,
  })),
  fields: [
    {
      key: "externalId",
      label: "External id",
      hint: "The old system's own number; the surest key",
      required: false,
      value: "0",
      sample: "L-1 · L-2 · L-3",
    },
    { key: "fullName", label: "Name", hint: null, required: true, value: "1", sample: "Asha Rao · Joseph Kurian" },
    { key: "email", label: "E-mail", hint: null, required: true, value: "", sample: null },
    { key: "phone", label: "Phone", hint: null, required: false, value: "3", sample: "98200 11111" },
    {
      key: "validFrom",
      label: "Valid from",
      hint: null,
      required: false,
      value: "4",
      sample: "03/04/2026 · 05/04/2026",
    },
  ],
  unread: ["Mail ID", "Batch"],
  dateOrder: { value: "" },
  plan: { value: "", options: [{ value: "1", label: "Cloud, one year" }] },
  settled: { value: "yes" },
  doubleBooking: {
    value: "",
    options: [
      { value: "", label: "A conflict: the row is left out" },
      { value: "yes", label: "Place them all the same" },
    ],
  },
};
const one = (view: Partial<ImportView>, errors: Parameters<typeof ImportScreen>[0]["errors"] = null): ReactElement => (
  <ImportScreen tenant={nimbus} places={places} person={ravi} view={{ ...plan, ...view }} errors={errors} />
);
const noRows = { filters: [], rows: [], pages: null, failed: null };

export const importPages: Record<string, ReactElement> = {
  imports: list({}),
  "imports-empty": list({
    imports: [],
    errors: {
      form: "file",
      fields: {},
      list: [
        {
          field: "file",
          message:
            "This is a workbook, not a CSV, whatever its name says. In the spreadsheet choose Save as or Download, then CSV, and send that.",
        },
      ],
    },
  }),
  "imports-holiday": list({
    errors: {
      form: "holiday",
      fields: { fromOn: "2026-11-26", untilOn: "2026-11-25", how: "move", batchId: "" },
      list: [{ field: "untilOn", message: "The last day is on or after the first." }],
    },
  }),
  "import-columns": one(
    { ...noRows, state: { word: "Columns to check", tone: "attention" }, mapping, apply: null },
    {
      form: "map",
      fields: {},
      list: [
        { field: "email", message: "Say which column is the e-mail. Nothing can be imported without it." },
        {
          field: "dateOrder",
          message: "Days like 03/04/2026 can be read in two ways. Say whether the day or the month stands first.",
        },
      ],
    },
  ),
  "import-preview": one({ mapping, isMapped: true }),
  "import-applying": one({
    ...noRows,
    state: { word: "Being applied", tone: "info" },
    progress: {
      text: "3,500 of 10,000 rows written",
      hint: "You can leave this page; it goes on by itself, and survives a restart.",
      done: 3500,
      total: 10_000,
    },
    apply: null,
    discard: false,
  }),
  "import-applied": one({
    state: { word: "Applied", tone: "good" },
    facts: [
      ...plan.facts,
      { term: "Applied", text: "Mon 23 Nov, 5:20 pm IST by Ravi Menon" },
      { term: "Why", text: "Moving in from the old sheets" },
    ],
    rows: [
      { ...plan.rows[0]!, state: { word: "Written", tone: "good" } },
      {
        number: 3,
        label: "Joseph Kurian",
        state: { word: "Not written", tone: "attention" },
        lines: [
          "Phone: +919820011111 → +919820022222",
          "Changed since the preview: somebody else worked on this student.",
        ],
      },
    ],
    apply: null,
    discard: false,
    undo: {
      text: "Closes what the 404 written rows made and puts back what they changed. Rows that somebody worked on since stay as they are.",
      verb: "Take back 404 rows",
      unavailable: null,
      left: "Possible for another 23 h 52 min.",
    },
  }),
};
