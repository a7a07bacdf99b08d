import type { ClassesPage, OwnClass } from "#domain/attendance/get-classes-page";
import { dayText, localDay, rangeText } from "#kernel/time";

import { attendanceText, markReason, notCountedWords } from "../../attendance-words";
import { contestWords, markWords } from "../../copy";
import type { ClassesView } from "./screen";

type Place = { now: Date; zone: string };

/** A student's classes in their own words. */
export function classesView(page: ClassesPage, place: Place, flash: ClassesView["flash"]): ClassesView {
  const { lateMinutes, partialBelowPercent } = page.rule;
  return {
    attendance: page.attendance.map(attendanceText),
    rule: `Late is from ${lateMinutes} min after the start; less than ${partialBelowPercent} % of a class is partly there. Both count as having come.`,
    ahead: page.ahead.map((one) => aheadOf(one, place)),
    past: page.past.map((one) => pastOf(one, page, place)),
    flash,
  };
}

const titleOf = (one: OwnClass) => `${one.courseName} · ${one.title}`;

function aheadOf(one: OwnClass, { now, zone }: Place): ClassesView["ahead"][number] {
  const begun = one.startsAt <= now;
  return {
    id: one.id,
    title: titleOf(one),
    when: rangeText(one.startsAt, one.endsAt, zone),
    state:
      one.state === "cancelled"
        ? { word: "Cancelled", tone: "attention" }
        : begun
          ? { word: "Live now", tone: "good" }
          : null,
    excuse: one.excuse
      ? { kind: "given", reason: one.excuse, canWithdraw: !begun }
      : one.state === "scheduled" && !begun
        ? { kind: "possible" }
        : { kind: "none" },
  };
}

function markWord(one: OwnClass): ClassesView["past"][number]["mark"] {
  if (one.mark) return markWords[one.mark];
  if (one.state === "cancelled") return { word: "Cancelled", tone: "attention" };
  return one.notCounted ? markWords.not_applicable : null;
}

function pastOf(one: OwnClass, page: ClassesPage, { now, zone }: Place): ClassesView["past"][number] {
  const today = localDay(now, zone);
  const { contest } = one;
  const open = one.mark !== null && one.mark !== "present" && today <= one.openUntilOn && contest?.state !== "open";
  return {
    id: one.id,
    title: titleOf(one),
    when: rangeText(one.startsAt, one.endsAt, zone),
    mark: markWord(one),
    why:
      one.mark && one.evidence
        ? markReason(
            {
              mark: one.mark,
              minutes: one.minutes,
              evidence: one.evidence,
              reason: one.byHand,
              startsAt: one.startsAt,
            },
            { rule: page.rule, zone },
          )
        : one.state === "cancelled"
          ? "It did not take place."
          : one.notCounted
            ? notCountedWords[one.notCounted]
            : "Its mark comes when the class has closed.",
    recordings: one.recordings.map((recording) => ({ ...recording, title: recording.title ?? "Recording" })),
    asked:
      contest && contest.state !== "withdrawn"
        ? {
            state: contestWords[contest.state],
            message: contest.message,
            answer: contest.answer,
            canWithdraw: contest.state === "open",
          }
        : null,
    ask: open ? { version: String(one.markVersion ?? ""), until: dayText(one.openUntilOn, today) } : null,
  };
}
