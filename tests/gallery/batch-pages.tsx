import type { ReactElement } from "react";

import { listFrame } from "#app/list-frame";
import { batchList } from "#domain/batches/list-batches";
import { unplacedList } from "#domain/transfers/list-unplaced";

import { BatchScreen } from "../../app/routes/admin.ops.batches.$batchId/screen";
import type { BatchView } from "../../app/routes/admin.ops.batches.$batchId/screen";
import { AddClassScreen } from "../../app/routes/admin.ops.batches.$batchId_.add-class/screen";
import type { AddClassView } from "../../app/routes/admin.ops.batches.$batchId_.add-class/screen";
import { AnnounceScreen } from "../../app/routes/admin.ops.batches.$batchId_.announce/screen";
import { CancelScreen } from "../../app/routes/admin.ops.batches.$batchId_.cancel/screen";
import type { CancelView } from "../../app/routes/admin.ops.batches.$batchId_.cancel/screen";
import { RosterScreen } from "../../app/routes/admin.ops.batches.$batchId_.roster/screen";
import { ScheduleScreen } from "../../app/routes/admin.ops.batches.$batchId_.schedule/screen";
import type { ScheduleView } from "../../app/routes/admin.ops.batches.$batchId_.schedule/screen";
import { BatchesScreen } from "../../app/routes/admin.ops.batches._index/screen";
import type { BatchesView, ListedBatch } from "../../app/routes/admin.ops.batches._index/screen";
import { NewBatchScreen } from "../../app/routes/admin.ops.batches.new/screen";
import { UnplacedScreen } from "../../app/routes/admin.ops.batches.unplaced/screen";
import type { UnplacedView } from "../../app/routes/admin.ops.batches.unplaced/screen";
import { HolidaysScreen } from "../../app/routes/admin.ops.holidays/screen";
import type { HolidaysView } from "../../app/routes/admin.ops.holidays/screen";
import { HostsScreen } from "../../app/routes/admin.ops.hosts/screen";
import type { HostsView } from "../../app/routes/admin.ops.hosts/screen";
import { ChangeScreen } from "../../app/routes/admin.ops.sessions.$sessionId_.change/screen";
import type { ChangeView } from "../../app/routes/admin.ops.sessions.$sessionId_.change/screen";
import { consolePlaces, nimbus, raga, ravi } from "./world";

const around = { tenant: nimbus, places: consolePlaces("/admin/ops/batches"), person: ravi };
const people = [
  { id: "1", name: "Nila Varghese" },
  { id: "2", name: "Omar Sheikh" },
];
const hosts = [
  { id: "3", name: "Nimbus · Zoom 1" },
  { id: "4", name: "Nimbus · Zoom 2" },
];

const asked = batchList.parse(new URLSearchParams());
const row = (given: Partial<ListedBatch> & Pick<ListedBatch, "id" | "code" | "name">): ListedBatch => ({
  href: `/admin/ops/batches/${given.id}`,
  course: "Cloud engineering on AWS",
  state: { word: "Active", tone: "good" },
  owner: "Priya Nair",
  trainer: "Nila Varghese",
  starts: "Mon 2 Nov",
  seats: { text: "118 of 120", tone: "neutral" },
  next: { href: "/admin/ops/sessions/1", text: "Mon 23 Nov, 7:30 pm", title: "VPC and subnets" },
  ...given,
});
const list: BatchesView = {
  exportForm: { action: "/admin/ops/batches/export", unavailable: null },
  frame: listFrame(batchList, asked, "/admin/ops/batches", "?after=x"),
  fields: [
    { kind: "search", name: "q", label: "Code or name", value: "" },
    {
      kind: "select",
      name: "state",
      label: "State",
      value: "",
      any: "Not over",
      options: [{ value: "active", label: "Active" }],
    },
    { kind: "select", name: "course", label: "Course", value: "", any: "All courses", options: [] },
    {
      kind: "select",
      name: "owner",
      label: "Owner",
      value: "mine",
      any: "As usual",
      options: [
        { value: "anyone", label: "Anyone" },
        { value: "mine", label: "Mine" },
      ],
    },
  ],
  batches: [
    row({ id: "1", code: "AWS-14", name: "Weekday evenings" }),
    row({
      id: "2",
      code: "GENAI-03",
      name: "Weekend mornings for people who work in the week",
      state: { word: "Forming", tone: "info" },
      seats: { text: "60 of 60", tone: "attention" },
      starts: "Sat 5 Dec (tentative)",
      trainer: null,
      next: null,
    }),
    row({
      id: "3",
      code: "DEVOPS-09",
      name: "Terraform",
      owner: null,
      seats: { text: "43 of 42", tone: "danger" },
      next: { href: "/admin/ops/sessions/2", text: "Now, until 9:00 pm", title: "State and backends" },
    }),
  ],
  count: "3 batches on this page",
  mine: true,
  create: "/admin/ops/batches/new",
  unplaced: {
    label: "2 students have no place since their batch was cancelled",
    href: "/admin/ops/batches/unplaced",
  },
};

const seat = (id: string, name: string, code: string, last: string | null) => ({
  id,
  href: `/admin/ops/students/${id}`,
  name,
  code,
  state: { word: "Active", tone: "good" as const },
  payment: { word: "Paid", tone: "good" as const },
  joined: last ? 9 : 0,
  last,
});
const lesson = (id: string, number: number, title: string, day: string) => ({
  id,
  number,
  title,
  href: `/admin/ops/sessions/${id}`,
  when: `${day}, 7:30–9:30 pm`,
  state: { word: "Scheduled", tone: "info" as const },
  trainer: "Nila Varghese",
  host: "Nimbus · Zoom 1",
  joined: null,
  past: false,
});
const typedFacts = {
  name: "Weekday evenings",
  startsOn: "2026-11-02",
  startConfirmed: "yes",
  ownerId: "",
  trainerId: "",
  hostAccountId: "",
  reason: "",
  version: "7",
  linkVersion: "1",
};
const batch: BatchView = {
  code: "AWS-14",
  name: "Weekday evenings",
  state: { word: "Active", tone: "good" },
  version: 7,
  facts: [
    { term: "Course", text: "Cloud engineering on AWS" },
    { term: "Starts", text: "Mon 2 Nov, confirmed" },
    { term: "Meets", text: "Mon, Wed, and Fri at 7:30 pm, 120 min IST" },
    { term: "Seats", text: "118 of 120 taken, 2 free" },
    { term: "Owner", text: "Nobody", tone: "attention" },
    { term: "Trainer", text: "Nila Varghese" },
    { term: "Host account", text: "Nimbus · Zoom 1" },
    { term: "Fallback link", text: "There is one" },
  ],
  sessions: [
    lesson("1", 14, "VPC and subnets", "Mon 23 Nov"),
    lesson("2", 15, "Load balancing", "Wed 25 Nov"),
    {
      ...lesson("3", 13, "Identity and access", "Fri 20 Nov"),
      state: { word: "Ended", tone: "neutral" },
      joined: 104,
      past: true,
    },
  ],
  roster: [
    seat("1", "Asha Rao", "MD-1001", "Fri 20 Nov"),
    { ...seat("2", "Joseph Kurien", "MD-1077", null), payment: { word: "Payment due", tone: "attention" } },
  ],
  told: null,
  announcements: [
    {
      id: "1",
      text: "Bring your laptop on Monday, we set up the lab together.",
      when: "Fri 20 Nov, 4:12 pm IST",
      why: "Nila Varghese",
    },
  ],
  history: {
    entries: [
      {
        id: "1",
        text: "Ravi Menon (ops) moved 14 classes",
        when: "Thu 19 Nov, 11:02 am IST",
        why: "Trainer is away on Tuesdays",
      },
    ],
    older: "/admin/ops/batches/1?older=2026-11-19",
  },
  links: {
    schedule: "/admin/ops/batches/1/schedule",
    addClass: "/admin/ops/batches/1/add-class",
    announce: "/admin/ops/batches/1/announce",
    print: "/admin/ops/batches/1/roster",
    file: "/admin/ops/batches/1/roster/file",
    cancel: "/admin/ops/batches/1/cancel",
  },
  folds: [
    {
      name: "undo_start",
      title: "Undo the start",
      verb: "Put it back to forming",
      explains: "For a batch that was started by mistake.",
      unavailable: "A student has joined a class already.",
    },
    {
      name: "complete",
      title: "Complete",
      verb: "Complete the batch",
      explains: "The batch is through.",
      unavailable: "2 classes have not ended. Cancel what will not be held, then complete.",
    },
    {
      name: "facts",
      title: "Change the facts",
      verb: "Save the facts",
      explains: "Trainer and host account are those of classes made from now on; planned classes keep their own.",
      unavailable: null,
    },
    {
      name: "capacity",
      title: "Change the number of seats",
      verb: "Change the seats",
      explains: "118 of 120 are taken or held. There are never fewer seats than that.",
      unavailable: null,
    },
  ],
  form: {
    name: "Weekday evenings",
    capacity: "120",
    startsOn: "2026-11-02",
    startConfirmed: true,
    ownerId: "",
    trainerId: "1",
    hostAccountId: "3",
    hasFallback: true,
    linkVersion: "1",
    owners: people,
    trainers: people,
    hosts,
  },
};
const oneBatch = (
  view: Partial<BatchView>,
  more: { flash?: string; sentBack?: Parameters<typeof BatchScreen>[0]["sentBack"] } = {},
): ReactElement => (
  <BatchScreen {...around} view={{ ...batch, ...view }} flash={more.flash ?? null} sentBack={more.sentBack ?? null} />
);

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

const cancel: CancelView = {
  code: "AWS-14",
  back: "/admin/ops/batches/1",
  version: "7",
  unavailable: null,
  consequences: [
    "3 students leave AWS-14 and are mailed where they are now.",
    "22 classes to come are cancelled.",
    "Nobody pays for it, and it cannot be undone.",
  ],
  candidates: [
    {
      id: "a",
      code: "AWS-15",
      name: "Weekend mornings",
      state: { word: "Active", tone: "good" },
      free: 2,
      starts: "Sat 7 Nov",
      held: 12,
      coming: 24,
    },
    {
      id: "b",
      code: "AWS-16",
      name: "Weekday evenings",
      state: { word: "Forming", tone: "info" },
      free: 0,
      starts: "Not set",
      held: 0,
      coming: 0,
    },
  ],
  students: [
    ["1", "Asha Rao", "MD-1001", "a", "hears 1 class again, no clash"],
    ["2", "Joseph Kurien", "MD-1077", "a", "hears 1 class again, no clash"],
    ["3", "Meera Krishnan", "MD-1042", "", "No seat left without a clash"],
  ].map(([id, name, code, proposed, why]) => ({
    field: `place-${id}`,
    name: name!,
    code: code!,
    proposed: proposed!,
    why: why!,
    options: [
      { value: "a", label: "AWS-15: hears 1 class again" },
      { value: "b", label: "AWS-16: hears 13 classes again, full" },
    ],
  })),
  owners: people,
  ownerId: "1",
  dueOn: "2026-11-30",
};

const unplaced: UnplacedView = {
  exportForm: { action: "/admin/ops/batches/unplaced/export", unavailable: "Your role may look, and not export." },
  frame: listFrame(unplacedList, unplacedList.parse(new URLSearchParams()), "/admin/ops/batches/unplaced", null),
  mine: false,
  today: "2026-11-23",
  rows: [
    {
      id: "0192f3a4-5b6c-7d8e-9f01-234567890123",
      version: "1",
      href: "/admin/ops/students/1",
      name: "Meera Krishnan",
      code: "MD-1042",
      course: "Cloud engineering on AWS",
      from: "AWS-14",
      why: "Too few students",
      ownerId: "1",
      owner: "Nila Varghese",
      dueOn: "2026-11-20",
      due: "Fri 20 Nov",
      late: true,
      open: ["AWS-17"],
    },
    {
      id: "0192f3a4-5b6c-7d8e-9f01-234567890124",
      version: "2",
      href: "/admin/ops/students/2",
      name: "Joseph Kurien",
      code: "MD-1077",
      course: "Cloud engineering on AWS",
      from: "AWS-14",
      why: null,
      ownerId: "",
      owner: null,
      dueOn: "2026-11-30",
      due: "Mon 30 Nov",
      late: false,
      open: [],
    },
  ],
  owners: people,
  flash: null,
};

const holidays: HolidaysView = {
  holidays: [
    {
      id: "d1",
      day: "Wed 25 Nov",
      name: "Guru Nanak Jayanti",
      classes: "6 classes",
      move: "/admin/ops/students/import",
    },
    { id: "d2", day: "Fri 25 Dec", name: "Christmas", classes: null, move: null },
    { id: "d3", day: "Tue 26 Jan", name: "Republic Day", classes: "1 class", move: null },
  ],
  flash: null,
};

const hostList: HostsView = {
  hosts: [
    {
      id: "h1",
      version: "1",
      name: "Nimbus · Zoom 1",
      provider: "Zoom",
      active: true,
      size: "500",
      simultaneous: 2,
      hasKey: true,
      planned: 41,
    },
    {
      id: "h2",
      version: "1",
      name: "Nimbus · Zoom 2",
      provider: "Zoom",
      active: true,
      size: "No limit known",
      simultaneous: 1,
      hasKey: false,
      planned: 0,
    },
    {
      id: "h3",
      version: "3",
      name: "Old account",
      provider: "Google Meet",
      active: false,
      size: "100",
      simultaneous: 1,
      hasKey: false,
      planned: 0,
    },
  ],
  flash: null,
};

const announce = {
  announcementId: "0192f3a4-5b6c-7d8e-9f01-234567890123",
  sessionId: "",
  to: "AWS-14",
  about: "Weekday evenings",
  back: { label: "Back to AWS-14", href: "/admin/ops/batches/1" },
  unavailable: null,
  reach:
    "115 students read it: in Hub, and by mail. 1 student is not invited yet and gets no mail: tell them yourself. 2 more have a place and are paused, suspended or over.",
  button: "Send to 115 students",
  sent: [
    {
      id: "1",
      text: "Bring your laptop on Monday, we set up the lab together.",
      when: "Fri 20 Nov, 4:12 pm IST, Nila Varghese",
      told: 115,
      notInvited: 1,
      mailed: 115,
      read: 12,
    },
  ],
  flash: null,
};

export const batchPages: Record<string, ReactElement> = {
  batches: <BatchesScreen {...around} view={list} />,
  "batches-none": (
    <BatchesScreen {...around} tenant={raga} view={{ ...list, batches: [], unplaced: null, create: null }} />
  ),
  "batch-new": (
    <NewBatchScreen
      {...around}
      choices={{ courses: [{ id: "9", name: "Cloud engineering on AWS" }], owners: people, trainers: people, hosts }}
      sentBack={{
        errors: [
          { field: "code", message: "Another batch has this code." },
          { field: "capacity", message: "Give a whole number of seats." },
        ],
        typed: { code: "AWS-14", name: "Weekday evenings" },
      }}
    />
  ),
  batch: oneBatch({}),
  "batch-trainer": oneBatch({
    folds: [],
    history: null,
    links: { ...batch.links, schedule: null, file: null, cancel: null },
  }),
  "batch-cancelled": oneBatch({
    state: { word: "Cancelled", tone: "danger" },
    sessions: [],
    roster: [],
    announcements: [],
    links: { ...batch.links, schedule: null, announce: null, cancel: null },
    told: {
      title: "Cancelled: who has heard",
      text: "Mon 23 Nov, 4:12 pm IST · Too few students",
      counts: [
        { label: "Opened in Hub", count: 12, tone: "good" },
        { label: "Mailed", count: 17, tone: "good" },
        { label: "On its way", count: 0, tone: "neutral" },
        { label: "Not reached", count: 2, tone: "danger" },
        { label: "Not invited yet", count: 3, tone: "attention" },
      ],
      notInvited: "3 students are not invited yet and get no mail: tell them yourself.",
      unreached: [
        { href: "/admin/ops/students/1", label: "Asha Raghunathan MD-1001" },
        { href: "/admin/ops/students/2", label: "Ravi Menon MD-1044" },
      ],
    },
    folds: [
      {
        name: "resend",
        title: "Tell the unreached again",
        verb: "Mail 2 students again",
        explains: "At the address each of them has now. Correct a wrong one first, on the student's page.",
        unavailable: null,
      },
    ],
  }),
  "batch-stale": oneBatch(
    { sessions: [], roster: [], announcements: [], history: { entries: [], older: null } },
    {
      sentBack: {
        intent: "capacity",
        typed: { capacity: "100", reason: "Smaller room", version: "6" },
        errors: [
          {
            field: null,
            message:
              "Meera Rao changed the capacity at 7:31 pm, after you opened this page. Nothing was saved: look again, then decide.",
          },
        ],
      },
    },
  ),
  "batch-facts": oneBatch(
    {},
    {
      sentBack: {
        intent: "facts",
        typed: { ...typedFacts, fallbackUrl: "https://zoom.us/j/81400014161", dropFallback: "yes" },
        errors: [{ field: "dropFallback", message: "Either paste another link or take it away." }],
      },
    },
  ),
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
  "batch-cancel": <CancelScreen {...around} view={cancel} sentBack={null} />,
  "batch-cancel-stale": (
    <CancelScreen
      {...around}
      view={cancel}
      sentBack={{
        typed: { reason: "Too few students", "place-3": "a" },
        errors: [
          {
            field: null,
            message:
              "Meera Krishnan came into the batch since this plan was made. Nothing was changed: look at the places again.",
          },
          {
            field: "place-3",
            message: "AWS-15 has 2 seats left, which others of this plan take. Choose another, or no place.",
          },
        ],
      }}
    />
  ),
  unplaced: <UnplacedScreen {...around} view={unplaced} sentBack={null} />,
  "unplaced-none": <UnplacedScreen {...around} view={{ ...unplaced, rows: [] }} sentBack={null} />,
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
  announce: <AnnounceScreen {...around} view={announce} sentBack={null} />,
  holidays: <HolidaysScreen {...around} view={{ ...holidays, flash: "The holiday is entered." }} sentBack={null} />,
  "holidays-none": <HolidaysScreen {...around} view={{ holidays: [], flash: null }} sentBack={null} />,
  "holidays-wrong": (
    <HolidaysScreen
      {...around}
      view={holidays}
      sentBack={{
        intent: "add",
        typed: { name: "Christmas", fromOn: "2026-12-25", untilOn: "", reason: "As every year" },
        errors: [{ field: "fromOn", message: "Fri 25 Dec is a holiday already: Christmas. Choose other days." }],
      }}
    />
  ),
  "holidays-gone": (
    <HolidaysScreen
      {...around}
      view={holidays}
      sentBack={{
        intent: "remove",
        typed: { holidayId: "d9", reason: "Typing error" },
        errors: [{ field: null, message: "This holiday was taken off the list already. Nothing was changed." }],
      }}
    />
  ),
  hosts: <HostsScreen {...around} view={hostList} sentBack={null} />,
  roster: (
    <RosterScreen
      {...around}
      view={{
        code: "AWS-14",
        about: "Weekday evenings · Cloud engineering on AWS · with Nila Varghese",
        printedAt: "Mon 23 Nov, 7:31 pm IST",
        roster: batch.roster!,
        days: [
          { key: "14", day: "Mon 23 Nov", time: "7:30 pm" },
          { key: "15", day: "Wed 25 Nov", time: "7:30 pm" },
          { key: "16", day: "Fri 27 Nov", time: "7:30 pm" },
        ],
        back: "/admin/ops/batches/1",
      }}
    />
  ),
};
