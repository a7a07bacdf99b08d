import { assignKind } from "./assign/kind";
import { calendarKind } from "./calendar/kind";
import type { AnyKind } from "./kind";
import { studentsKind } from "./students/kind";
import type { ImportKindKey } from "./tables";

const kinds: Partial<Record<ImportKindKey, AnyKind>> = {
  students: studentsKind,
  assign: assignKind,
  calendar: calendarKind,
};

export function kindOf(key: ImportKindKey): AnyKind {
  const kind = kinds[key];
  if (!kind) throw new Error(`no such import: ${key}`);
  return kind;
}
