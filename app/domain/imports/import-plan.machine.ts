import { defineMachine } from "#kernel/machine";
import type { StateOf } from "#kernel/machine";

/** Bulk work: uploaded, its columns named, computed, looked at, applied as one; undone for a day. */
export const importPlanMachine = defineMachine({
  name: "import_plan",
  states: ["uploaded", "mapped", "planning", "ready", "applying", "applied", "undone", "stale", "failed", "discarded"],
  transitions: {
    upload: { from: ["*new*"], to: ["uploaded"] },
    map: { from: ["uploaded"], to: ["mapped"] },
    plan: { from: ["mapped", "failed", "stale"], to: ["planning"] },
    finish_planning: { from: ["planning"], to: ["ready"] },
    apply: { from: ["ready"], to: ["applying"] },
    finish_applying: { from: ["applying"], to: ["applied"] },
    fail: { from: ["planning", "applying"], to: ["failed"] },
    outdate: { from: ["ready"], to: ["stale"] },
    undo: { from: ["applied"], to: ["undone"] },
    discard: { from: ["uploaded", "mapped", "ready"], to: ["discarded"] },
  },
});
export type ImportPlanState = StateOf<typeof importPlanMachine>;
