import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";

import type { EvidenceKind, Mark } from "./inputs";
import type { SheetEntry } from "./sheet-facts";

const recordedBy = (ctx: Ctx) => (ctx.actor.kind === "member" ? ctx.actor.memberId : null);

/** A new piece of evidence, as somebody brings it now. */
export function newEntry(
  ctx: Ctx,
  sessionId: string,
  kind: EvidenceKind,
  more: Partial<SheetEntry> & { reason: string },
): SheetEntry {
  return {
    session_id: sessionId,
    entry_id: uuidv7(ctx.now.getTime()),
    revision: 0,
    student_id: null,
    kind,
    present_from: null,
    present_until: null,
    says: null,
    set_aside: null,
    name: null,
    email: null,
    registrant_id: null,
    customer_key: null,
    source_id: null,
    recorded_by: recordedBy(ctx),
    recorded_at: ctx.now.toISOString(),
    ...more,
  };
}

/** What a person says one student's mark is. */
export const saidEntry = (ctx: Ctx, sessionId: string, studentId: string, says: Mark | "evidence", reason: string) =>
  newEntry(ctx, sessionId, "manual", { student_id: studentId, says, reason });

/** The same thing seen anew: whose it was, or that it counts no longer. */
export const revised = (ctx: Ctx, entry: SheetEntry, change: Partial<SheetEntry> & { reason: string }): SheetEntry => ({
  ...entry,
  ...change,
  revision: entry.revision + 1,
  recorded_by: recordedBy(ctx),
  recorded_at: ctx.now.toISOString(),
});
