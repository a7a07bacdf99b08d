import type { ReactElement } from "react";

import { DeskScreen } from "../../app/routes/admin.ops.attendance/screen";
import type { DeskSent, DeskView } from "../../app/routes/admin.ops.attendance/screen";
import type { MarkRow } from "../../app/routes/admin.ops.sessions.$sessionId_.attendance/mark-form";
import { AttendanceScreen } from "../../app/routes/admin.ops.sessions.$sessionId_.attendance/screen";
import type { AttendanceView, Sent } from "../../app/routes/admin.ops.sessions.$sessionId_.attendance/screen";
import { ClassesScreen } from "../../app/routes/app.batches/screen";
import type { ClassesSent, ClassesView } from "../../app/routes/app.batches/screen";
import { consolePlaces, nimbus, ravi, studentPlaces } from "./world";

const row = (given: Partial<MarkRow> & Pick<MarkRow, "studentId" | "name" | "code">): MarkRow => ({
  mark: { word: "Present", tone: "good" },
  why: "112 of 120 min",
  evidence: ["Pressed Join at 7:26 pm", "In the report as “Asha R · MD-1001” from 7:27 pm to 9:24 pm"],
  hint: null,
  byHand: false,
  ...given,
});

const roster: AttendanceView = {
  name: "AWS-14 · VPC and subnets",
  when: "Mon 23 Nov, 7:30–9:30 pm IST · with Nila Varghese",
  classHref: "/admin/ops/sessions/2",
  state: { word: "Marks can change", tone: "info" },
  counts: [
    { state: { word: "Present", tone: "good" }, count: 97 },
    { state: { word: "Late", tone: "attention" }, count: 6 },
    { state: { word: "Absent", tone: "danger" }, count: 12 },
    { state: { word: "Excused", tone: "info" }, count: 3 },
  ],
  marking: {
    rows: [
      row({ studentId: "1", name: "Asha Raghunathan", code: "MD-1001" }),
      row({
        studentId: "2",
        name: "Joseph Kurian",
        code: "MD-1077",
        mark: { word: "Late", tone: "attention" },
        why: "98 of 120 min, from 7:52 pm",
        evidence: [
          "In the report as “Joe” from 7:52 pm until the end, matched by Ravi Menon: he wrote from this phone",
        ],
      }),
      row({
        studentId: "3",
        name: "Meera Krishnan",
        code: "MD-1042",
        mark: { word: "Absent", tone: "danger" },
        why: "Pressed Join at 7:31 pm, not in the report",
        evidence: ["Pressed Join at 7:31 pm"],
        hint: "Asks for another mark: I was in from my father's laptop, look at the chat",
      }),
      row({
        studentId: "4",
        name: "Imran Qureshi",
        code: "MD-1018",
        why: "By hand: Sat beside the trainer (no trace)",
        evidence: ["Nila Varghese said present on Mon 23 Nov, 9:31 pm IST: Sat beside the trainer"],
        byHand: true,
      }),
      row({
        studentId: "5",
        name: "Zoya Khan",
        code: "MD-1050",
        mark: { word: "Not counted", tone: "neutral" },
        why: "Plan paused",
        evidence: [],
      }),
    ],
    seen: "1.1_2.1",
    marks: [
      { value: "present", label: "Present" },
      { value: "late", label: "Late" },
      { value: "partial", label: "Partly there" },
      { value: "absent", label: "Absent" },
      { value: "excused", label: "Excused" },
      { value: "not_applicable", label: "Not counted" },
    ],
    before: null,
    unavailable: null,
  },
  unmatched: { count: 2, go: { label: "Match them", href: "/admin/ops/attendance?tab=unmatched" } },
  absentees: [
    "Meera Krishnan · MD-1042 · pressed Join at 7:31 pm, not in the meeting's report",
    "Tara Nair · MD-1061 · excused: my sister's wedding",
  ],
  exportAction: "/admin/ops/sessions/2/attendance/export",
  rule: [
    { term: "Late", text: "From 10 min after the start" },
    { term: "Partly there", text: "Below 75 % of the class" },
    { term: "Without a report", text: "Who pressed Join counts as there" },
    { term: "Final", text: "After Mon 7 Dec" },
  ],
  unlock: null,
  report: {
    zone: "Asia/Kolkata",
    unavailable: null,
    reports: [
      { sourceId: "1", text: "131 lines, Ravi Menon, Mon 23 Nov, 9:40 pm IST", takenBack: false },
      { sourceId: "2", text: "88 lines, Ravi Menon, Mon 23 Nov, 9:38 pm IST", takenBack: true },
    ],
  },
  notes: {
    notes: [
      {
        id: "1",
        body: "Route tables again next time: half of them were lost.",
        by: "Nila Varghese, Mon 23 Nov, 9:35 pm IST",
      },
    ],
    unavailable: null,
  },
  recordings: {
    recordings: [
      {
        id: "1",
        title: "Recording",
        link: "https://video.example/aws-14-vpc",
        by: "Ravi Menon, Tue 24 Nov, 10:02 am IST",
        state: { word: "Shown to students", tone: "good" },
        moves: [
          { intent: "recording_hide", verb: "Hide it from students" },
          { intent: "recording_remove", verb: "Remove it for good" },
        ],
      },
    ],
    unavailable: null,
  },
  flash: null,
};

const attendance = (view: Partial<AttendanceView>, sent: Sent = null): ReactElement => (
  <AttendanceScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/today")}
    person={ravi}
    view={{ ...roster, ...view }}
    sent={sent}
  />
);

const tabs = (current: string): DeskView["tabs"] =>
  ["Not matched", "Contested", "Absent", "Not seen for two weeks"].map((label, at) => ({
    href: `/admin/ops/attendance?tab=${at}`,
    label,
    count: at === 1 ? 2 : null,
    current: label === current,
  }));
const desk = (current: string, body: DeskView["body"], sent: DeskSent = null): ReactElement => (
  <DeskScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/attendance")}
    person={ravi}
    view={{ tabs: tabs(current), body, flash: null }}
    sent={sent}
  />
);
const lesson = { label: "AWS-14 · VPC and subnets, Mon 23 Nov, 7:30 pm IST", href: "/admin/ops/sessions/2/attendance" };

export const classes: ClassesView = {
  attendance: [
    {
      id: "1",
      name: "AWS (AWS-14)",
      text: "in class 14 of 16 times, 88 %",
      note: "1 late, 1 class excused and not counted.",
    },
    { id: "2", name: "Linux (LNX-03)", text: "no class counts yet", note: null },
  ],
  rule: "Late is from 10 min after the start; less than 75 % of a class is partly there. Both count as having come.",
  ahead: [
    {
      id: "1",
      title: "AWS · Load balancing",
      when: "Wed 25 Nov, 7:30–9:30 pm IST",
      state: null,
      excuse: { kind: "possible" },
    },
    {
      id: "2",
      title: "AWS · Auto scaling",
      when: "Fri 27 Nov, 7:30–9:30 pm IST",
      state: null,
      excuse: { kind: "given", reason: "My sister's wedding", canWithdraw: true },
    },
    {
      id: "3",
      title: "AWS · Route 53",
      when: "Mon 30 Nov, 7:30–9:30 pm IST",
      state: { word: "Cancelled", tone: "attention" },
      excuse: { kind: "none" },
    },
  ],
  past: [
    {
      id: "4",
      title: "AWS · VPC and subnets",
      when: "Mon 23 Nov, 7:30–9:30 pm IST",
      mark: { word: "Absent", tone: "danger" },
      why: "You pressed Join at 7:31 pm, and the meeting's report does not show you.",
      recordings: [{ id: "1", title: "Recording", link: "https://video.example/aws-14-vpc" }],
      asked: null,
      ask: { version: "1", until: "Mon 7 Dec" },
    },
    {
      id: "5",
      title: "AWS · Security groups",
      when: "Fri 20 Nov, 7:30–9:30 pm IST",
      mark: { word: "Late", tone: "attention" },
      why: "Set by hand: Seen on the recording. In class 20 of 120 min; below 75 % is partly there.",
      recordings: [],
      asked: {
        state: { word: "Changed", tone: "good" },
        message: "I was there from 8",
        answer: "Seen on the recording",
        canWithdraw: false,
      },
      ask: null,
    },
    {
      id: "6",
      title: "AWS · IAM",
      when: "Wed 18 Nov, 7:30–9:30 pm IST",
      mark: { word: "Partly there", tone: "attention" },
      why: "In class 60 of 120 min; below 75 % is partly there.",
      recordings: [],
      asked: {
        state: { word: "Waiting for an answer", tone: "info" },
        message: "My line broke twice",
        answer: null,
        canWithdraw: true,
      },
      ask: null,
    },
  ],
  flash: null,
};
const own = (view: Partial<ClassesView>, sent: ClassesSent = null): ReactElement => (
  <ClassesScreen tenant={nimbus} places={studentPlaces("/app/batches")} view={{ ...classes, ...view }} sent={sent} />
);

export const attendancePages: Record<string, ReactElement> = {
  attendance: attendance({}),
  "attendance-changed": attendance(
    {},
    {
      form: "mark",
      errors: [
        {
          field: null,
          message: "Somebody else changed marks while this page was open. Nothing was saved: look again, then decide.",
        },
        { field: null, message: "Asha Raghunathan is late now: came at 8." },
      ],
      typed: { "m.1": "absent", reason: "Was not there" },
    },
  ),
  "attendance-report-errors": attendance(
    {},
    {
      form: "report",
      errors: [
        { field: "report", message: "Line 5: “soon” is no join time. Write it like 2026-11-23 19:31." },
        { field: "zone", message: "Write the zone like Asia/Kolkata or America/Los_Angeles, or UTC." },
      ],
      typed: { zone: "Mars", reason: "The meeting's report" },
    },
  ),
  "attendance-final": attendance({
    state: { word: "Marks are final", tone: "neutral" },
    marking: { ...roster.marking, unavailable: "The marks are final. A manager can unlock them, with a reason." },
    unlock: { unavailable: null },
    unmatched: { count: 0, go: null },
    report: { ...roster.report, unavailable: "The marks are final. A manager can unlock them, with a reason." },
    flash: { tone: "good", title: "The note is kept.", text: null },
  }),
  "attendance-nobody": attendance({
    state: { word: "Not begun", tone: "info" },
    counts: [],
    marking: { ...roster.marking, rows: [] },
    unmatched: { count: 0, go: null },
    absentees: [],
    exportAction: null,
    notes: { notes: [], unavailable: "Your role may read notes, and not write them." },
    recordings: { recordings: [], unavailable: "The class has not begun, so nothing is recorded yet." },
    report: { ...roster.report, reports: [] },
  }),
  "attendance-unmatched": desk(
    "Not matched",
    {
      tab: "unmatched",
      participants: [
        {
          id: "1",
          sessionId: "2",
          name: "Asha's phone",
          seen: "asha.private.address@elsewhere.example · in class 115 min in 2 stays",
          class: lesson,
          likely: [{ value: "1", label: "Asha Raghunathan MD-1001" }],
          unavailable: null,
        },
        {
          id: "2",
          sessionId: "2",
          name: "iPhone",
          seen: "in class 12 min",
          class: lesson,
          likely: [],
          unavailable: null,
        },
        {
          id: "3",
          sessionId: "4",
          name: "Galaxy M14",
          seen: "in class 61 min",
          class: lesson,
          likely: [],
          unavailable:
            "The marks of this class are final since Mon 30 Nov. A manager can unlock them on its page, with a reason.",
        },
      ],
      more: true,
      all: { label: "All classes", href: "/admin/ops/attendance?tab=unmatched" },
      unavailable: null,
    },
    {
      form: "match",
      id: "2",
      errors: [{ field: "student", message: "No student has that code or address." }],
      typed: { student: "MD-9", reason: "" },
    },
  ),
  "attendance-unmatched-none": desk("Not matched", {
    tab: "unmatched",
    participants: [],
    more: false,
    all: null,
    unavailable: null,
  }),
  "attendance-contests": desk("Contested", {
    tab: "contests",
    questions: [
      {
        id: "1",
        sessionId: "2",
        version: "1",
        student: { label: "Meera Krishnan MD-1042", href: "/admin/ops/students/1" },
        class: lesson,
        mark: { word: "Absent", tone: "danger" },
        why: "Pressed Join at 7:31 pm, not in the report",
        message: "I was in from my father's laptop, look at the chat.",
        asked: "Tue 24 Nov, 9:12 am IST",
      },
    ],
    marks: roster.marking.marks,
    unavailable: null,
  }),
  "attendance-absent": desk("Absent", {
    tab: "absent",
    filter: {
      hidden: { tab: "absent" },
      fields: [
        { kind: "text", name: "batch", label: "Batch", value: "AWS-14", hint: "Code" },
        { kind: "day", name: "day", label: "Day", value: "2026-11-23" },
      ],
      clear: "?tab=absent&day=2026-11-23",
    },
    dayText: "Mon 23 Nov",
    days: [
      { label: "Day before", href: "?tab=absent&day=2026-11-22" },
      { label: "Day after", href: "?tab=absent&day=2026-11-24" },
    ],
    rows: [
      {
        id: "1",
        student: "Meera Krishnan",
        href: "/admin/ops/students/1",
        code: "MD-1042",
        class: { ...lesson, label: "AWS-14 · VPC and subnets" },
        time: "7:30 pm",
        mark: { word: "Absent", tone: "danger" },
        why: "pressed Join at 7:31 pm, not in the meeting's report",
      },
      {
        id: "2",
        student: "Tara Nair",
        href: "/admin/ops/students/1",
        code: "MD-1061",
        class: { ...lesson, label: "AWS-14 · VPC and subnets" },
        time: "7:30 pm",
        mark: { word: "Excused", tone: "info" },
        why: "excused: my sister's wedding",
      },
    ],
    lines: ["Meera Krishnan · MD-1042 · AWS-14 · VPC and subnets · never tried to join"],
    pages: { text: "2 students on this page", first: null, next: "?tab=absent&after=x" },
  }),
  "attendance-away": desk("Not seen for two weeks", {
    tab: "away",
    filter: {
      hidden: { tab: "away" },
      fields: [{ kind: "text", name: "batch", label: "Batch", value: "", hint: "Code" }],
      clear: null,
    },
    rows: [
      {
        id: "1",
        student: "Imran Qureshi",
        href: "/admin/ops/students/1",
        code: "MD-1018",
        batch: "AWS-14",
        missed: "6 classes since Mon 9 Nov",
        last: "Fri 6 Nov",
      },
      {
        id: "2",
        student: "Zoya Khan",
        href: "/admin/ops/students/1",
        code: "MD-1050",
        batch: "AWS-14",
        missed: "9 classes since Mon 2 Nov",
        last: "never",
      },
    ],
    lines: ["Imran Qureshi · MD-1018 · AWS-14 · missed 6 classes since Mon 9 Nov, last in class: Fri 6 Nov"],
    pages: { text: "2 students on this page, away for 14 days and more", first: null, next: null },
  }),
  classes: own({}),
  "classes-errors": own(
    {},
    {
      form: "contest",
      sessionId: "4",
      errors: [{ field: "message", message: "Say what is wrong with the mark." }],
      typed: { message: "" },
    },
  ),
  "classes-none": own({
    attendance: [],
    ahead: [],
    past: [],
    flash: { tone: "good", title: "Your team knows that you will be away." },
  }),
};
