import type { ReactElement } from "react";

import { BatchScreen } from "../../app/routes/admin.ops.batches.$batchId/screen";
import type { BatchView } from "../../app/routes/admin.ops.batches.$batchId/screen";
import { RosterScreen } from "../../app/routes/admin.ops.batches.$batchId_.roster/screen";
import { around, people, hosts } from "./batch-world";

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

export const batchPages: Record<string, ReactElement> = {
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
