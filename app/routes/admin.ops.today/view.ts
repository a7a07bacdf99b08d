import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import { addDays, clockTime, clockTimeWithSeconds, dayText, minutesBetween } from "#kernel/time";
import type { ClassToday } from "#domain/sessions/get-today-page";

import { wordsOfRefusal } from "../../join-words";
import { paths } from "../../paths";
import type { BadgeText } from "../../ui/tenant";
import type { TodayClass } from "./class-table";
import type { TodayView } from "./screen";

const every = 10;

/** Today as ops reads it: what needs somebody first, then the day. */
export function todayView(
  page: { day: string; classes: ClassToday[] },
  now: Date,
  zone: string,
  today: string,
  actor: Actor,
  renew: boolean,
): TodayView {
  return {
    dayText: dayText(page.day, today),
    isToday: page.day === today,
    renewedAt: clockTimeWithSeconds(now, zone),
    renewEverySeconds: renew ? every : null,
    renewToggle: renew
      ? { label: "Hold still", href: `${paths.today()}?day=${page.day}&renew=off` }
      : { label: "Renew by itself", href: `${paths.today()}?day=${page.day}` },
    problems: page.classes.flatMap((c) => problemsOf(c, now, zone)),
    classes: page.classes.map((c) => rowOf(c, now, zone, actor)),
    days: [
      { label: "Day before", href: `${paths.today()}?day=${addDays(page.day, -1)}` },
      ...(page.day === today ? [] : [{ label: "Today", href: paths.today() }]),
      { label: "Day after", href: `${paths.today()}?day=${addDays(page.day, 1)}` },
    ],
  };
}

const isOpen = (c: ClassToday, now: Date) => c.state === "scheduled" && c.opensAt <= now && now <= c.closesAt;
const name = (c: ClassToday) => `${c.batchCode} · ${c.title}`;

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

function problemsOf(c: ClassToday, now: Date, zone: string): TodayView["problems"] {
  if (c.state !== "scheduled" || now > c.closesAt) return [];
  const found: { id: string; text: string; urgent: boolean }[] = [];
  const soon = minutesBetween(now, c.startsAt) <= 60;
  const at = `${c.batchCode} ${clockTime(c.startsAt, zone)}`;
  if (soon && !c.hasFallback && c.provisioned < c.assigned)
    found.push({
      id: "link",
      text: `${at}: ${c.assigned - c.provisioned} of ${c.assigned} students have no meeting link`,
      urgent: true,
    });
  if (!c.hostIn && minutesBetween(now, c.startsAt) <= 5 && now <= c.endsAt)
    found.push({ id: "host", text: `${at}: the host is not in`, urgent: true });
  if (!c.trainer) found.push({ id: "trainer", text: `${at}: no trainer`, urgent: soon });
  const out = c.refused.filter((r) => r.code !== "join.too_early");
  const students = out.reduce((sum, r) => sum + r.students, 0);
  if (students > 0)
    found.push({
      id: "refused",
      text: `${at}: ${students} refused (${out.map((r) => wordsOfRefusal(r.code).short).join(", ")})`,
      urgent: isOpen(c, now),
    });
  return found
    .toSorted((a, b) => Number(b.urgent) - Number(a.urgent))
    .map((p) => ({ ...p, id: `${c.id}-${p.id}`, href: paths.session(c.id) }));
}

function rowOf(c: ClassToday, now: Date, zone: string, actor: Actor): TodayClass {
  const may = can(actor, "session.open_window") === true && c.state === "scheduled" && now <= c.closesAt;
  return {
    id: c.id,
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
    actions: [
      ...(may ? [{ label: isOpen(c, now) ? "Close later" : "Open now", href: `${paths.session(c.id)}#actions` }] : []),
      // A trainer's Today shows own classes only.
      ...(can(actor, "attendance.read", { assigned: true }) === true
        ? [{ label: "Attendance", href: paths.attendance(c.id) }]
        : []),
    ],
  };
}
