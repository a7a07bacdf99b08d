import { leadingEnrollment } from "#domain/sessions/get-home-page";
import type { HomeEnrollment, HomePage, HomeSession } from "#domain/sessions/get-home-page";
import type { StudentNotice } from "#domain/notifications/student-notices";
import { isJoinable } from "#domain/enrollments/effective-state";
import {
  clockTime,
  dayText,
  daysBetween,
  localDay,
  minutesBetween,
  rangeText,
  shortDay,
  spanText,
  whenText,
} from "#kernel/time";
import { schoolWords } from "#kernel/school-words";
import type { SchoolWords } from "#kernel/school-words";
import type { Tenant } from "#kernel/ctx";

import { noticeLines } from "../../notice-words";
import { paths } from "../../paths";
import type { ClassSummary, Primary } from "./primary";
import type { HomeView } from "./screen";

/** What Home says of the facts, by the server's clock. `attemptKey` makes a double click one attempt. */
export function homeView(
  page: HomePage,
  notices: StudentNotice[],
  now: Date,
  { zone, words: given }: Pick<Tenant, "zone" | "words">,
  attemptKey: string,
): HomeView {
  const words = schoolWords(given);
  const leading = leadingEnrollment(page.enrollments);
  const ahead = page.sessions.filter((s) => s.closesAt >= now);
  const primary = primaryOf(leading, ahead, page, now, { zone, words }, attemptKey);
  const shown = primary.kind === "live" || primary.kind === "next" ? firstClass(ahead) : null;
  const calledOff = ahead.filter((s) => s.state === "cancelled" && localDay(s.startsAt, zone) <= nextDay(now, zone));
  return {
    clockNote: whenText(now, zone),
    primary,
    cancelled: calledOff.map((s) => ({
      id: s.id,
      title: `${s.courseName} · ${s.title}`,
      when: rangeText(s.startsAt, s.endsAt, zone),
      reason: s.cancelReason,
    })),
    next: ahead
      .filter((s) => s.id !== shown?.id && !calledOff.includes(s))
      .slice(0, 5)
      .map((s) => ({
        id: s.id,
        when: `${shortDay(s.startsAt, zone)}, ${clockTime(s.startsAt, zone)}`,
        title: s.title,
        cancelled: s.state === "cancelled",
      })),
    nextEmpty: shown
      ? "No further class is planned yet. New dates appear here, and we remind you of each by mail."
      : "No class is planned for you yet. Dates appear here as soon as they are set, and we mail you.",
    plan: leading ? { name: leading.planName, ...validity(leading, page.today), fix: null } : null,
    requests: [],
    // A class called off stands above already.
    notices: noticeLines(
      notices.filter(
        ({ template, session }) =>
          template !== "class_cancelled" ||
          !calledOff.some((s) => s.title === session?.title && s.startsAt.getTime() === Date.parse(session.startsAt)),
      ),
      zone,
      words,
    ),
    noticesHref: paths.notifications(),
  };
}

const nextDay = (now: Date, zone: string) => localDay(new Date(now.getTime() + 86_400_000), zone);
const firstClass = (ahead: HomeSession[]) => ahead.find((s) => s.state === "scheduled") ?? null;

function primaryOf(
  leading: HomeEnrollment | null,
  ahead: HomeSession[],
  page: HomePage,
  now: Date,
  { zone, words }: { zone: string; words: SchoolWords },
  attemptKey: string,
): Primary {
  if (!leading)
    return {
      kind: "nothing",
      title: "No plan yet",
      body: "Your school has not added a plan for you. Ask support if you paid for one.",
      action: null,
    };
  const blocked = blockedBy(leading, page.today);
  if (blocked) return blocked;
  const first = firstClass(ahead);
  if (first && first.opensAt <= now)
    return {
      kind: "live",
      ...summary(first, now, zone),
      joinForm: { action: paths.join(first.id), hidden: { attemptKey } },
    };
  if (first) {
    const minutes = minutesBetween(first.opensAt, first.startsAt);
    const opens =
      localDay(first.opensAt, zone) === localDay(now, zone)
        ? `at ${clockTime(first.opensAt, zone)}`
        : `on ${whenText(first.opensAt, zone)}`;
    return {
      kind: "next",
      ...summary(first, now, zone),
      opensText: `Opens ${opens}, ${spanText(minutes)} before the start.`,
      opensInSeconds: secondsTo(first.opensAt, now),
    };
  }
  if (leading.tasks.length > 0)
    return {
      kind: "onboarding",
      title: "Before your first class",
      body: "These never keep you out of class; they help us prepare it for you.",
      tasks: leading.tasks.map((t) => ({
        id: t.id,
        title: t.title,
        done: false,
        dueText: t.dueOn ? `By ${dayText(t.dueOn, page.today)}` : null,
        href: null,
      })),
    };
  if (!isJoinable(leading.effective))
    return {
      kind: "nothing",
      title: `Your ${words.batch} is being chosen`,
      body: "As soon as you have a place, your classes appear here and we mail you.",
      action: null,
    };
  return {
    kind: "nothing",
    title: "No class is planned right now",
    body: "New dates appear here as soon as they are set, and we mail you.",
    action: null,
  };
}

/** A plan that keeps the student out of class, in the gate's own order of reasons. */
function blockedBy(e: HomeEnrollment, today: string): Primary | null {
  const block = (code: string, title: string, body: string): Primary => ({
    kind: "blocked",
    code,
    title,
    body,
    action: null,
  });
  switch (e.effective) {
    case "SUSPENDED":
      return block(
        "join.enrollment_suspended",
        "Your plan is suspended",
        `${e.stateReason ? `${sentence(e.stateReason)} ` : ""}Classes are closed until it is lifted. Ask support what is needed.`,
      );
    case "EXPIRED":
      return block(
        "join.enrollment_expired",
        e.validUntilOn ? `Your plan ended on ${dayText(e.validUntilOn, today)}` : "Your plan has ended",
        "Classes are closed since then. Ask support for more time; they can extend it the same day.",
      );
    case "PAUSED":
      return block(
        "join.enrollment_paused",
        e.pausedUntilOn ? `Your plan is paused until ${dayText(e.pausedUntilOn, today)}` : "Your plan is paused",
        "Your validity grows by the days you pause. To come back earlier, ask support.",
      );
    case "COMPLETED":
      return block("join.enrollment_closed", "You completed your plan", "Well done. For another course, ask support.");
    case "CANCELLED":
    case "REFUNDED":
      return block(
        "join.enrollment_closed",
        "Your plan is closed",
        "Classes are no longer open to you. If this is a mistake, ask support.",
      );
    default:
      return e.keptOutByPayment
        ? block(
            "join.payment_due",
            "A payment is open",
            "Classes open as soon as it is confirmed. If you have paid, send support the receipt: they can let you in at once.",
          )
        : null;
  }
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
const secondsTo = (at: Date, now: Date) => Math.ceil((at.getTime() - now.getTime()) / 1000);

function summary(s: HomeSession, now: Date, zone: string): ClassSummary {
  return {
    courseName: s.courseName,
    title: s.title,
    number: `class ${s.number} of ${Math.max(s.planned, s.number)}`,
    when: rangeText(s.startsAt, s.endsAt, zone),
    trainer: s.trainer,
    startsInSeconds: secondsTo(s.startsAt, now),
  };
}

function validity(e: HomeEnrollment, today: string): { validityText: string; tone: "normal" | "attention" | "ended" } {
  if (!e.validUntilOn) return { validityText: "No end date", tone: "normal" };
  const days = daysBetween(today, e.validUntilOn);
  const on = dayText(e.validUntilOn, today);
  if (days < 0) return { validityText: `Ended ${spanText(-days * 1440)} ago, on ${on}`, tone: "ended" };
  if (days === 0) return { validityText: "Ends today, at midnight", tone: "attention" };
  return { validityText: `Ends in ${spanText(days * 1440)}, on ${on}`, tone: days <= 7 ? "attention" : "normal" };
}
