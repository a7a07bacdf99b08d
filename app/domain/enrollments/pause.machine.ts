import { defineMachine } from "#kernel/machine";

export const pauseMachine = defineMachine({
  name: "pause",
  states: ["requested", "approved", "active", "ended", "rejected", "cancelled", "lapsed", "void"],
  transitions: {
    request: { from: ["*new*"], to: ["requested"] },
    approve: { from: ["requested"], to: ["approved"] },
    reject: { from: ["requested"], to: ["rejected"] },
    withdraw: { from: ["requested"], to: ["cancelled"] },
    lapse: { from: ["requested"], to: ["lapsed"] },
    begin: { from: ["approved"], to: ["active"] },
    cancel: { from: ["approved"], to: ["cancelled"] },
    end: { from: ["active"], to: ["ended"] },
    void: { from: ["approved", "active"], to: ["void"] },
  },
});
