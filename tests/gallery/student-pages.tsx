import type { ReactElement } from "react";

import { HomeScreen } from "../../app/routes/app._index/screen";
import type { HomeView } from "../../app/routes/app._index/screen";
import { JoinScreen } from "../../app/routes/app.join.$sessionId/screen";
import type { JoinView } from "../../app/routes/app.join.$sessionId/screen";
import { NotificationsScreen } from "../../app/routes/app.notifications/screen";
import { ProfileScreen } from "../../app/routes/app.profile/screen";
import type { NoticeLine } from "../../app/ui/notice-list";
import { nimbus, raga, studentPlaces } from "./world";

const vpc = {
  courseName: "AWS",
  title: "VPC and subnets",
  number: "class 14 of 36",
  when: "Mon 23 Nov, 7:30–9:30 pm IST",
  trainer: "Nila",
};
const joinForm = { action: "/app/join/0192", hidden: { attemptKey: "a1" } };

const quietHome: HomeView = {
  clockNote: "Mon 23 Nov, 7:20 pm IST",
  primary: { kind: "live", ...vpc, startsInSeconds: 600, joinForm },
  cancelled: [],
  next: [
    { id: "1", when: "Wed 25 Nov, 7:30 pm", title: "Load balancing", cancelled: false },
    { id: "2", when: "Fri 27 Nov, 7:30 pm", title: "Auto scaling", cancelled: false },
    { id: "3", when: "Mon 30 Nov, 7:30 pm", title: "Object storage and its lifecycle rules", cancelled: true },
  ],
  nextEmpty: "No further class is planned yet. New dates appear here, and we remind you of each by mail.",
  plan: { name: "Cloud Engineer, 12 months", validityText: "Ends in 42 days, on Mon 4 Jan", tone: "normal", fix: null },
  requests: [],
  notices: [],
  noticesHref: "/app/notifications",
};

export const notices: NoticeLine[] = [
  {
    id: "1",
    title: "About AWS weekend & evenings",
    text: "Bring your laptop and the lab key on Monday, we start with the exercise of Friday.\nWho has none yet: write to support today.",
    meta: "Nila Varghese · Mon 23 Nov, 4:12 pm IST",
    href: null,
    isNew: true,
  },
  {
    id: "2",
    title: "New time: Load balancing",
    text: "AWS · Now Thu 26 Nov, 7:30–9:30 pm IST. It was planned for Wed 25 Nov, 7:30–9:30 pm IST. Why: The trainer is away.",
    meta: "Sun 22 Nov, 11:05 am IST",
    href: "/app/batches",
    isNew: true,
  },
  {
    id: "3",
    title: "You have a place in AWS weekend & evenings",
    text: "AWS: the next class is on Mon 23 Nov, 7:30 pm IST.",
    meta: "Mon 2 Nov, 10:00 am IST",
    href: "/app/batches",
    isNew: false,
  },
];

const home = (view: Partial<HomeView>, tenant = nimbus): ReactElement => (
  <HomeScreen tenant={tenant} places={studentPlaces("/app")} view={{ ...quietHome, ...view }} />
);

const refusal = (view: Partial<Extract<JoinView, { kind: "refused" }>>): ReactElement => (
  <JoinScreen
    tenant={nimbus}
    places={studentPlaces("/app")}
    view={{
      kind: "refused",
      code: "join.too_early",
      status: 422,
      title: "You can't join yet",
      body: "This class opens 15 minutes before it starts.",
      opens: null,
      fix: { label: "Back to Home", href: "/app" },
      second: null,
      retry: null,
      requestId: "01a1fe68-d054-7388-b846-32ee8df0d1c6",
      ...view,
    }}
  />
);

export const studentPages: Record<string, ReactElement> = {
  "home-ten-minutes": home({}),
  "home-live": home({
    primary: { kind: "live", ...vpc, startsInSeconds: -750, joinForm },
    requests: [{ id: "1", text: "Batch change to AWS-15: waiting for ops", href: "/app/requests/1" }],
    notices: notices.slice(0, 3),
  }),
  "home-next": home({
    primary: {
      kind: "next",
      ...vpc,
      startsInSeconds: 7500,
      opensText: "Opens at 7:15 pm, 15 minutes before the start.",
      opensInSeconds: 6600,
    },
    cancelled: [
      {
        id: "1",
        title: "AWS · Route tables",
        when: "Sat 21 Nov, 7:30 pm IST",
        reason: "Nila is ill. A new date follows by mail.",
      },
    ],
    plan: {
      name: "Cloud Engineer, 12 months",
      validityText: "Ends in 5 days, on Sat 28 Nov",
      tone: "attention",
      fix: { label: "Ask for more time", href: "/app/plan" },
    },
  }),
  "home-suspended": home({
    primary: {
      kind: "blocked",
      code: "join.enrollment_suspended",
      title: "Your enrollment is suspended",
      body: "Ops stopped it on Fri 20 Nov: the third instalment is open. Classes stay closed to you until it is settled; your place in AWS-14 is kept.",
      action: null,
    },
  }),
  "home-expired": home({
    primary: {
      kind: "blocked",
      code: "join.enrollment_expired",
      title: "Your plan ended on Sun 15 Nov",
      body: "Classes are closed to you since then. More time can be bought: ask support, they answer the same day.",
      action: { label: "See your plan", href: "/app/plan" },
    },
    next: [],
    plan: {
      name: "Cloud Engineer, 12 months",
      validityText: "Ended 8 days ago, on Sun 15 Nov",
      tone: "ended",
      fix: null,
    },
  }),
  "home-onboarding": home(
    {
      primary: {
        kind: "onboarding",
        title: "Two things before your first class",
        body: "They take five minutes. They never keep you out of class.",
        tasks: [
          { id: "1", title: "Fill in your details", done: false, dueText: "By Wed 25 Nov", href: "/app/profile" },
          { id: "2", title: "Read how classes work", done: true, dueText: null, href: null },
          { id: "3", title: "Install Zoom on your phone", done: false, dueText: null, href: null },
        ],
      },
      next: [],
    },
    raga,
  ),
  "home-nothing": home({
    primary: {
      kind: "nothing",
      title: "No class is planned for you yet",
      body: "You are on the list for AWS. When a batch has a date, it appears here and we mail you.",
      action: null,
    },
    next: [],
    plan: null,
  }),
  "join-confirm": (
    <JoinScreen tenant={nimbus} places={studentPlaces("")} view={{ kind: "confirm", ...vpc, form: joinForm }} />
  ),
  "join-too-early": refusal({
    opens: {
      at: "2026-11-23T13:45:00Z",
      inSeconds: 900,
      zone: "Asia/Kolkata",
      here: "Opens at 7:15 pm IST",
      elsewhere: "1:45 pm in London",
    },
    second: { label: "See your classes", href: "/app/classes" },
  }),
  "join-no-link": refusal({
    code: "join.no_link",
    status: 503,
    title: "Your link is not ready yet",
    body: "You are on the list for this class. The meeting's link is missing, and ops has been told just now.",
    retry: { everySeconds: 10, form: joinForm },
    fix: null,
  }),
  "join-not-assigned": refusal({
    code: "join.not_assigned",
    status: 403,
    title: "This class is not one of yours",
    body: "You are in AWS-15; this is a class of AWS-14. If you meant to move, ask for a batch change.",
    fix: { label: "See your next class", href: "/app" },
    second: { label: "Ask for help", href: "#support" },
  }),
  notifications: (
    <NotificationsScreen
      tenant={nimbus}
      places={studentPlaces("")}
      view={{ home: "/app", notices, newest: null, older: "/app/notifications?before=1" }}
    />
  ),
  "notifications-none": (
    <NotificationsScreen
      tenant={nimbus}
      places={studentPlaces("")}
      view={{ home: "/app", notices: [], newest: null, older: null }}
    />
  ),
  profile: (
    <ProfileScreen
      tenant={nimbus}
      places={studentPlaces("/app/profile")}
      view={{
        name: "Asha Raghunathan",
        studentCode: "MD-1001",
        addresses: [
          { address: "asha.raghunathan.long.address@students.example", primary: true },
          { address: "asha@example.in", primary: false },
        ],
        authSessions: [
          { id: "1", device: "Chrome on Android", since: "Mon 2 Nov", lastSeen: "now", current: true },
          {
            id: "2",
            device: "Firefox on Windows",
            since: "Sat 31 Oct",
            lastSeen: "Thu 19 Nov, 9:12 pm IST",
            current: false,
          },
        ],
        signOutAction: "/auth/logout",
        flash: "Signed out on Safari on iPhone",
      }}
    />
  ),
};
