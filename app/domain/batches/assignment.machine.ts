import { defineMachine } from "#kernel/machine";

export const assignmentMachine = defineMachine({
  name: "assignment",
  states: ["assigned", "active", "completed", "transferred_out", "withdrawn"],
  transitions: {
    assign: { from: ["*new*"], to: ["assigned"] },
    activate: { from: ["assigned"], to: ["active"] },
    complete: { from: ["active"], to: ["completed"] },
    transfer_out: { from: ["assigned", "active"], to: ["transferred_out"] },
    withdraw: { from: ["assigned", "active"], to: ["withdrawn"] },
  },
});
export type AssignmentState = (typeof assignmentMachine)["states"][number];
