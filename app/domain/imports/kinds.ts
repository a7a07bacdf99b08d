import { assignKind } from "./assign/kind";
import { calendarKind } from "./calendar/kind";
import { holidayKind } from "./holiday/kind";
import type { AnyKind } from "./kind";
import { studentsKind } from "./students/kind";
import type { ImportKindKey } from "./tables";

const kinds: Record<ImportKindKey, AnyKind> = {
  students: studentsKind,
  assign: assignKind,
  calendar: calendarKind,
  holiday: holidayKind,
};

export const kindOf = (key: ImportKindKey): AnyKind => kinds[key];
