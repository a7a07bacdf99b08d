import type { SchedulePage } from "#domain/sessions/schedule/get-schedule-page";
import { patternFields } from "#domain/sessions/schedule/pattern-input";
import type { SkippedDay } from "#domain/sessions/schedule/weekly-pattern";
import { addDays, localDay, rangeText, shortDay } from "#kernel/time";
import type { SchoolWords } from "#kernel/school-words";

import { paths } from "../../paths";
import type { ScheduleView } from "./screen";

const dayOf = (on: string) => shortDay(new Date(`${on}T12:00:00Z`), "UTC");
/** "No class on Fri 25 Dec: Christmas" */
export const skippedText = ({ on, why }: SkippedDay): string => `No class on ${dayOf(on)}: ${why}.`;

/** The form of a weekly pattern: what stands, from the first class still to come on. */
export function scheduleView(
  { batch, coming, asItStands, holidays, version }: SchedulePage,
  now: Date,
  words: SchoolWords,
): ScheduleView {
  const { zone } = batch;
  return {
    code: batch.code,
    back: paths.batch(batch.id),
    unavailable:
      batch.state === "completed" || batch.state === "cancelled"
        ? `This ${words.batch} is over, so its schedule does not change any more.`
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
      ...patternFields(asItStands, firstDay({ batch, coming }, now)),
      ...(coming.length > 0 ? { count: String(coming.length) } : {}),
      titles: "",
      version,
    },
  };
}

/** Where classes stand the pattern knows; else the batch's start, or tomorrow. */
function firstDay({ batch, coming }: Pick<SchedulePage, "batch" | "coming">, now: Date): string | null {
  const today = localDay(now, batch.zone);
  if (coming.length > 0) return null;
  return batch.startsOn && batch.startsOn > today ? batch.startsOn : addDays(today, 1);
}
