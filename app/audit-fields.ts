/** What a record holds, column by column, in words. */
import type { AuditRecord } from "#domain/audit/records";
import { dayText, localDay } from "#kernel/time";

import { fieldText, stateText } from "./audit-phrases";
import type { Place } from "./audit-phrases";
import { momentText } from "./audit-words";

export type ShownField = { name: string; before: string; after: string };
type Values = Record<string, unknown> | null;

const digest = /^sha256:[0-9a-f]{64}$/;
export const keptApart = "kept apart";
export const nothing = "–";

/** The columns of one record as they were and as they are. Personal values stand there only where they were brought along. */
export function fieldsOf(
  record: Pick<AuditRecord, "entity" | "before" | "after">,
  place: Place,
  personal: { before: Values; after: Values } | null = null,
): ShownField[] {
  const before = { ...record.before, ...personal?.before };
  const after = { ...record.after, ...personal?.after };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !silent.has(name));
  return names.map((name) => ({
    name: fieldText(name, place.words),
    before: name in before ? valueText(record.entity, name, before[name], place) : nothing,
    after: name in after ? valueText(record.entity, name, after[name], place) : nothing,
  }));
}
/** The same in every row, or told by the record itself. */
const silent = new Set(["id", "organization_id", "version", "created_at"]);

function valueText(entity: string, column: string, value: unknown, place: Place): string {
  if (value === null || value === undefined || value === "") return nothing;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return column.endsWith("_paisa") ? (value / 100).toFixed(2) : String(value);
  if (typeof value !== "string") return JSON.stringify(value);
  if (digest.test(value)) return keptApart;
  if (column === "state" || column === "resume_to") return stateText(entity, value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayText(value, localDay(place.now, place.zone));
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))) return momentText(value, place);
  return value;
}
