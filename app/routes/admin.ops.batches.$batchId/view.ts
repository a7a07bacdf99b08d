import type { BatchPage, BatchSession } from "#domain/audit/batch-page/get-batch-page";
import { batchMachine } from "#domain/batches/batch.machine";
import { completeUnavailable, reopenUnavailable, undoStartUnavailable } from "#domain/batches/life-facts";
import type { BatchNotices } from "#domain/notifications/batch-notices";
import type { RosterSeat } from "#domain/batches/roster";
import type { WeeklyPattern } from "#domain/batches/tables";
import { can } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Actor, Tenant } from "#kernel/ctx";
import { clockTime, dayText, localDay, rangeText, whenText, zoneName } from "#kernel/time";
import { inWords, schoolWords } from "#kernel/school-words";

import { historyOf } from "../../audit-words";
import { assignmentWords, batchWords, enrollmentWords, paymentWords, sessionWords } from "../../copy";
import { paths } from "../../paths";
import { toldView } from "../../told-view";
import { plural } from "../../ui/plural";
import type { Fold } from "./batch-actions";
import type { BatchView, ListedClass } from "./screen";
import type { Seated } from "./roster-table";
import { placeOf } from "../../audit-phrases";

type Seen = { now: Date; tenant: Tenant; actor: Actor };

/** One batch as staff reads it, each action that is unavailable with its reason beside it. */
export function batchView(page: BatchPage, notices: BatchNotices | null, seen: Seen): BatchView {
  const { batch } = page;
  const { now, tenant, actor } = seen;
  const zone = batch.zone;
  const may = (action: Action) => can(actor, action, { assigned: batch.mine }) === true;
  const over = batch.state === "completed" || batch.state === "cancelled";
  return {
    code: batch.code,
    name: batch.name,
    state: batchWords[batch.state],
    version: batch.version,
    facts: factsOf(page, seen),
    sessions: page.sessions.map((one) => listed(one, now, zone)),
    roster: may("roster.read") ? page.roster.map((seat) => seated(seat, batch, now)) : null,
    announcements: page.announcements.map((one) => ({
      id: one.id,
      text: one.text,
      when: whenText(one.sentAt, zone),
      why: [one.sentBy, one.about ? `to ${one.about}` : null].filter(Boolean).join(", "),
    })),
    told: notices && toldView("Cancelled", { ...notices, reason: batch.cancelReason }, zone),
    history: page.timeline && historyOf(page.timeline, placeOf(tenant, now), paths.batch(batch.id)),
    links: {
      schedule: may("session.update") && !over ? paths.batchSchedule(batch.id) : null,
      addClass: may("session.create") && !over ? paths.addClass(batch.id) : null,
      announce: may("announcement.send") && !over ? paths.announce(batch.id) : null,
      print: may("roster.read") ? paths.batchRoster(batch.id) : null,
      file: may("roster.export") ? paths.batchRosterFile(batch.id) : null,
      cancel: may("batch.cancel") && !over ? paths.cancelBatch(batch.id) : null,
    },
    folds: foldsOf(page, unreachedOf(notices), seen, may),
    form: {
      name: batch.name,
      capacity: String(batch.capacity),
      startsOn: batch.startsOn ?? "",
      startConfirmed: batch.startConfirmed,
      ownerId: batch.ownerId ?? "",
      trainerId: batch.trainerId ?? "",
      hostAccountId: batch.hostAccountId ?? "",
      hasFallback: batch.hasFallback,
      linkVersion: String(batch.linkVersion),
      owners: withNamed(page.owners, batch.ownerId, batch.owner),
      trainers: withNamed(page.trainers, batch.trainerId, batch.trainer),
      hosts: withNamed(page.hosts, batch.hostAccountId, batch.host),
    },
  };
}

/** Whoever is named stays in the list, also when they left or changed their role. */
const withNamed = (list: { id: string; name: string }[], id: string | null, name: string | null) =>
  id === null || list.some((one) => one.id === id) ? list : [...list, { id, name: name ?? "Somebody" }];

const dayNames = { mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" };

/** "Mon, Wed and Fri at 7:30 pm, 120 min" */
export function patternText({ days, time, minutes }: WeeklyPattern): string {
  const at = clockTime(new Date(`2000-01-01T${time}:00Z`), "UTC");
  const names = new Intl.ListFormat("en", { type: "conjunction" }).format(days.map((day) => dayNames[day]));
  return `${names} at ${at}, ${minutes} min`;
}

function factsOf({ batch }: BatchPage, { now }: Seen): BatchView["facts"] {
  const today = localDay(now, batch.zone);
  const left = batch.capacity - batch.taken;
  return [
    { term: "Course", text: batch.courseName },
    {
      term: "Starts",
      text: batch.startsOn
        ? `${dayText(batch.startsOn, today)}, ${batch.startConfirmed ? "confirmed" : "tentative"}`
        : "Not set",
    },
    {
      term: "Meets",
      text: batch.pattern ? `${patternText(batch.pattern)} ${zoneName(now, batch.zone)}` : "No pattern yet",
    },
    {
      term: "Seats",
      text:
        left < 0
          ? `${batch.taken} taken, ${-left} more than the ${batch.capacity} there are`
          : `${batch.taken} of ${batch.capacity} taken, ${left} free`,
      ...(left < 0 ? { tone: "attention" as const } : {}),
    },
    { term: "Owner", text: batch.owner ?? "Nobody", ...(batch.owner ? {} : { tone: "attention" as const }) },
    { term: "Trainer", text: batch.trainer ?? "None yet", ...(batch.trainer ? {} : { tone: "attention" as const }) },
    { term: "Host account", text: batch.host ?? "None yet" },
    { term: "Fallback link", text: batch.hasFallback ? "There is one" : "None" },
    ...(batch.cancelReason ? [{ term: "Cancelled", text: batch.cancelReason }] : []),
  ];
}

function listed(one: BatchSession, now: Date, zone: string): ListedClass {
  const live = one.state === "scheduled" && one.startsAt <= now && now < one.endsAt;
  return {
    id: one.id,
    number: one.number,
    title: one.title,
    href: paths.session(one.id),
    when: rangeText(one.startsAt, one.endsAt, zone).replace(/ \S+$/, ""),
    state: live ? { word: "Live", tone: "good" } : sessionWords[one.state],
    trainer: one.trainer,
    host: one.host,
    joined: one.startsAt <= now && one.state !== "cancelled" ? one.joined : null,
    past: one.endsAt <= now,
  };
}

export const seated = (
  seat: RosterSeat,
  { state, zone }: { state: BatchPage["batch"]["state"]; zone: string },
  now: Date,
): Seated => ({
  id: seat.id,
  href: paths.student(seat.studentId),
  name: seat.name,
  code: seat.code,
  state:
    seat.plan === "ACTIVE" || seat.plan === "BATCH_ASSIGNED" || state === "completed"
      ? assignmentWords[seat.state]
      : enrollmentWords[seat.plan],
  payment: seat.payment && paymentWords[seat.payment],
  joined: seat.joined,
  last: seat.lastJoinedAt ? dayText(localDay(seat.lastJoinedAt, zone), localDay(now, zone)) : null,
});

const unreachedOf = (notices: BatchNotices | null) =>
  notices?.students.filter((one) => one.state === "unreached").length ?? 0;

function foldsOf(
  { batch, life }: BatchPage,
  unreached: number,
  { now, tenant }: Seen,
  may: (action: Action) => boolean,
): Fold[] {
  const from = (move: keyof typeof batchMachine.transitions) =>
    batchMachine.transitions[move].from.includes(batch.state);
  const students = plural(batch.taken, "student", "students");
  const words = schoolWords(tenant.words);
  const told = (why: string | null) => why && inWords(why, words);
  const all: (Fold & { action: Action; shown: boolean })[] = [
    {
      name: "open",
      action: "batch.open",
      shown: batch.state === "planning",
      title: "Open for students",
      verb: `Open the ${words.batch}`,
      explains: "From planning to forming: students can be given a place, and read when it starts.",
      unavailable: null,
    },
    {
      name: "start",
      action: "batch.start",
      shown: from("start"),
      title: "Start",
      verb: `Start the ${words.batch}`,
      explains: `${students} in it become active. Without a click it starts by itself when its first class opens.`,
      unavailable: null,
    },
    {
      name: "undo_start",
      action: "batch.start",
      shown: batch.state === "active",
      title: "Undo the start",
      verb: "Put it back to forming",
      explains: `For ${words.aBatch} that was started by mistake.`,
      unavailable: told(undoStartUnavailable(batch, life, now)),
    },
    {
      name: "complete",
      action: "batch.complete",
      shown: batch.state === "active",
      title: "Complete",
      verb: `Complete the ${words.batch}`,
      explains: `The ${words.batch} is through: the places of ${students} are completed with it. A manager can reopen it for 30 days.`,
      unavailable: told(completeUnavailable(batch, life)),
    },
    {
      name: "reopen",
      action: "batch.reopen",
      shown: batch.state === "completed",
      title: "Reopen",
      verb: `Reopen the ${words.batch}`,
      explains: `Its students have their places again, unless they sit in another ${words.batch} of the course by now.`,
      unavailable: told(reopenUnavailable(batch, now)),
    },
    {
      name: "resend",
      action: "batch.cancel",
      shown: unreached > 0,
      title: "Tell the unreached again",
      verb: `Mail ${plural(unreached, "student", "students")} again`,
      explains: "At the address each of them has now. Correct a wrong one first, on the student's page.",
      unavailable: null,
    },
  ];
  const shown = all
    .filter((fold) => fold.shown && may(fold.action))
    .map(({ name, title, verb, explains, unavailable }) => ({ name, title, verb, explains, unavailable }));
  const over = batch.state === "completed" || batch.state === "cancelled";
  const closed = over ? `This ${words.batch} is ${batchWords[batch.state].word.toLowerCase()}.` : null;
  if (!may("batch.update")) return shown;
  return [
    ...shown,
    {
      name: "facts",
      title: "Change the facts",
      verb: "Save the facts",
      explains: "Trainer and host account are those of classes made from now on; planned classes keep their own.",
      unavailable: closed,
    },
    {
      name: "capacity",
      title: "Change the number of seats",
      verb: "Change the seats",
      explains: `${batch.taken} of ${batch.capacity} are taken or held. There are never fewer seats than that.`,
      unavailable: closed,
    },
  ];
}
