import { anyKind } from "../kind";
import { applyCalendar } from "./apply-calendar";
import { calendarFields } from "./fields";
import { calendarQueries } from "./match-calendar";
import { planCalendar } from "./plan-calendar";
import { readCalendarRow } from "./read-calendar-row";
import { calendarVersions, loadCalendarUndo, undoCalendar } from "./undo-calendar";

/** Batches, their classes and who sits in them, from one sheet. */
export const calendarKind = anyKind({
  fields: calendarFields,
  // A row may rely on the batch that an earlier one makes.
  about: "class",
  lanes: 1,
  isOneMove: false,
  undoFrom: "last",
  secretField: "link",
  read: readCalendarRow,
  keys: ({ batch, classNumber, day, time }) => [
    ...(batch && classNumber ? [{ column: "Class number", value: `${batch} ${classNumber}` }] : []),
    ...(batch && day && time ? [{ column: "Day", value: `${batch} on ${day} at ${time}` }] : []),
  ],
  load: calendarQueries,
  plan: planCalendar,
  apply: applyCalendar,
  versions: calendarVersions,
  loadUndo: loadCalendarUndo,
  undo: undoCalendar,
});
