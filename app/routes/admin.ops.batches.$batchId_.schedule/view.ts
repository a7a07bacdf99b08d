import type { SchedulePage } from "#domain/sessions/schedule/get-schedule-page";
import type { SkippedDay } from "#domain/sessions/schedule/weekly-pattern";
import { addDays, localClock, localDay, rangeText, shortDay } from "#kernel/time";

import { paths } from "../../paths";
import type { ScheduleView } from "./screen";

const dayOf = (on: string) => shortDay(new Date(`${on}T12:00:00Z`), "UTC");
/** "No class on Fri 25 Dec: Christmas" */
export const skippedText = ({ on, why }: SkippedDay): string => `No class on ${dayOf(on)}: ${why}.`;

/** The form of a weekly pattern: what stands, from the first class still to come on. */
export function scheduleView({ batch, coming, holidays, version }: SchedulePage, now: Date): ScheduleView {
  const { pattern, zone } = batch;
  const today = localDay(now, zone);
  const [first] = coming;
  const from = first?.localDate ?? (batch.startsOn && batch.startsOn > today ? batch.startsOn : addDays(today, 1));
  const still = (on: string) => on >= from;
  return {
    code: batch.code,
    back: paths.batch(batch.id),
    unavailable:
      batch.state === "completed" || batch.state === "cancelled"
        ? "This batch is over, so its schedule does not change any more."
        : null,
    zone,
    coming: coming.map((one) => ({
      id: one.id,
      number: one.number,
      title: one.title,
      when: rangeText(one.startsAt, one.endsAt, zone),
      change: paths.changeSession(one.id),
    })),
    holidays: holidays.map(({ on, name }) => `${dayOf(on)}, ${name}`),
    form: {
      ...Object.fromEntries((pattern?.days ?? []).map((day) => [day, "yes"])),
      time: pattern?.time ?? (first ? localClock(first.startsAt, zone) : "19:30"),
      minutes: String(pattern?.minutes ?? 120),
      from,
      ends: pattern?.until ? "until" : "count",
      count: coming.length > 0 ? String(coming.length) : String(pattern?.count ?? ""),
      until: pattern?.until ?? "",
      skip: (pattern?.skip ?? []).filter(still).join("\n"),
      moved: (pattern?.moved ?? [])
        .filter(({ on }) => still(on))
        .map(({ on, to, time }) => `${on} to ${to}${time ? ` ${time}` : ""}`)
        .join("\n"),
      titles: "",
      version,
    },
  };
}
