import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import {
  addDays,
  clockTime,
  clockTimeWithSeconds,
  dayText,
  localDay,
  minutesBetween,
  shortDay,
  spanText,
} from "#kernel/time";
import type { ClassToday, Owner, TodayPage } from "#domain/sessions/get-today-page";
import type { TimeToAssign } from "#domain/sessions/time-to-assign";
import type { SchoolWords } from "#kernel/school-words";

import { wordsOfRefusal } from "../../join-words";
import { paths } from "../../paths";
import type { BadgeText } from "../../ui/tenant";
import type { TodayClass } from "./class-table";
import { fixAt, isOpen, problemsOf } from "./problems";
import type { Figure, TodayView } from "./screen";

const every = 10;
/** More than anybody reads; the classes themselves stand below. */
const mostProblems = 25;

type Seen = {
  now: Date;
  zone: string;
  today: string;
  actor: Actor;
  renew: boolean;
  wantedOwner: Owner | null;
  words: SchoolWords;
};

/** Today as ops reads it: what needs somebody first, then the day, live classes before those to come and those that are over. */
export function todayView(page: TodayPage, seen: Seen): TodayView {
  const { now, zone, today, actor, renew, wantedOwner, words } = seen;
  const href = (change: { day?: string; renew?: boolean; owner?: Owner | null }) => {
    const { day = page.day, renew: renewed = renew, owner = wantedOwner } = change;
    const search = new URLSearchParams();
    if (day !== today) search.set("day", day);
    if (owner) search.set("owner", owner);
    if (!renewed) search.set("renew", "off");
    const text = search.toString();
    return text ? `${paths.today()}?${text}` : paths.today();
  };
  const may = {
    setLink: can(actor, "session.set_link") === true,
    // A trainer's Today shows own classes only.
    host: can(actor, "session.host", { assigned: true }) === true,
  };
  const problems = page.classes
    .flatMap((c) => problemsOf(c, now, zone, may))
    .toSorted((a, b) => Number(b.urgent) - Number(a.urgent) || Number(b.live) - Number(a.live));
  return {
    dayText: dayText(page.day, today),
    isToday: page.day === today,
    renewedAt: clockTimeWithSeconds(now, zone),
    renewEverySeconds: renew ? every : null,
    renewToggle: renew
      ? { label: "Hold still", href: href({ renew: false }) }
      : { label: "Renew by itself", href: href({ renew: true }) },
    problems: problems.slice(0, mostProblems),
    problemCount: problems.length,
    classes: page.classes.toSorted((a, b) => phase(a, now) - phase(b, now)).map((c) => rowOf(c, seen, page.day)),
    days: [
      { label: "Day before", href: href({ day: addDays(page.day, -1) }) },
      ...(page.day === today ? [] : [{ label: "Today", href: href({ day: today }) }]),
      { label: "Day after", href: href({ day: addDays(page.day, 1) }) },
    ],
    owners: ownsBatches(actor)
      ? [
          { label: `My ${words.batches}`, href: href({ owner: "mine" }), current: page.owner === "mine" },
          { label: `All ${words.batches}`, href: href({ owner: "all" }), current: page.owner === "all" },
        ]
      : [],
    mine: page.owner === "mine",
    figures: page.timeToAssign ? [assignFigure(page.timeToAssign)] : [],
  };
}

/** Who sees all batches of the school has use for their own alone. */
const ownsBatches = (actor: Actor) => can(actor, "batch.update") === true;

const name = (c: ClassToday) => `${c.batchCode} · ${c.title}`;

/** Live first, then what is to come, then what is over; each in the order of its start. */
function phase(c: ClassToday, now: Date): number {
  if (isOpen(c, now)) return 0;
  return c.state === "scheduled" && now < c.opensAt ? 1 : 2;
}

export function stateWord(c: ClassToday, now: Date): BadgeText {
  if (c.state === "cancelled") return { word: "Cancelled", tone: "attention" };
  if (c.state === "ended" || now > c.closesAt) return { word: "Ended", tone: "neutral" };
  if (c.startsAt <= now) return { word: "Live", tone: "good" };
  return isOpen(c, now) ? { word: "Open", tone: "good" } : { word: "Later", tone: "info" };
}

export function linkWord(c: ClassToday): BadgeText {
  if (c.assigned > 0 && c.provisioned >= c.assigned) return { word: "Ready", tone: "good" };
  if (c.hasFallback) return { word: c.provisioned > 0 ? "Partly personal" : "Shared link", tone: "good" };
  return { word: "No link", tone: "danger" };
}

export function hostWord(c: ClassToday, now: Date): BadgeText {
  if (c.hostIn) return { word: "In", tone: "good" };
  if (c.state !== "scheduled" || minutesBetween(now, c.startsAt) > 5) return { word: "Not yet", tone: "neutral" };
  return { word: "Not in", tone: "attention" };
}

function rowOf(c: ClassToday, { now, zone, actor }: Seen, day: string): TodayClass {
  return {
    id: c.id,
    day: localDay(c.startsAt, zone) === day ? null : shortDay(c.startsAt, zone),
    time: clockTime(c.startsAt, zone),
    state: stateWord(c, now),
    name: name(c),
    href: paths.session(c.id),
    trainer: c.trainer,
    link: linkWord(c),
    host: hostWord(c, now),
    assigned: c.assigned,
    provisioned: c.provisioned,
    joined: c.joined,
    refused: c.refused.reduce((sum, r) => sum + r.students, 0),
    refusedReasons: c.refused.map((r) => ({ reason: wordsOfRefusal(r.code).short, count: r.students })),
    actions:
      c.state === "scheduled" && now <= c.closesAt
        ? [...actionsOf(c, now, actor), ...attendanceOf(c, actor)]
        : attendanceOf(c, actor),
  };
}

/** A trainer's Today shows own classes only. */
const attendanceOf = (c: ClassToday, actor: Actor): TodayClass["actions"] =>
  can(actor, "attendance.read", { assigned: true }) === true
    ? [{ label: "Attendance", href: paths.attendance(c.id) }]
    : [];

function actionsOf(c: ClassToday, now: Date, actor: Actor): TodayClass["actions"] {
  const opens = can(actor, "session.open_window") === true;
  const admits = can(actor, "session.admit") === true && c.refused.length > 0;
  return [
    ...(admits ? [{ label: "Admit", href: fixAt(c, "admit") }] : []),
    ...(opens && isOpen(c, now) ? [{ label: "Close later", href: fixAt(c, "close_later") }] : []),
    ...(opens && now < c.opensAt ? [{ label: "Open now", href: fixAt(c, "open_now") }] : []),
  ];
}

const assignFigure = ({ median, p90, students, longest }: TimeToAssign): Figure => ({
  name: "Time to assign",
  text: `${spanText(median)}, 9 in 10 within ${spanText(p90)}`,
  about: `From waiting for a place to having one: ${students === 1 ? "1 student" : `${students} students`} of the last 7 days.`,
  worst: longest.map((one) => ({
    id: one.studentId,
    who: { label: one.name, href: paths.student(one.studentId) },
    text: `${one.code}, ${spanText(one.minutes)} until ${one.batchCode}`,
  })),
});
