import { can } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import { addMinutes, clockTime, clockTimeWithSeconds, dayText, localDay, spanText, whenText } from "#kernel/time";
import type { Funnel, InvitesPage } from "#domain/notifications/invites/get-invites-page";
import type { InviteChoice } from "#domain/notifications/invites/inputs";

import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { Count } from "#ui/counts";
import type { SchoolWords } from "#kernel/school-words";
import { schoolWords } from "#kernel/school-words";
import type { FieldError } from "../../ui/tenant";
import type { Chosen } from "./forms";
import type { InvitesView } from "./screen";

type Seen = {
  now: Date;
  tenant: Tenant;
  actor: Actor;
  /** What the address asked for; null on a first look. */
  choice: InviteChoice | null;
  choiceErrors: FieldError[];
  done: string | null;
};

const whoWords: Record<InviteChoice["who"], string> = {
  never_invited: "Never invited",
  invited: "Invited, never signed in",
  all: "Everybody who never signed in",
};

/** The address of a choice: what is counted is what is sent. */
export function searchOf(choice: InviteChoice): string {
  const search = new URLSearchParams({ who: choice.who });
  if (choice.batchId) search.set("batchId", choice.batchId);
  if (choice.planId) search.set("planId", choice.planId);
  if (choice.since) search.set("since", choice.since);
  if (choice.again) search.set("again", "yes");
  return `?${search.toString()}`;
}

/** Rounds and numbers in words. */
export function invitesView(page: InvitesPage, seen: Seen): InvitesView {
  const { now, tenant, choice, done } = seen;
  const { zone } = tenant;
  const days = spanText(page.policy.againAfterDays * 1440);
  const words = schoolWords(tenant.words);
  return {
    flash: flashOf(done, page, zone),
    all: page.all ? countsOf(page.all) : null,
    countedNote: page.all ? `Counted ${clockTimeWithSeconds(page.all.countedAt, zone)}` : null,
    choice: {
      action: paths.invites(),
      who: {
        value: choice?.who ?? "never_invited",
        options: Object.entries(whoWords).map(([value, label]) => ({ value, label })),
      },
      batchId: {
        label: words.Batch,
        value: choice?.batchId ?? "",
        options: [
          { value: "", label: "Any, or none" },
          ...page.choices.batches.map(({ id, code }) => ({ value: id, label: code })),
        ],
      },
      planId: {
        value: choice?.planId ?? "",
        options: [
          { value: "", label: "Any" },
          ...page.choices.plans.map(({ id, name }) => ({ value: id, label: name })),
        ],
      },
      since: choice?.since ?? "",
      again: {
        label: `Invited in the last ${days}`,
        value: choice?.again ? "yes" : "no",
        options: [
          { value: "no", label: "Leave out" },
          { value: "yes", label: "Invite again" },
        ],
      },
      errors: seen.choiceErrors,
    },
    chosen: choice && page.numbers ? chosenOf(choice, page, now, zone) : null,
    rounds: page.rounds.map((round) => ({
      id: round.id,
      when: whenText(round.startedAt, zone),
      by: round.startedBy ?? "Hub",
      whom: whomText(round.choice, page, localDay(now, zone), words),
      reason: round.reason,
      state: round.underWay
        ? { word: `Until ${clockTime(round.pacedUntil, zone)}`, tone: "info" }
        : { word: "Handed over", tone: "good" },
      chosen: round.chosen,
      funnel: round.funnel,
    })),
    exportHref: paths.invitesExport(),
    exportUnavailable:
      can(seen.actor, "student.export") === true
        ? null
        : "Your role may see who was invited, and not take the list along.",
    renewEverySeconds: page.rounds.some((round) => round.underWay || !round.funnel) ? 15 : null,
    errors: [],
    typed: { reason: "" },
  };
}

const countsOf = (funnel: Funnel): Count[] => [
  { label: "Invited", count: funnel.invited, tone: "neutral" },
  { label: "Sent", count: funnel.sent, tone: "neutral" },
  { label: "Delivered", count: funnel.delivered, tone: "good" },
  { label: "Failed", count: funnel.failed, tone: "attention" },
  { label: "Signed in", count: funnel.signedIn, tone: "good" },
  { label: "Joined a class", count: funnel.joined, tone: "good" },
];

function chosenOf(choice: InviteChoice, page: InvitesPage, now: Date, zone: string): Chosen {
  const { chosen, more, recent, unreachable } = page.numbers!;
  const { perMinute, againAfterDays } = page.policy;
  const waiting = page.rounds.reduce((until, { pacedUntil }) => (pacedUntil > until ? pacedUntil : until), now);
  const done = addMinutes(waiting, chosen / perMinute);
  return {
    count: chosen,
    sentence: chosen === 0 ? "Nobody would get a mail." : `${plural(chosen, "student", "students")} would get a mail.`,
    notes: [
      chosen > 0 ? `They leave at ${perMinute} a minute, the last by ${whenText(done, zone)}.` : null,
      more > 0
        ? `A round takes ${chosen} at most. ${plural(more, "student waits", "students wait")} for the next one.`
        : null,
      recent > 0
        ? `${plural(recent, "student was", "students were")} invited less than ${spanText(againAfterDays * 1440)} ago and left out.`
        : null,
      unreachable > 0
        ? `${plural(unreachable, "address takes", "addresses take")} no mail: it came back before.`
        : null,
      "Closed accounts, plans that are over and students who have signed in get none.",
    ].filter((note) => note !== null),
    action: paths.invites() + searchOf(choice),
    hidden: { expected: String(chosen) },
  };
}

function whomText(choice: InviteChoice, page: InvitesPage, today: string, words: SchoolWords): string {
  const named = <T extends { id: string }>(all: T[], id: string | null, name: (one: T) => string, gone: string) => {
    if (id === null) return null;
    const found = all.find((one) => one.id === id);
    return found ? name(found) : gone;
  };
  return [
    whoWords[choice.who],
    named(page.choices.batches, choice.batchId, (batch) => batch.code, `${words.aBatch} that is over`),
    named(page.choices.plans, choice.planId, (plan) => plan.name, "a plan no longer sold"),
    choice.since ? `since ${dayText(choice.since, today)}` : null,
    choice.again ? "again" : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** What was just done, told once after the redirect. */
function flashOf(done: string | null, page: InvitesPage, zone: string): InvitesView["flash"] {
  const round = page.rounds.find(({ id }) => id === done);
  if (!round) return null;
  return {
    tone: "good",
    title: `${plural(round.chosen, "invite is", "invites are")} on the way.`,
    text: round.underWay
      ? `The last one leaves by ${whenText(round.pacedUntil, zone)}. You can leave this page.`
      : null,
  };
}
