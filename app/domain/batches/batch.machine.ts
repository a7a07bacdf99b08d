import { defineMachine } from "#kernel/machine";

export const batchMachine = defineMachine({
  name: "batch",
  states: ["planning", "forming", "active", "completed", "cancelled"],
  transitions: {
    create: { from: ["*new*"], to: ["planning"] },
    open: { from: ["planning"], to: ["forming"] },
    start: { from: ["planning", "forming"], to: ["active"] },
    undo_start: { from: ["active"], to: ["forming"] },
    complete: { from: ["active"], to: ["completed"] },
    reopen: { from: ["completed"], to: ["active"] },
    cancel: { from: ["planning", "forming", "active"], to: ["cancelled"] },
  },
});
export type BatchState = (typeof batchMachine)["states"][number];
