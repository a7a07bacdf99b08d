import type { Tenant } from "#kernel/ctx";
import { maskedEmail } from "#kernel/email";
import { clockTime, minutesBetween, rangeText, whenText, zoneName } from "#kernel/time";

import { joinWindow } from "../sessions/join/join-window";
import type { JoinWindowPolicy } from "../sessions/join/join-window";
import { mayAttend } from "./class-seat";
import type { DeliveryFacts } from "./delivery-facts";
import type { MailContent, Template } from "./mail-content";
import { reminderInTime } from "./reminder-window";
import type { Reminder } from "./reminder-window";
import type { Category } from "./tables";

export type Asked = { facts: DeliveryFacts; tenant: Tenant; now: Date; window: JoinWindowPolicy };
type Rule = {
  category: Category;
  /** Why it must not go out any more; null while it is still true. */
  stale(asked: Asked): string | null;
  /** What it says. `secret` is the opened code of a code mail. */
  content(asked: Asked, secret: string | null): MailContent;
};

/** Every mail Hub sends: what makes it stale, checked at each try, and what it says. */
export const mailRules: Record<Template, Rule> = {
  code: {
    category: "code",
    stale: ({ facts: { code, delivery } }) =>
      !code?.live ? "code.over" : code.sealed === null && delivery.bodySealed === null ? "code.erased" : null,
    content: ({ facts, tenant, now }, secret) => ({
      template: "code",
      tenant,
      host: facts.host,
      flowId: facts.delivery.subjectId,
      code: secret!,
      validMinutes: Math.max(1, Math.round(minutesBetween(now, new Date(facts.code!.expiresAt)))),
    }),
  },
  not_invited: {
    category: "code",
    stale: ({ facts: { code } }) => (code?.live ? null : "code.over"),
    content: ({ facts, tenant }) => ({ template: "not_invited", tenant, host: facts.host, address: facts.address! }),
  },
  class_reminder_day: reminder("class_reminder_day"),
  class_reminder_soon: reminder("class_reminder_soon"),
  class_cancelled: {
    category: "schedule",
    stale: ({ facts: { session, seat }, now }) => {
      if (session?.state !== "cancelled") return "class.restored";
      if (!seat) return "student.not_in_class";
      return new Date(session.endsAt) <= now ? "class.past" : null;
    },
    content: (asked) => ({
      ...aboutClass(asked),
      template: "class_cancelled",
      reason: asked.facts.session!.cancelReason,
    }),
  },
  class_moved: {
    category: "schedule",
    stale: (asked) => {
      const { session, seat } = asked.facts;
      if (!seat) return "student.not_in_class";
      return movedAway(asked) ?? (new Date(session!.endsAt) <= asked.now ? "class.past" : null);
    },
    content: (asked) => {
      const about = aboutClass(asked);
      const moved = asked.facts.session!.moved;
      const was = moved
        ? rangeText(new Date(moved.wasStartsAt), new Date(moved.wasEndsAt), asked.tenant.zone)
        : about.when;
      return { ...about, template: "class_moved", was, reason: moved?.reason ?? null };
    },
  },
  invite: {
    category: "account",
    stale: ({ facts: { student } }) => (!student ? "student.disabled" : student.signedIn ? "student.signed_in" : null),
    content: ({ facts, tenant }) => ({ template: "invite", tenant, host: facts.host, name: facts.student!.name }),
  },
  address_added: {
    category: "account",
    stale: ({ facts: { student, added } }) => (!student ? "student.disabled" : added ? null : "address.removed"),
    content: ({ facts, tenant }) => ({
      template: "address_added",
      tenant,
      host: facts.host,
      masked: maskedEmail(facts.added!),
    }),
  },
  address_changed: {
    category: "account",
    stale: ({ facts: { student, changed } }) => (!student ? "student.disabled" : changed ? null : "address.back"),
    content: ({ facts, tenant }) => ({
      template: "address_changed",
      tenant,
      host: facts.host,
      masked: maskedEmail(facts.changed!.to),
      opensStill: facts.changed!.opensStill,
    }),
  },
  class_restored: {
    category: "schedule",
    stale: ({ facts: { session, seat }, now }) => {
      if (session?.state !== "scheduled") return "class.not_scheduled";
      if (!seat) return "student.not_in_class";
      return new Date(session.endsAt) <= now ? "class.past" : null;
    },
    content: (asked) => ({ ...aboutClass(asked), template: "class_restored" }),
  },
  batch_moved: {
    category: "schedule",
    stale: ({ facts: { series, seat } }) => {
      if (!series?.classes.some((one) => one.now)) return "class.moved_since";
      return seat ? null : "student.not_in_class";
    },
    content: ({ facts, tenant }) => {
      const { batch, course, reason, classes } = facts.series!;
      // What moved once more since is told by that move's own mail.
      const now = classes.filter((one) => one.now);
      return {
        template: "batch_moved",
        tenant,
        host: facts.host,
        batch,
        course,
        reason,
        classes: now.slice(0, shownClasses).map((one) => ({
          title: one.title,
          was: rangeOf(one.wasStartsAt, one.wasEndsAt, tenant.zone),
          now: one.state === "cancelled" ? null : rangeOf(one.startsAt, one.endsAt, tenant.zone),
        })),
        more: Math.max(0, now.length - shownClasses),
      };
    },
  },
  batch_cancelled: {
    category: "schedule",
    // Placed by hand meanwhile: that place has its own mail.
    stale: ({ facts: { move } }) => (!move ? "move.gone" : !move.to && move.closed ? "student.placed" : null),
    content: ({ facts, tenant }) => {
      const { batch, course, reason, to, owner } = facts.move!;
      return {
        template: "batch_cancelled",
        tenant,
        host: facts.host,
        batch,
        course,
        reason,
        to: to && { batch: to.batch, next: to.nextAt ? whenText(new Date(to.nextAt), tenant.zone) : null },
        owner,
      };
    },
  },
  contest_answered: {
    category: "class",
    stale: ({ facts: { contest } }) => (contest?.answer ? null : "contest.not_answered"),
    content: ({ facts, tenant }) => {
      const { sessionId, course, title, startsAt, endsAt, state, mark, answer } = facts.contest!;
      return {
        template: "contest_answered",
        tenant,
        host: facts.host,
        sessionId,
        course,
        title,
        when: rangeOf(startsAt, endsAt, tenant.zone),
        isChanged: state === "accepted",
        mark,
        answer: answer!,
      };
    },
  },
  place_given: {
    category: "schedule",
    stale: ({ facts: { cohort } }) => (cohort ? null : "student.not_in_class"),
    content: (asked) => ({ ...aboutCohort(asked), template: "place_given" }),
  },
  classes_planned: {
    category: "schedule",
    stale: ({ facts: { cohort } }) =>
      !cohort ? "student.not_in_class" : cohort.coming === 0 ? "class.not_scheduled" : null,
    content: (asked) => ({ ...aboutCohort(asked), template: "classes_planned" }),
  },
  announcement: {
    category: "class",
    stale: ({ facts: { announcement } }) => (announcement ? null : "announcement.gone"),
    content: ({ facts, tenant }) => ({ template: "announcement", tenant, host: facts.host, ...facts.announcement! }),
  },
};

const shownClasses = 6;
const rangeOf = (from: string, to: string, zone: string) => rangeText(new Date(from), new Date(to), zone);

export const isTemplate = (text: string): text is Template => Object.hasOwn(mailRules, text);

function reminder(template: Reminder): Rule {
  return {
    category: "class",
    content: (asked) => ({ ...aboutClass(asked), ...aboutJoining(asked), template }),
    stale: (asked) => {
      const { facts, tenant, now } = asked;
      const gone = movedAway(asked);
      if (gone) return gone;
      const startsAt = new Date(facts.session!.startsAt);
      if (!facts.seat || !mayAttend(facts.seat, startsAt, tenant.zone)) return "student.not_in_class";
      const moved = facts.session!.moved;
      return reminderInTime(template, { startsAt, movedAt: moved && new Date(moved.at) }, now)
        ? null
        : "reminder.too_late";
    },
  };
}

/** An occurrence is the class at one time; after a move or a cancellation it says something that is no longer so. */
function movedAway({ facts: { session, delivery } }: Asked): string | null {
  if (session?.state !== "scheduled") return "class.not_scheduled";
  // "3/1" is the same move, told once more to who was not reached.
  return String(session.sequence) === delivery.occurrence.split("/")[0] ? null : "class.moved_since";
}

function aboutClass({ facts, tenant }: Asked) {
  const { id, course, title, startsAt, endsAt } = facts.session!;
  const when = rangeText(new Date(startsAt), new Date(endsAt), tenant.zone);
  return { tenant, host: facts.host, sessionId: id, course, title, when };
}

function aboutCohort({ facts, tenant }: Asked) {
  const { batch, course, nextAt, coming } = facts.cohort!;
  return { tenant, host: facts.host, batch, course, next: nextAt && whenText(new Date(nextAt), tenant.zone), coming };
}

function aboutJoining({ facts, tenant, now, window }: Asked) {
  const session = facts.session!;
  const { opensAt } = joinWindow({ ...session, closesAtOverride: null, stillRunning: false }, window);
  const clock = (at: Date) => `${clockTime(at, tenant.zone)} ${zoneName(at, tenant.zone)}`;
  return {
    number: `class ${session.number} of ${Math.max(session.of, session.number)}`,
    startsAt: clock(new Date(session.startsAt)),
    opensAt: clock(opensAt),
    isOpen: opensAt <= now,
    trainer: session.trainer,
  };
}
