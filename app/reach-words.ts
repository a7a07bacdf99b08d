/** What a change of the schedule would do, in words: shown before it is saved. */
import { bookedSentence, hostSentence, trainerSentence } from "#domain/sessions/schedule/refuse-reach";
import type { Remedies } from "#domain/sessions/schedule/refuse-reach";
import type { Reach } from "#domain/sessions/schedule/reach";
import { movesInTime } from "#domain/sessions/schedule/schedule-change";
import type { ScheduleChange } from "#domain/sessions/schedule/schedule-change";
import { rangeText } from "#kernel/time";

import { andNotInvited } from "./not-invited-words";
import { plural } from "./ui/plural";
import type { ReachView } from "./ui/reach-panel";

type Looked = { change: ScheduleChange; reach: Reach; shown: string };

/** What the form it stands in offers against what is in the way comes with it. */
export function reachView({ change, reach, shown }: Looked, remedies: Remedies, zone: string): ReachView {
  const { changed, added, dropped } = change;
  const moved = changed.filter(movesInTime);
  const rows: ReachView["rows"] = [
    ...changed.map((one) => ({
      id: one.session.id,
      number: one.session.number,
      what: one.to.title,
      was: rangeText(one.session.startsAt, one.session.endsAt, zone),
      now: movesInTime(one) ? rangeText(one.to.startsAt, one.to.endsAt, zone) : "Same time",
      sort: one.to.startsAt.getTime(),
    })),
    ...added.map((to) => ({
      id: `new-${to.number}`,
      number: to.number,
      what: to.title,
      was: "New",
      now: rangeText(to.startsAt, to.endsAt, zone),
      sort: to.startsAt.getTime(),
    })),
    ...dropped.map((session) => ({
      id: session.id,
      number: session.number,
      what: session.title,
      was: rangeText(session.startsAt, session.endsAt, zone),
      now: "Cancelled",
      sort: session.startsAt.getTime(),
    })),
  ]
    .toSorted((a, b) => a.sort - b.sort)
    .map(({ id, number, what, was, now }) => ({ id, number, what, was, now }));
  const what = [
    moved.length > 0 ? `${plural(moved.length, "class moves", "classes move")}` : null,
    changed.length > moved.length
      ? plural(changed.length - moved.length, "class changes without moving", "classes change without moving")
      : null,
    added.length > 0 ? plural(added.length, "new class", "new classes") : null,
    dropped.length > 0 ? plural(dropped.length, "class is cancelled", "classes are cancelled") : null,
  ].filter((text) => text !== null);
  const { trainerBusy, hostBusy, doubleBooked } = reach;
  return {
    shown,
    title: what.join(", ") || "Nothing moves",
    students: `${plural(reach.students, "student attends", "students attend")} these classes.`,
    notices:
      reach.notices > 0 || reach.notInvited > 0
        ? `${plural(reach.notices, "mail is", "mails are")} sent: one to each, however many classes move.${andNotInvited(reach.notInvited)}`
        : "Nobody is mailed: no hour changes.",
    trainerBusy: trainerBusy ? trainerSentence(trainerBusy, remedies, zone) : null,
    hostBusy: hostBusy ? hostSentence(hostBusy, reach.freeHosts, remedies, zone) : null,
    doubleBooked: doubleBooked.length > 0 ? bookedSentence(reach, remedies, zone) : null,
    rows,
  };
}
