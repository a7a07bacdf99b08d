import type { ReactElement } from "react";

import { AddClassScreen } from "../../app/routes/admin.ops.batches.$batchId_.add-class/screen";
import type { AddClassView } from "../../app/routes/admin.ops.batches.$batchId_.add-class/screen";
import { ScheduleScreen } from "../../app/routes/admin.ops.batches.$batchId_.schedule/screen";
import type { ScheduleView } from "../../app/routes/admin.ops.batches.$batchId_.schedule/screen";
import { ChangeScreen } from "../../app/routes/admin.ops.sessions.$sessionId_.change/screen";
import type { ChangeView } from "../../app/routes/admin.ops.sessions.$sessionId_.change/screen";
import { around, people, hosts } from "./batch-world";

const schedule: ScheduleView = {
  code: "AWS-14",
  back: "/admin/ops/batches/1",
  unavailable: null,
  zone: "Asia/Kolkata",
  coming: [
    {
      id: "1",
      number: 14,
      title: "VPC and subnets",
      when: "Mon 23 Nov, 7:30–9:30 pm IST",
      change: "/admin/ops/sessions/1/change",
    },
    {
      id: "2",
      number: 15,
      title: "Load balancing",
      when: "Wed 25 Nov, 7:30–9:30 pm IST",
      change: "/admin/ops/sessions/2/change",
    },
  ],
  holidays: ["Fri 25 Dec, Christmas"],
  form: {
    mon: "yes",
    wed: "yes",
    fri: "yes",
    time: "19:30",
    minutes: "120",
    from: "2026-11-23",
    ends: "count",
    count: "23",
    until: "",
    skip: "2026-12-02",
    moved: "2026-12-24 to 2026-12-27 18:00\n2026-12-28 to 2026-12-28 19:30 for 90",
    titles: "",
    version: "x",
  },
};

const reach = {
  shown: "abc",
  title: "14 classes move, 1 class is cancelled",
  students: "118 students attend these classes.",
  notices: "118 mails are sent: one to each, however many classes move.",
  trainerBusy:
    "Nila Varghese teaches AWS-15 until 9:30 pm on Tue 24 Nov. Choose another trainer or time, or say why both may stand.",
  hostBusy:
    "Nimbus · Zoom 1 runs AWS-15 until 9:30 pm on Tue 24 Nov; an account needs 10 minutes between meetings. Free then: Nimbus · Zoom 2.",
  doubleBooked:
    "Asha Rao, Joseph Kurien, Meera K and 2 more would have DB-02 at the same time on Tue 24 Nov. Accept that, or choose another time.",
  rows: [
    {
      id: "1",
      number: 14,
      what: "VPC and subnets",
      was: "Mon 23 Nov, 7:30–9:30 pm IST",
      now: "Tue 24 Nov, 7:30–9:30 pm IST",
    },
    { id: "2", number: 15, what: "Load balancing", was: "Wed 25 Nov, 7:30–9:30 pm IST", now: "Cancelled" },
  ],
};

const aSchedule = (more: Partial<Parameters<typeof ScheduleScreen>[0]>): ReactElement => (
  <ScheduleScreen {...around} view={schedule} reach={null} skipped={[]} typed={null} errors={[]} {...more} />
);

const addedClass: AddClassView = {
  code: "AWS-14",
  number: 37,
  back: "/admin/ops/batches/1",
  unavailable: null,
  form: {
    title: "",
    on: "2026-11-24",
    time: "19:30",
    minutes: "120",
    trainerId: "1",
    hostAccountId: "3",
    version: "x",
  },
  trainers: people,
  hosts,
};

const anAddedClass = (more: Partial<Parameters<typeof AddClassScreen>[0]>): ReactElement => (
  <AddClassScreen {...around} view={addedClass} reach={null} notes={[]} typed={null} errors={[]} {...more} />
);

const change: ChangeView = {
  name: "AWS-14 · VPC and subnets",
  when: "Mon 23 Nov, 7:30–9:30 pm IST",
  back: "/admin/ops/sessions/1",
  following: 22,
  unavailable: null,
  form: {
    scope: "following",
    title: "VPC and subnets",
    on: "2026-11-24",
    time: "19:30",
    minutes: "120",
    trainerId: "1",
    hostAccountId: "3",
    version: "x",
  },
  trainers: people,
  hosts,
};

const aChange = (more: Partial<Parameters<typeof ChangeScreen>[0]>): ReactElement => (
  <ChangeScreen {...around} view={change} reach={null} typed={null} errors={[]} {...more} />
);

export const schedulePages: Record<string, ReactElement> = {
  schedule: aSchedule({}),
  "schedule-preview": aSchedule({ reach, skipped: ["No class on Fri 25 Dec: Christmas."], typed: schedule.form }),
  "schedule-errors": aSchedule({
    typed: { ...schedule.form, skip: "xmas" },
    errors: [
      { field: "days", message: "Choose at least one day of the week." },
      { field: "skip", message: '"xmas" is no day. Write one a line, like 2026-12-25.' },
    ],
  }),
  "class-change": aChange({}),
  "class-change-preview": aChange({ reach, typed: change.form }),
  "class-add": anAddedClass({}),
  "class-add-reach": anAddedClass({
    typed: { title: "Revision", on: "2026-12-25" },
    notes: ["The day is a holiday of the school: Christmas."],
    reach: {
      ...reach,
      title: "1 new class",
      notices: "It stands in their Classes at once, and they are reminded of it.",
      rows: [{ id: "new-37", number: 37, what: "Revision", was: "New", now: "Fri 25 Dec, 7:30–9:30 pm IST" }],
    },
  }),
  "class-add-wrong": anAddedClass({
    typed: { title: "", on: "2026-11-24", time: "19:30" },
    errors: [
      { field: "title", message: "Say what the class is about." },
      { field: "time", message: "AWS-14 has class 15 then: Tue 24 Nov, 7:30–9:30 pm IST. Choose another time." },
    ],
  }),
};
