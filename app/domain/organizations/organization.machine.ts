import { defineMachine } from "#kernel/machine";

export const organizationMachine = defineMachine({
  name: "organization",
  states: ["active", "suspended", "closed"],
  transitions: {
    create: { from: ["*new*"], to: ["active"] },
    suspend: { from: ["active"], to: ["suspended"] },
    reinstate: { from: ["suspended"], to: ["active"] },
    close: { from: ["active", "suspended"], to: ["closed"] },
  },
});
