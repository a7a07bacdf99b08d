import { whenText } from "#kernel/time";

import { inTheWay } from "../in-the-way";
import { conflict } from "./calendar-plan";
import type { Cohort, NewSession, No, People, Session, Table } from "./calendar-plan";
import type { Host, KnownSession } from "./match-calendar";
import type { CalendarRow } from "./read-calendar-row";

/** The class of a row: there already, moved since, or new with a trainer and an account that are free then. */
export function sessionOf(
  row: CalendarRow,
  cohort: Cohort,
  people: People,
  time: { startsAt: Date; endsAt: Date },
  table: Table,
): Session | No {
  const { startsAt } = time;
  const there = cohort.sessions.find((one) =>
    row.classNumber === undefined
      ? new Date(one.startsAt).getTime() === startsAt.getTime()
      : one.number === row.classNumber,
  );
  if (there) return sessionThere(row, there, startsAt, table);
  // Of classes in Hub: a file may well name two classes alike.
  const alike = cohort.sessions.filter((one) => one.id !== "" && one.title === row.title);
  const moved = row.classNumber === undefined && row.title ? alike : [];
  if (moved.length === 1)
    return conflict(
      "Day",
      row.day!,
      `This class stands on ${whenText(new Date(moved[0]!.startsAt), table.run.zone)} in Hub`,
      "Move it on its own page, where its students are told",
    );
  return newSessionOf(row, cohort, people, time, table);
}

function sessionThere(row: CalendarRow, there: KnownSession, startsAt: Date, table: Table): Session | No {
  if (new Date(there.startsAt).getTime() !== startsAt.getTime())
    return conflict(
      "Day",
      row.day!,
      `Class ${there.number} stands on ${whenText(new Date(there.startsAt), table.run.zone)} in Hub`,
      "Move it on its own page, where its students are told",
    );
  const retitles =
    row.title !== undefined && row.title !== there.title && there.state === "scheduled" && startsAt > table.run.now;
  return { newSession: null, retitled: retitles ? { ...there, newTitle: row.title! } : null };
}

function newSessionOf(
  row: CalendarRow,
  cohort: Cohort,
  people: People,
  time: { startsAt: Date; endsAt: Date },
  table: Table,
): Session | No {
  const { startsAt, endsAt } = time;
  const number = row.classNumber ?? Math.max(0, ...cohort.numbers) + 1;
  const isOver = endsAt <= table.run.now;
  const trainerId =
    people.trainerId === undefined ? (cohort.facts?.trainerId ?? cohort.made?.trainerId ?? null) : people.trainerId;
  const hostId =
    people.host === undefined
      ? (cohort.facts?.hostAccountId ?? cohort.made?.hostAccountId ?? null)
      : (people.host?.id ?? null);
  const host = table.facts.hosts.find((one) => one.id === hostId) ?? null;
  const lane = isOver ? 1 : freeLane(host, startsAt, endsAt, table);
  if (!isOver) {
    const alone = { trainerId, overlapOk: false, hostAccountId: null, hostLane: 1, startsAt, endsAt };
    const clash = table.busy.find((one) => inTheWay(one, alone));
    if (clash)
      return conflict(
        "Trainer",
        row.trainer ?? "",
        `They teach ${clash.code} then, ${whenText(new Date(clash.startsAt), table.run.zone)}`,
        "Choose another trainer or time",
      );
  }
  if (lane === null)
    return conflict(
      "Host account",
      host?.name ?? "",
      "It holds no further meeting at that time",
      "Choose another account or time",
    );
  const newSession: NewSession = {
    number,
    title: row.title ?? `Class ${number}`,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    localDate: row.day!,
    localTime: row.time!,
    trainerId,
    hostAccountId: host?.id ?? null,
    hostLane: lane,
    isOver,
    meeting: row.meeting,
  };
  return { newSession, retitled: null };
}

/** Which of the account's simultaneous meetings is free then; 1 where no account is named, null where none is. */
function freeLane(host: Host | null, startsAt: Date, endsAt: Date, { busy }: Table): number | null {
  if (!host) return 1;
  const inLane = (hostLane: number) => ({
    trainerId: null,
    overlapOk: false,
    hostAccountId: host.id,
    hostLane,
    startsAt,
    endsAt,
  });
  const lanes = Array.from({ length: host.simultaneous }, (_, i) => i + 1);
  return lanes.find((lane) => !busy.some((one) => inTheWay(one, inLane(lane)))) ?? null;
}

/** From here on later rows see the class: its number, its hour, who and what it keeps busy. */
export function enter(newSession: NewSession, row: CalendarRow, cohort: Cohort, { busy }: Table): void {
  const { number, title, startsAt, endsAt, isOver, trainerId, hostAccountId, hostLane } = newSession;
  cohort.numbers.add(number);
  const state = isOver ? ("ended" as const) : ("scheduled" as const);
  cohort.sessions.push({ id: "", batchCode: row.batch!, number, title, state, startsAt, version: 1 });
  if (!isOver) busy.push({ code: row.batch!, trainerId, overlapOk: false, hostAccountId, hostLane, startsAt, endsAt });
}
