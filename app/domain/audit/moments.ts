import type { Cursor } from "./cursor";
import type { AuditRecord } from "./records";

/** Commands on one page of a timeline; each is one moment, however many records it wrote. */
export const momentsShown = 20;

/** A page of whole moments, newest first, and where the next one begins. */
export type TimelinePage = { records: AuditRecord[]; older: Cursor | null };

/** Of records of at most one moment more than are shown: the ones shown, and whether there is more. */
export function pageOfMoments(records: readonly AuditRecord[], shown = momentsShown): TimelinePage {
  const moments = new Set([...new Set(records.map(({ at }) => at))].slice(0, shown));
  const page = records.filter(({ at }) => moments.has(at));
  const last = page.at(-1);
  return { records: page, older: last && page.length < records.length ? { at: last.at, id: last.id } : null };
}
