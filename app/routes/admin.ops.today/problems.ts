import type { ClassToday } from "#domain/sessions/get-today-page";
import { clockTime, minutesBetween } from "#kernel/time";

import { wordsOfRefusal } from "../../join-words";
import { paths } from "../../paths";
import type { TodayProblem } from "./screen";

/** The place on the class's page where something is put right, opened. */
export const fixAt = (c: ClassToday, form: "replace_link" | "open_now" | "close_later" | "admit") =>
  `${paths.session(c.id)}?do=${form}#${form}`;

export const isOpen = (c: ClassToday, now: Date) => c.state === "scheduled" && c.opensAt <= now && now <= c.closesAt;

type Found = { id: string; what: string; fix: TodayProblem["fix"]; urgent: boolean };
/** What who looks may put right; else they are led to the class. */
type May = { setLink: boolean; host: boolean };
type Seen = { now: Date; soon: boolean; may: May };

/** What of a class needs a person, most urgent first, each with where it is put right. */
export function problemsOf(c: ClassToday, now: Date, zone: string, may: May): TodayProblem[] {
  if (c.state !== "scheduled" || now > c.closesAt) return [];
  const seen: Seen = { now, soon: minutesBetween(now, c.startsAt) <= 60, may };
  return [...linkProblems(c, seen), ...hostProblem(c, seen), ...trainerProblem(c, seen), ...refusedProblem(c, seen)]
    .toSorted((a, b) => Number(b.urgent) - Number(a.urgent))
    .map(({ id, what, fix, urgent }) => ({
      id: `${c.id}-${id}`,
      text: `${c.batchCode} ${clockTime(c.startsAt, zone)}: ${what}`,
      fix,
      urgent,
      live: c.startsAt <= now,
    }));
}

const see = (c: ClassToday) => ({ label: "See the class", href: paths.session(c.id) });
const students = (n: number) => (n === 1 ? "1 student" : `${n} students`);

function linkProblems(c: ClassToday, { soon, may }: Seen): Found[] {
  const fix = may.setLink ? { label: "Set the link", href: fixAt(c, "replace_link") } : see(c);
  const without = c.assigned - c.provisioned;
  const found: Found[] = [];
  if (c.readError)
    found.push({
      id: "read",
      what: `Hub could not read its meeting (${c.readError})`,
      fix,
      urgent: soon && !c.hasFallback,
    });
  if (!c.hasFallback && without > 0)
    found.push({
      id: "link",
      what:
        c.provisioned === 0
          ? `no meeting link for ${students(c.assigned)}`
          : `${without} of ${students(c.assigned)} have no meeting link`,
      fix,
      urgent: soon,
    });
  else if (soon && c.unprovisioned > 0)
    found.push({
      id: "personal",
      what: `${students(c.unprovisioned)} without a personal link, coming in by the shared one`,
      fix: see(c),
      urgent: false,
    });
  return found;
}

/** From five minutes before the start: until then nobody expects a host. */
const hostProblem = (c: ClassToday, { now, may }: Seen): Found[] =>
  !c.hostIn && minutesBetween(now, c.startsAt) <= 5 && now <= c.endsAt
    ? [
        {
          id: "host",
          what: "the host is not in",
          fix: may.host ? { label: "Start the class", href: `${paths.session(c.id)}#start` } : see(c),
          urgent: true,
        },
      ]
    : [];

const trainerProblem = (c: ClassToday, { soon }: Seen): Found[] =>
  c.trainer ? [] : [{ id: "trainer", what: "no trainer", fix: see(c), urgent: soon }];

function refusedProblem(c: ClassToday, { now }: Seen): Found[] {
  // Who comes too early waits a moment, and needs nobody.
  const refused = c.refused.filter((r) => r.code !== "join.too_early");
  const count = refused.reduce((sum, r) => sum + r.students, 0);
  if (count === 0) return [];
  const reasons = refused.map((r) =>
    refused.length > 1 ? `${r.students} ${wordsOfRefusal(r.code).short}` : wordsOfRefusal(r.code).short,
  );
  return [
    {
      id: "refused",
      what: `${count} refused, ${reasons.join(", ")}`,
      fix: { label: "See who", href: `${paths.session(c.id)}#refused` },
      urgent: isOpen(c, now),
    },
  ];
}
