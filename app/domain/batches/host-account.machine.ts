import { defineMachine } from "#kernel/machine";

export const hostAccountMachine = defineMachine({
  name: "host_account",
  states: ["active", "retired"],
  transitions: {
    add: { from: ["*new*"], to: ["active"] },
    retire: { from: ["active"], to: ["retired"] },
    restore: { from: ["retired"], to: ["active"] },
  },
});
