import type { ReactElement } from "react";

import { DeadLettersScreen } from "../../app/routes/admin.ops.dead-letters/screen";
import type { DeadLettersView } from "../../app/routes/admin.ops.dead-letters/screen";
import { ClassScreen } from "../../app/routes/admin.ops.sessions.$sessionId/screen";
import type { ClassView } from "../../app/routes/admin.ops.sessions.$sessionId/screen";
import type { TodayClass } from "../../app/routes/admin.ops.today/class-table";
import { TodayScreen } from "../../app/routes/admin.ops.today/screen";
import type { TodayView } from "../../app/routes/admin.ops.today/screen";
import { consolePlaces, nimbus, ravi } from "./world";

const row = (given: Partial<TodayClass> & Pick<TodayClass, "id" | "time" | "name">): TodayClass => ({
  day: null,
  href: `/admin/ops/sessions/${given.id}`,
  state: { word: "Later", tone: "neutral" },
  trainer: "Nila",
  link: { word: "Partly personal", tone: "good" },
  host: { word: "Not due", tone: "neutral" },
  assigned: 42,
  provisioned: 42,
  joined: 0,
  refused: 0,
  refusedReasons: [],
  actions: [
    { label: "Replace link", href: `/admin/ops/sessions/${given.id}#replace` },
    { label: "Admit one", href: `/admin/ops/sessions/${given.id}#admit` },
  ],
  ...given,
});

const busyDay: TodayView = {
  dayText: "Mon 23 Nov",
  isToday: true,
  renewedAt: "7:31:20 pm",
  renewEverySeconds: 10,
  renewToggle: { label: "Stop renewing", href: "?renew=off" },
  problems: [
    {
      id: "1",
      text: "AWS-14 7:30 pm: no meeting link for 118 students",
      fix: { label: "Set the link", href: "/admin/ops/sessions/2?do=replace_link#replace_link" },
      urgent: true,
      live: false,
    },
    {
      id: "2",
      text: "GENAI-03 7:00 pm: 7 refused, 6 payment due, 1 plan ended",
      fix: { label: "See who", href: "/admin/ops/sessions/3#refused" },
      urgent: true,
      live: true,
    },
    {
      id: "3",
      text: "AWS-14 7:30 pm: no trainer",
      fix: { label: "See the class", href: "/admin/ops/sessions/2" },
      urgent: false,
      live: false,
    },
  ],
  problemCount: 3,
  owners: [
    { label: "My batches", href: "?owner=mine", current: false },
    { label: "All batches", href: "?owner=all", current: true },
  ],
  mine: false,
  figures: [
    {
      name: "Time to assign",
      text: "4 h, 9 in 10 within 2 days",
      about: "From waiting for a batch to a place in one: 37 students of the last 7 days.",
      worst: [
        {
          id: "1",
          who: { label: "Meera Krishnan", href: "/admin/ops/students/1" },
          text: "MD-1042, 5 days until AWS-14",
        },
        { id: "2", who: { label: "Joseph K", href: "/admin/ops/students/2" }, text: "MD-1077, 3 days until GENAI-03" },
      ],
    },
  ],
  classes: [
    row({
      id: "1",
      day: "Sun 22 Nov",
      time: "11:30 pm",
      name: "DEVOPS-09 · Terraform state",
      trainer: "Omar",
      state: { word: "Live", tone: "good" },
      host: { word: "In", tone: "good" },
      joined: 39,
      refused: 1,
      refusedReasons: [{ reason: "not assigned", count: 1 }],
    }),
    row({
      id: "3",
      time: "7:00 pm",
      name: "GENAI-03 · Retrieval",
      state: { word: "Live", tone: "good" },
      host: { word: "In", tone: "good" },
      assigned: 60,
      provisioned: 60,
      joined: 51,
      refused: 7,
      refusedReasons: [
        { reason: "payment not verified", count: 6 },
        { reason: "plan expired", count: 1 },
      ],
    }),
    row({
      id: "2",
      time: "7:30 pm",
      name: "AWS-14 · VPC and subnets",
      state: { word: "Later", tone: "info" },
      trainer: null,
      link: { word: "Missing", tone: "danger" },
      host: { word: "Not in", tone: "attention" },
      assigned: 118,
      provisioned: 0,
      actions: [
        { label: "Set link", href: "/admin/ops/sessions/2" },
        { label: "Open now", href: "/admin/ops/sessions/2#open" },
      ],
    }),
    row({
      id: "4",
      time: "9:00 pm",
      name: "DATA-21 · Window functions",
      state: { word: "Cancelled", tone: "attention" },
      provisioned: 0,
      assigned: 31,
      actions: [],
    }),
  ],
  days: [
    { label: "Yesterday", href: "?day=2026-11-22" },
    { label: "Tomorrow", href: "?day=2026-11-24" },
  ],
};

const today = (view: Partial<TodayView>): ReactElement => (
  <TodayScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/today")}
    person={ravi}
    view={{ ...busyDay, ...view }}
  />
);

const openClass: ClassView = {
  name: "AWS-14 · VPC and subnets",
  when: "Mon 23 Nov, 7:30–9:30 pm IST",
  state: { word: "Live", tone: "good" },
  backHref: "/admin/ops/today",
  attendanceHref: "/admin/ops/sessions/2/attendance",
  facts: [
    { term: "Batch", text: "AWS-14" },
    { term: "Trainer", text: "Nila Varghese" },
    { term: "Joinable", text: "7:15 pm to 10:00 pm IST" },
    { term: "Link", text: "Set", tone: "good" },
    { term: "Host", text: "Not in", tone: "attention" },
  ],
  counts: [
    { label: "Assigned", count: 118, tone: "neutral" },
    { label: "Provisioned", count: 116, tone: "neutral" },
    { label: "Missing", count: 2, tone: "attention" },
    { label: "Joined", count: 97, tone: "good" },
    { label: "Refused", count: 2, tone: "danger" },
  ],
  refused: [
    {
      id: "1",
      at: "7:31:20 pm",
      student: { label: "Meera Krishnan", href: "/admin/ops/students/1" },
      studentCode: "MD-1042",
      reason: "Payment is due",
      fix: "Verify the receipt, or admit her to this class",
      times: 3,
      since: null,
    },
    {
      id: "2",
      at: "7:28:02 pm",
      student: { label: "Joseph K", href: "/admin/ops/students/2" },
      studentCode: "MD-1077",
      reason: "Not in this batch",
      fix: "Assign him, or admit him to this class",
      times: 1,
      since: "Joined 7:30 pm",
    },
  ],
  history: {
    entries: [
      {
        id: "1",
        text: "Ravi (ops) admitted Joseph K to this class",
        when: "Mon 23 Nov, 7:29 pm IST",
        why: "moves to AWS-14 tomorrow",
      },
      { id: "2", text: "Hub made 116 of 118 personal links", when: "Sun 22 Nov, 7:30 pm IST" },
    ],
    older: "/admin/ops/sessions/1?older=2026-11-22",
  },
  told: {
    title: "New time: who has heard",
    text: "Sun 22 Nov, 5:10 pm IST · Trainer is away",
    counts: [
      { label: "Opened in Hub", count: 41, tone: "good" },
      { label: "Mailed", count: 76, tone: "good" },
      { label: "On its way", count: 0, tone: "neutral" },
      { label: "Not reached", count: 1, tone: "danger" },
      { label: "Not invited yet", count: 0, tone: "attention" },
    ],
    notInvited: "",
    unreached: [{ href: "/admin/ops/students/3", label: "Joseph K MD-1077" }],
  },
  actions: {
    pages: [
      { label: "Change this class, or it and all that follow", href: "/admin/ops/sessions/2/change" },
      { label: "Another trainer from here on", href: "/admin/ops/sessions/2/change?scope=following" },
      { label: "Announce to this class", href: "/admin/ops/batches/1/announce?session=2" },
      { label: "Batch AWS-14", href: "/admin/ops/batches/1" },
    ],
    resend: {
      unavailable: null,
      explains: "At the address each of them has now. Correct a wrong one first, on the student's page.",
      verb: "Mail 1 student again",
    },
    cancel: {
      unavailable: null,
      version: 3,
      explains: "118 students are mailed that it does not take place, with your reason.",
    },
    start: { unavailable: null, action: "/admin/ops/sessions/2/start" },
    openNow: { unavailable: "It is open already, since 7:15 pm.", explains: "" },
    closeLater: {
      unavailable: null,
      explains: "The class closes to late students at 10:00 pm IST.",
      until: [
        { value: "2026-11-23T17:00", label: "10:30 pm IST, 30 minutes longer" },
        { value: "2026-11-23T17:30", label: "11:00 pm IST, 1 hour longer" },
      ],
    },
    replaceLink: {
      unavailable: null,
      version: 1,
      explains: "Everybody who joins from now on gets the new link at once; personal links follow.",
    },
    admit: {
      unavailable: null,
      explains: "Lets one student into this class only. Their enrollment stays as it is.",
      students: [{ value: "1", label: "Meera Krishnan, MD-1042: payment is due" }],
    },
  },
  errors: null,
  typed: {},
  flash: null,
};

const oneClass = (view: Partial<ClassView>): ReactElement => (
  <ClassScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/today")}
    person={ravi}
    view={{ ...openClass, ...view }}
  />
);

const deadLetters = (view: Partial<DeadLettersView>): ReactElement => (
  <DeadLettersScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/dead-letters")}
    person={ravi}
    view={{
      letters: [
        {
          id: "1",
          kind: "Sign-in code mail",
          error: "resend.rate_limited after 5 tries (429)",
          tries: 5,
          age: "2 h",
          since: "Mon 23 Nov, 5:12 pm IST",
        },
        {
          id: "2",
          kind: "Registrant link",
          error: "zoom.registration_off",
          tries: 8,
          age: "26 h",
          since: "Sun 22 Nov, 5:40 pm IST",
        },
      ],
      total: 61,
      pages: { text: "1 to 50 of 61", previous: null, next: "?page=2" },
      replayUnavailable: null,
      flash: null,
      ...view,
    }}
  />
);

export const consolePages: Record<string, ReactElement> = {
  today: today({}),
  "today-empty": today({
    problems: [],
    problemCount: 0,
    classes: [],
    figures: [],
    mine: true,
    renewEverySeconds: null,
    renewToggle: { label: "Renew again", href: "?" },
  }),
  class: oneClass({}),
  "class-admit": oneClass({ opened: "admit" }),
  "class-done": oneClass({
    flash: {
      tone: "good",
      title: "The new link is in use",
      text: "97 students who are in stay in; who joins from now on comes by the new link.",
    },
  }),
  "class-errors": oneClass({
    refused: [],
    history: null,
    errors: {
      form: "replace_link",
      list: [
        { field: "link", message: "Use a link that starts with https://, or a meeting ID of 9 to 11 digits." },
        { field: "reason", message: "Write why, in a few words." },
      ],
    },
  }),
  "dead-letters": deadLetters({}),
  "dead-letters-no-replay": deadLetters({
    replayUnavailable: "Your role can see these. An ops person can replay them.",
    pages: null,
  }),
  "dead-letters-empty": deadLetters({
    letters: [],
    total: 0,
    flash: { tone: "good", title: "61 dead letters are on their way again", text: null },
  }),
};
