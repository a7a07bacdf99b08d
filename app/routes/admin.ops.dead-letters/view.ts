import { can } from "#kernel/actions";
import type { Actor } from "#kernel/ctx";
import type { listDeadLetters } from "#domain/notifications/list-dead-letters";
import type { Template } from "#domain/notifications/mail-content";
import { minutesBetween, spanText, whenText } from "#kernel/time";

import type { DeadLettersView } from "./screen";

const mailWords: Record<Template, string> = {
  code: "Sign-in code mail",
  not_invited: "Mail to an address nobody invited",
  class_reminder_day: "Reminder a day before class",
  class_reminder_soon: "Reminder before class",
  class_cancelled: "Mail about a cancelled class",
  class_moved: "Mail about a moved class",
  invite: "Invite",
  address_added: "Mail about an added address",
  address_changed: "Mail about a changed address",
  class_restored: "Mail about a class that takes place after all",
  batch_moved: "Mail about several moved classes",
  batch_cancelled: "Mail about classes that do not go on",
  contest_answered: "Answer about a contested mark",
  place_given: "Mail about a new place",
  classes_planned: "Mail about first dates",
  announcement: "Announcement",
};

/** A mail by what it is about. */
export const wordsOfMail = (template: string): string =>
  Object.hasOwn(mailWords, template) ? mailWords[template as Template] : `Mail ${template}`;

/** "mail code" as people say it; events and jobs keep their names, which ops finds in the logs. */
export function kindText(what: string): string {
  const [source = "", name = ""] = what.split(" ");
  if (source === "mail" && Object.hasOwn(mailWords, name)) return wordsOfMail(name);
  return `${source.charAt(0).toUpperCase()}${source.slice(1)} ${name}`;
}

export function deadLettersView(
  page: Awaited<ReturnType<typeof listDeadLetters>>,
  seen: { now: Date; zone: string; actor: Actor; done: string | null },
): DeadLettersView {
  const { now, zone, actor, done } = seen;
  return {
    letters: page.letters.map(({ id, what, error, times, diedAt }) => ({
      id,
      kind: kindText(what),
      error,
      tries: times,
      age: spanText(minutesBetween(diedAt, now)),
      since: whenText(diedAt, zone),
    })),
    total: page.total,
    pages: null,
    replayUnavailable: can(actor, "dead_letter.replay") === true ? null : "Your role may look, and not replay.",
    flash: flashOf(done),
  };
}

/** What was just done, told once after the redirect. */
function flashOf(done: string | null): DeadLettersView["flash"] {
  if (done === "one")
    return { tone: "good", title: "It is on its way again.", text: "If it fails once more, it comes back here." };
  if (done === "all")
    return { tone: "good", title: "All are on their way again.", text: "What fails once more comes back here." };
  if (done === "part")
    return { tone: "info", title: "200 are on their way again.", text: "Replay the rest when these are through." };
  return null;
}
