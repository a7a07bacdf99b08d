import { describe, expect, it } from "vitest";

import type { ClassToday, TodayPage } from "#domain/sessions/get-today-page";
import type { Actor } from "#kernel/ctx";
import { addMinutes } from "#kernel/time";
import { usualWords } from "#kernel/school-words";

import { problemsOf } from "./problems";
import { todayView } from "./view";

const now = new Date("2026-11-23T14:00:00Z");
const zone = "Asia/Kolkata";
/** A class in so many minutes, with nothing amiss. */
const lesson = (inMinutes: number, more: Partial<ClassToday> = {}): ClassToday => {
  const startsAt = addMinutes(now, inMinutes);
  return {
    id: `class-${inMinutes}`,
    title: "VPC",
    batchCode: "AWS-14",
    courseName: "AWS",
    state: "scheduled",
    startsAt,
    endsAt: addMinutes(startsAt, 120),
    opensAt: addMinutes(startsAt, -15),
    closesAt: addMinutes(startsAt, 150),
    trainer: "Nila",
    hasFallback: true,
    registrationOn: true,
    readError: null,
    hostIn: false,
    assigned: 118,
    provisioned: 118,
    unprovisioned: 0,
    joined: 0,
    refused: [],
    ...more,
  };
};
const told = (c: ClassToday, may = { setLink: true, host: true }) =>
  problemsOf(c, now, zone, may).map(
    ({ text, fix, urgent }) => `${urgent ? "! " : ""}${text.split(": ")[1]} [${fix.label}]`,
  );
const bare = { hasFallback: false, provisioned: 0 };

describe("what of a class needs somebody", () => {
  it.each<[name: string, c: ClassToday, problems: string[]]>([
    ["nothing, where all is well", lesson(90), []],
    ["no link at all, urgent within the hour", lesson(60, bare), ["! no meeting link for 118 students [Set the link]"]],
    ["no link at all, later that day", lesson(61, bare), ["no meeting link for 118 students [Set the link]"]],
    [
      "some without any link",
      lesson(30, { ...bare, provisioned: 116 }),
      ["! 2 of 118 students have no meeting link [Set the link]"],
    ],
    [
      "personal links missing within the hour, while a shared one serves",
      lesson(60, { provisioned: 117, unprovisioned: 1 }),
      ["1 student without a personal link, coming in by the shared one [See the class]"],
    ],
    ["personal links missing before that", lesson(61, { provisioned: 117, unprovisioned: 1 }), []],
    ["an empty class without a link", lesson(30, { ...bare, assigned: 0 }), []],
    [
      "a meeting that could not be read",
      lesson(60, { readError: "meeting.not_found" }),
      ["Hub could not read its meeting (meeting.not_found) [Set the link]"],
    ],
    ["no host six minutes before", lesson(6), []],
    ["no host from five minutes before", lesson(5), ["! the host is not in [Start the class]"]],
    ["no host in the middle of class", lesson(-60), ["! the host is not in [Start the class]"]],
    ["no host any more when it is over", lesson(-121), []],
    ["a host who is in", lesson(-60, { hostIn: true }), []],
    ["no trainer", lesson(61, { trainer: null }), ["no trainer [See the class]"]],
    ["no trainer within the hour", lesson(60, { trainer: null }), ["! no trainer [See the class]"]],
    [
      "refused students, by reason",
      lesson(10, {
        refused: [
          { code: "join.payment_due", students: 6 },
          { code: "join.not_assigned", students: 1 },
        ],
      }),
      ["! 7 refused, 6 payment due, 1 not assigned [See who]"],
    ],
    ["students who only came too early", lesson(10, { refused: [{ code: "join.too_early", students: 6 }] }), []],
    ["a cancelled class", lesson(10, { ...bare, state: "cancelled", trainer: null }), []],
    ["a class that is over", lesson(-151, { ...bare, trainer: null }), []],
  ])("%s", (_, c, problems) => expect(told(c)).toEqual(problems));

  it("offers only what the reader may do", () => {
    const may = { setLink: false, host: false };
    expect(told(lesson(10, bare), may)).toEqual(["! no meeting link for 118 students [See the class]"]);
    expect(told(lesson(4), may)).toEqual(["! the host is not in [See the class]"]);
  });
});

describe("Today", () => {
  const ops: Actor = { kind: "member", userId: "u", memberId: "m", role: "ops" };
  const view = (classes: ClassToday[], actor: Actor = ops) => {
    const page: TodayPage = { day: "2026-11-23", classes, name: "Ravi", owner: "all", timeToAssign: null };
    return todayView(page, {
      now,
      zone,
      today: "2026-11-23",
      actor,
      renew: true,
      wantedOwner: null,
      words: usualWords,
    });
  };

  it("tells what is urgent first, and of that what is live", () => {
    const shown = view([
      lesson(50, { id: "a", batchCode: "A", trainer: null }),
      lesson(100, { id: "b", batchCode: "B", trainer: null }),
      lesson(-10, { id: "c", batchCode: "C" }),
    ]);
    expect(shown.problems.map(({ id }) => id)).toEqual(["c-host", "a-trainer", "b-trainer"]);
    expect(shown.problemCount).toBe(3);
  });

  it("shows live classes, then those to come, then those that are over", () => {
    const shown = view([lesson(-300), lesson(-60), lesson(10), lesson(200), lesson(300, { state: "cancelled" })]);
    expect(shown.classes.map(({ id }) => id)).toEqual([
      "class--60",
      "class-10",
      "class-200",
      "class--300",
      "class-300",
    ]);
  });

  it("lists twenty-five problems of very many, and counts all", () => {
    const shown = view(Array.from({ length: 40 }, (_, i) => lesson(20 + i, { trainer: null })));
    expect([shown.problems.length, shown.problemCount]).toEqual([25, 40]);
  });

  it("leads to the form that puts it right, and keeps the day and the owner in every link", () => {
    expect(view([lesson(30, bare)]).problems[0]!.fix.href).toBe(
      "/admin/ops/sessions/class-30?do=replace_link#replace_link",
    );
    const page: TodayPage = { day: "2026-11-22", classes: [], name: "", owner: "mine", timeToAssign: null };
    const shown = todayView(page, {
      now,
      zone,
      today: "2026-11-23",
      actor: ops,
      renew: false,
      wantedOwner: "mine",
      words: usualWords,
    });
    expect(shown.days.map(({ href }) => href)).toEqual([
      "/admin/ops/today?day=2026-11-21&owner=mine&renew=off",
      "/admin/ops/today?owner=mine&renew=off",
      "/admin/ops/today?owner=mine&renew=off",
    ]);
    expect(shown.owners.map(({ href, current }) => [href, current])).toEqual([
      ["/admin/ops/today?day=2026-11-22&owner=mine&renew=off", true],
      ["/admin/ops/today?day=2026-11-22&owner=all&renew=off", false],
    ]);
  });

  it("asks a trainer nothing about whose batches", () => {
    expect(view([], { ...ops, role: "trainer" }).owners).toEqual([]);
  });
});
