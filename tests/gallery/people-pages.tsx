import type { ReactElement } from "react";

import { InvitesScreen } from "../../app/routes/admin.ops.invites/screen";
import type { InvitesView } from "../../app/routes/admin.ops.invites/screen";
import { SignInsScreen } from "../../app/routes/admin.ops.sign-ins/screen";
import type { SignInsView } from "../../app/routes/admin.ops.sign-ins/screen";
import { SignInScreen } from "../../app/routes/admin.ops.sign-ins_.$signInId/screen";
import type { SignInView } from "../../app/routes/admin.ops.sign-ins_.$signInId/screen";
import { MergeScreen } from "../../app/routes/admin.ops.students_.$studentId_.merge/screen";
import type { MergeView } from "../../app/routes/admin.ops.students_.$studentId_.merge/screen";
import { ViewAsScreen } from "../../app/routes/admin.ops.students_.$studentId_.view/screen";
import { ViewAsClassesScreen } from "../../app/routes/admin.ops.students_.$studentId_.view_.classes/screen";
import { ViewAsNotificationsScreen } from "../../app/routes/admin.ops.students_.$studentId_.view_.notifications/screen";
import type { HomeView } from "../../app/routes/app._index/screen";
import { classes } from "./attendance-pages";
import { notices } from "./student-pages";
import type { ViewedFrame } from "../../app/ui/viewed-page";
import { consolePlaces, nimbus, ravi } from "./world";

const someInvites: InvitesView = {
  flash: null,
  all: [
    { label: "Invited", count: 412, tone: "neutral" },
    { label: "Sent", count: 410, tone: "neutral" },
    { label: "Delivered", count: 401, tone: "good" },
    { label: "Failed", count: 9, tone: "attention" },
    { label: "Signed in", count: 333, tone: "good" },
    { label: "Joined a class", count: 318, tone: "good" },
  ],
  countedNote: "Counted 7:31:20 pm",
  choice: {
    action: "/admin/ops/invites",
    who: {
      value: "never_invited",
      options: [
        { value: "never_invited", label: "Never invited" },
        { value: "invited", label: "Invited, never signed in" },
        { value: "all", label: "Everybody who never signed in" },
      ],
    },
    batchId: {
      label: "Batch",
      value: "14",
      options: [
        { value: "", label: "Any, or none" },
        { value: "14", label: "AWS-14" },
      ],
    },
    planId: { value: "", options: [{ value: "", label: "Any" }] },
    since: "2026-11-23",
    again: {
      label: "Invited in the last 3 days",
      value: "no",
      options: [
        { value: "no", label: "Leave out" },
        { value: "yes", label: "Invite again" },
      ],
    },
    errors: [],
  },
  chosen: null,
  rounds: [
    {
      id: "1",
      when: "Mon 23 Nov, 7:12 pm IST",
      by: "Ravi Menon",
      whom: "Never invited, AWS-14, since Mon 23 Nov",
      reason: "AWS-14 begins on Monday",
      state: { word: "Until 7:33 pm", tone: "info" },
      chosen: 118,
      funnel: null,
    },
    {
      id: "2",
      when: "Thu 19 Nov, 11:02 am IST",
      by: "Sana Sheikh",
      whom: "Never invited",
      reason: "Legacy students imported",
      state: { word: "Handed over", tone: "good" },
      chosen: 294,
      funnel: { sent: 294, delivered: 285, failed: 9, signedIn: 261, joined: 248 },
    },
  ],
  exportHref: "/admin/ops/invites/export",
  exportUnavailable: null,
  renewEverySeconds: 15,
  errors: [],
  typed: { reason: "" },
};

const invites = (view: Partial<InvitesView>): ReactElement => (
  <InvitesScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/invites")}
    person={ravi}
    view={{ ...someInvites, ...view }}
  />
);
const counted: InvitesView["chosen"] = {
  count: 128,
  sentence: "128 students would get a mail.",
  notes: [
    "They leave at 60 a minute, the last by Mon 23 Nov, 7:34 pm IST.",
    "3 students were invited less than 3 days ago and left out.",
    "1 address takes no mail: it came back before.",
    "Closed accounts, plans that are over and students who have signed in get none.",
  ],
  action: "/admin/ops/invites?who=never_invited",
  hidden: { expected: "128" },
};

const signIns = (view: Partial<SignInsView>): ReactElement => (
  <SignInsScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/sign-ins")}
    person={ravi}
    view={{
      rows: [
        {
          id: "1",
          href: "/admin/ops/sign-ins/1",
          email: "asha.rao92@home.example",
          tries: 4,
          first: "Sun 22 Nov, 8:40 pm IST",
          last: "Mon 23 Nov, 7:12 pm IST",
          note: null,
        },
        {
          id: "2",
          href: "/admin/ops/sign-ins/2",
          email: "a-very-long-mailbox-name-nobody-would-type@students.department.university.example",
          tries: 1,
          first: "Mon 23 Nov, 7:02 pm IST",
          last: "Mon 23 Nov, 7:02 pm IST",
          note: null,
        },
        {
          id: "3",
          href: "/admin/ops/sign-ins/3",
          email: "nila@nimbus.example",
          tries: 2,
          first: "Mon 23 Nov, 9:00 am IST",
          last: "Mon 23 Nov, 9:01 am IST",
          note: "Staff, or a closed account",
        },
      ],
      sorts: {
        last: { href: "/admin/ops/sign-ins?sort=last", now: "descending" },
        tries: { href: "/admin/ops/sign-ins?sort=-tries", now: null },
      },
      first: null,
      next: "/admin/ops/sign-ins?after=x",
      flash: null,
      ...view,
    }}
  />
);

const signIn = (view: Partial<SignInView>): ReactElement => (
  <SignInScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/sign-ins")}
    person={ravi}
    view={{
      email: "asha.rao92@home.example",
      facts: [
        { term: "Tries", text: "4 tries" },
        { term: "Last", text: "Mon 23 Nov, 7:12 pm IST" },
        { term: "First", text: "Sun 22 Nov, 8:40 pm IST" },
      ],
      likely: [
        {
          id: "a",
          name: "Asha Rao",
          code: "MD-1001",
          address: "as•••@nimbus.example",
          plan: { name: "Cloud Engineer, 12 months", state: { word: "Active", tone: "good" } },
          seen: "never signed in",
        },
        {
          id: "b",
          name: "Aasha Raju",
          code: "MD-1188",
          address: "aa•••@post.example",
          plan: null,
          seen: "has signed in",
        },
      ],
      before: [
        {
          id: "1",
          text: "Ravi Menon dismissed it",
          when: "Sun 22 Nov, 8:55 pm IST",
          why: "Did not answer the phone",
        },
      ],
      attachUnavailable: null,
      dismissUnavailable: null,
      backHref: "/admin/ops/sign-ins",
      errors: null,
      typed: { student: "", code: "", reason: "" },
      ...view,
    }}
  />
);

const looked: HomeView = {
  clockNote: "Mon 23 Nov, 7:20 pm IST",
  primary: {
    kind: "live",
    courseName: "AWS",
    title: "VPC and subnets",
    number: "class 14 of 36",
    when: "Mon 23 Nov, 7:30–9:30 pm IST",
    trainer: "Nila",
    startsInSeconds: -600,
    joinForm: { action: "/app/join/0192", hidden: { attemptKey: "" } },
    notYours: "Asha Rao can press this now. You look on: only they can join with it.",
  },
  cancelled: [],
  next: [{ id: "1", when: "Wed 25 Nov, 7:30 pm", title: "Load balancing", cancelled: false }],
  nextEmpty: "No further class is planned yet. New dates appear here, and we remind you of each by mail.",
  plan: { name: "Cloud Engineer, 12 months", validityText: "Ends in 42 days, on Mon 4 Jan", tone: "normal", fix: null },
  requests: [],
  notices: [],
  noticesHref: null,
};

const side = (title: string, name: string, email: string) => ({
  title,
  name,
  facts: [
    { term: "Addresses", text: email },
    { term: "Plans", text: "Cloud Engineer, 12 months: Active" },
    { term: "Places", text: "AWS-14 (AWS): Active" },
    { term: "Ledger", text: "2 entries" },
    { term: "Joins", text: "31 attempts" },
    { term: "Account made", text: "Mon 5 Oct, 10:02 am IST" },
    { term: "First signed in", text: "Never" },
  ],
});
const mergePreview: NonNullable<MergeView["preview"]> = {
  kept: side("Stays", "Asha Rao (MD-1001)", "asha.rao@nimbus.example"),
  merged: side("Goes", "Asha R (MD-1188)", "asha.rao92@home.example"),
  switchHref: "/admin/ops/students/1/merge?other=MD-1188&keep=other",
  consequences: [
    "1 plan, 1 place in a batch, 2 ledger entries and 31 attempts to join go over to Asha Rao (MD-1001).",
    "1 address signs in to MD-1001 from then on, and mails go to asha.rao@nimbus.example.",
    "MD-1188 closes, its sign-ins end, and its code stays reserved: looked up, it leads to MD-1001.",
    "For 24 hours it can be undone, exactly.",
  ],
  unavailable: null,
  verb: "Merge MD-1188 into MD-1001",
  hidden: { keptId: "1", mergedId: "2", version: "v" },
};
const merge = (view: Partial<MergeView>): ReactElement => (
  <MergeScreen
    tenant={nimbus}
    places={consolePlaces("/admin/ops/students")}
    person={ravi}
    view={{
      name: "Asha Rao",
      code: "MD-1001",
      backHref: "/admin/ops/today",
      flash: null,
      closed: null,
      find: { action: "/admin/ops/students/1/merge", typed: "", error: null },
      candidates: [
        { href: "/admin/ops/students/1/merge?other=MD-1188", text: "Asha R MD-1188", address: "as•••@home.example" },
        {
          href: "/admin/ops/students/1/merge?other=MD-1420",
          text: "Asha Raomil MD-1420",
          address: "ra•••@post.example",
        },
      ],
      candidatesTitle: "Accounts with a name like this one",
      preview: null,
      merges: [],
      errors: null,
      typed: { reason: "" },
      ...view,
    }}
  />
);

const lookingAt = (current: string): ViewedFrame => ({
  tenant: nimbus,
  student: "Asha Rao (MD-1001)",
  backHref: "/admin/ops/today",
  places: [
    { href: "/v", label: "Home", icon: "house", current: current === "/v" },
    { href: "/v/classes", label: "Classes", icon: "calendar-days", current: current === "/v/classes" },
  ],
});

export const peoplePages: Record<string, ReactElement> = {
  invites: invites({}),
  "invites-counted": invites({ chosen: counted }),
  "invites-errors": invites({
    chosen: counted,
    errors: [
      {
        field: null,
        message: "The number has changed since it was counted. Nothing was sent: look at the new number, then send.",
      },
      { field: "reason", message: "Say why; it stands in the record." },
    ],
    typed: { reason: "" },
  }),
  "invites-empty": invites({
    all: null,
    countedNote: null,
    rounds: [],
    renewEverySeconds: null,
    exportUnavailable: "Your role may see who was invited, and not take the list along.",
  }),
  "invites-sent": invites({
    flash: {
      tone: "good",
      title: "128 invites are on the way.",
      text: "The last one leaves by Mon 23 Nov, 7:34 pm IST. You can leave this page.",
    },
  }),
  "sign-ins": signIns({}),
  "sign-ins-empty": signIns({
    rows: [],
    next: null,
    flash: {
      tone: "good",
      title: "The address is attached.",
      text: "It signs the student in from now on. Ask them to try again; they are told at their known address too.",
    },
  }),
  "sign-in": signIn({}),
  "sign-in-errors": signIn({
    likely: [],
    before: [],
    errors: {
      form: "attach",
      list: [
        { field: "student", message: "No student has that code or address. Look them up and type the code." },
        { field: "reason", message: "Note which two questions you asked and what they said; it stands in the record." },
      ],
    },
    typed: { student: "", code: "MD-9999", reason: "asked" },
  }),
  "sign-in-done": signIn({
    attachUnavailable: "A student can sign in with this address.",
    dismissUnavailable: "A student can sign in with this address.",
  }),
  "view-as": <ViewAsScreen {...lookingAt("/v")} view={looked} />,
  "view-as-classes": <ViewAsClassesScreen {...lookingAt("/v/classes")} view={classes} />,
  "view-as-notifications": (
    <ViewAsNotificationsScreen
      {...lookingAt("")}
      view={{ home: "/v", notices, newest: null, older: "/v/notifications?before=1" }}
    />
  ),
  merge: merge({}),
  "merge-preview": merge({
    candidates: [],
    preview: mergePreview,
    find: { action: "/m", typed: "MD-1188", error: null },
  }),
  "merge-refused": merge({
    candidates: [],
    preview: {
      ...mergePreview,
      unavailable: "Both have a live plan “Cloud Engineer, 12 months”. Cancel one of them first.",
    },
    errors: {
      form: "merge",
      list: [{ field: "reason", message: "Say how you know that both are one person; it stands in the record." }],
    },
  }),
  "merge-done": merge({
    candidates: [],
    flash: {
      tone: "good",
      title: "Both accounts are one now.",
      text: "The student signs in with either address. It can be undone below for 24 hours.",
    },
    merges: [
      {
        id: "1",
        text: "Sana Sheikh merged Asha R (MD-1188) into Asha Rao (MD-1001)",
        when: "Mon 23 Nov, 7:31 pm IST",
        why: "Same person, showed both receipts",
        undone: null,
        undoUntil: "Tue 24 Nov, 7:31 pm IST",
        undoVerb: "Make MD-1188 an account again",
      },
      {
        id: "2",
        text: "Ravi Menon merged Asha Raomil (MD-1420) into Asha Rao (MD-1001)",
        when: "Fri 20 Nov, 11:02 am IST",
        why: "Same name",
        undone: "Undone Fri 20 Nov, 11:10 am IST: they are cousins",
        undoUntil: null,
        undoVerb: "Make MD-1420 an account again",
      },
    ],
  }),
  "merge-closed": merge({
    candidates: [],
    closed: {
      title: "This account was merged into Asha Rao (MD-1001).",
      goTo: { label: "Go to Asha Rao (MD-1001)", href: "/admin/ops/students/1/merge" },
    },
  }),
};
