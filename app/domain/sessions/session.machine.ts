import { defineMachine } from "#kernel/machine";

/** "Live" is no state: it is computed from the clock. */
export const sessionMachine = defineMachine({
  name: "session",
  states: ["scheduled", "ended", "cancelled"],
  transitions: {
    schedule: { from: ["*new*"], to: ["scheduled"] },
    end: { from: ["scheduled"], to: ["ended"] },
    cancel: { from: ["scheduled"], to: ["cancelled"] },
    restore: { from: ["cancelled"], to: ["scheduled"] },
  },
});
export type SessionState = (typeof sessionMachine)["states"][number];
