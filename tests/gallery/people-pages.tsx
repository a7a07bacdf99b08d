import type { ReactElement } from "react";

import { InvitesScreen } from "../../app/routes/admin.ops.invites/screen";
import type { InvitesView } from "../../app/routes/admin.ops.invites/screen";
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
};
