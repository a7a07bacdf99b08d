import { asText, Cells } from "../read/cells";
import type { Field } from "../read/columns";
import { readDay } from "../read/read-day";
import { readTime } from "../read/read-time";
import type { Read } from "../read/read-phone";
import { anyKind } from "../kind";
import type { ReadRow } from "../kind";
import { readBatchCode } from "../students/read-student-row";
import { applyHoliday } from "./apply-holiday";
import { holidayQueries } from "./match-holiday";
import { planHoliday } from "./plan-holiday";
import { holidayVersions, loadHolidayUndo, undoHoliday } from "./undo-holiday";

const field = (key: string, label: string, ...aliases: string[]): Field => ({ key, label, required: true, aliases });
const holidayFields: readonly Field[] = [
  field("batch", "{Batch} code", "batch"),
  field("number", "Class number", "no"),
  field("title", "Title", "topic"),
  field("day", "Day", "date"),
  field("time", "Time", "start"),
  field("toDay", "To day", "newday"),
  field("toTime", "To time", "newtime"),
];

export type HolidayRow = ReadRow & {
  batch?: string;
  classNumber?: number;
  day?: string;
  time?: string;
  /** Null = the class falls away. */
  to: { day: string; time: string } | null;
};

const readNumber = (typed: string): Read<number> =>
  /^[1-9][0-9]{0,5}$/.test(typed)
    ? { ok: true, value: Number(typed) }
    : { ok: false, rule: "A class number", fix: "Correct it" };

/** Classes of one or more days without class, moved along their batch's week or left out. */
export const holidayKind = anyKind({
  fields: holidayFields,
  // The classes of a batch take each other's places.
  about: "class",
  lanes: 1,
  isOneMove: true,
  undoFrom: "first",
  secretField: null,
  read: (row, reading): HolidayRow => {
    const cells = new Cells(holidayFields, reading.mapping, row.cells);
    const skips = cells.text("toDay")?.toLowerCase() === "skip";
    const read = {
      batch: cells.read("batch", readBatchCode),
      classNumber: cells.read("number", readNumber),
      day: cells.read("day", (typed) => readDay(typed, null)),
      time: cells.read("time", readTime),
      title: cells.read("title", asText(200)),
    };
    const toDay = skips ? undefined : cells.read("toDay", (typed) => readDay(typed, null));
    const toTime = skips ? undefined : cells.read("toTime", readTime);
    if (!skips && (!toDay || !toTime))
      cells.problem("toDay", "A day and a time, or skip", "Write where the class goes");
    const label = [read.batch, read.classNumber && `class ${read.classNumber}`, read.title].filter(Boolean).join(" · ");
    return {
      ...row,
      ...read,
      to: toDay && toTime ? { day: toDay, time: toTime } : null,
      label: label || `Row ${row.number}`,
      skip: null,
      problems: cells.problems,
    };
  },
  keys: ({ batch, classNumber }) =>
    batch && classNumber ? [{ column: "Class number", value: `${batch} ${classNumber}` }] : [],
  load: holidayQueries,
  plan: planHoliday,
  apply: (rows, _facts, run) => applyHoliday(rows, run),
  versions: holidayVersions,
  loadUndo: loadHolidayUndo,
  undo: undoHoliday,
});
