import type { ReactElement } from "react";

import { FindScreen } from "../../app/routes/admin.ops.find/screen";
import type { FindView } from "../../app/routes/admin.ops.find/screen";
import { StudentsScreen } from "../../app/routes/admin.ops.students/screen";
import type { StudentRow, StudentsSent, StudentsView } from "../../app/routes/admin.ops.students/screen";
import { consolePlaces, nimbus, raga, ravi } from "./world";

const student = (n: number, given: Partial<StudentRow> & Pick<StudentRow, "name">): StudentRow => ({
  id: `0192f3a4-0000-7000-8000-00000000000${n}`,
  code: `MD-10${40 + n}`,
  href: `/admin/ops/students/${n}`,
  state: { word: "Active", tone: "good" },
  batches: "AWS-14",
  nextClass: "Wed 25 Nov, 7:30 pm",
  payment: { word: "Paid", tone: "good" },
  lastJoined: "Mon 23 Nov",
  ...given,
});

const someStudents: StudentsView = {
  list: {
    path: "/admin/ops/students",
    sort: "name",
    sorts: {
      name: { href: "?sort=-name", now: "ascending" },
      code: { href: "?sort=code", now: null },
      joined: { href: "?sort=joined", now: null },
    },
    first: "/admin/ops/students",
    next: "/admin/ops/students?after=x",
    clear: null,
    search: "",
  },
  sortable: true,
  fields: [
    { kind: "search", name: "q", label: "Find", value: "", hint: "Name, code, e-mail or phone" },
    {
      kind: "select",
      name: "state",
      label: "State",
      value: "",
      any: "Any state",
      options: [{ value: "ACTIVE", label: "Active" }],
    },
    { kind: "text", name: "batch", label: "Batch", value: "", hint: "AWS-14" },
    {
      kind: "select",
      name: "plan",
      label: "Plan",
      value: "",
      any: "Any plan",
      options: [{ value: "CLOUD", label: "Cloud engineering, one year" }],
    },
    {
      kind: "select",
      name: "payment",
      label: "Payment",
      value: "",
      any: "Any payment",
      options: [{ value: "due", label: "Payment due" }],
    },
    {
      kind: "select",
      name: "signed",
      label: "Signed in",
      value: "",
      any: "Ever or never",
      options: [{ value: "never", label: "Never signed in" }],
    },
  ],
  rows: [
    student(1, { name: "Asha Raghunathan" }),
    student(2, {
      name: "Joseph Kurien",
      state: { word: "Waiting for a place", tone: "attention" },
      batches: "",
      nextClass: null,
      payment: { word: "Payment due", tone: "attention" },
      lastJoined: "Never signed in",
    }),
    student(3, { name: "Venkata Satyanarayana Lakshminarasimhan", batches: "AWS-14, GENAI-03", lastJoined: "Not yet" }),
    student(4, { name: "आशा शर्मा", state: { word: "Suspended", tone: "danger" }, nextClass: null }),
    student(5, { name: "Zoya Khan", state: null, batches: "", nextClass: null, payment: null }),
  ],
  showsMoney: true,
  zone: "IST",
  totalText: "1,204 students",
  total: 1204,
  exportUnavailable: null,
  assignUnavailable: null,
  address: "/admin/ops/students",
  newPlanId: "01900000-0000-7000-8000-000000000001",
};

const students = (view: Partial<StudentsView>, tenant = nimbus, sent: StudentsSent = null): ReactElement => (
  <StudentsScreen
    tenant={tenant}
    places={consolePlaces("/admin/ops/students")}
    person={ravi}
    view={{ ...someStudents, ...view }}
    sent={sent}
  />
);

const foundSome: FindView = {
  text: "asha",
  groups: [
    {
      title: "Students",
      items: [
        {
          key: "1",
          label: "Asha Raghunathan",
          detail: "MD-1041 · AWS-14",
          state: { word: "Active", tone: "good" },
          href: "/admin/ops/students/1",
        },
        {
          key: "2",
          label: "Usha Rao",
          detail: "MD-1077",
          state: { word: "Waiting for a place", tone: "attention" },
          href: "/admin/ops/students/2",
        },
      ],
    },
    {
      title: "Today's classes",
      items: [
        {
          key: "3",
          label: "AWS-14 · VPC and subnets",
          detail: "7:30 pm IST",
          state: { word: "Scheduled", tone: "info" },
          href: "/admin/ops/sessions/3",
        },
      ],
    },
  ],
};
const find = (view: FindView): ReactElement => (
  <FindScreen tenant={nimbus} places={consolePlaces("")} person={ravi} view={view} />
);

export const listPages: Record<string, ReactElement> = {
  students: students({}),
  "students-to-assign": students({}, nimbus, {
    errors: [{ field: "batchCode", message: "No batch has this code. Correct it, or make the batch first." }],
    batchCode: "AWS-41",
    ids: someStudents.rows.slice(0, 2).map(({ id }) => id),
    all: false,
  }),
  "students-filtered": students(
    {
      list: { ...someStudents.list, first: null, next: null, clear: "/admin/ops/students", search: "?q=asha" },
      sortable: false,
      rows: someStudents.rows.slice(0, 1),
      showsMoney: false,
      totalText: "1 student",
      total: 1,
      exportUnavailable: "Your role may look, and not export.",
      assignUnavailable: "Your role may look, and not give places.",
    },
    raga,
  ),
  "students-none": students({ rows: [], total: 0, list: { ...someStudents.list, clear: "/admin/ops/students" } }),
  "students-empty": students({ rows: [], total: 0 }),
  find: find(foundSome),
  "find-nothing": find({ text: "xyz", groups: [] }),
};
