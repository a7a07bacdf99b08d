import { defineMachine } from "#kernel/machine";

export const outboxMachine = defineMachine({
  name: "outbox",
  states: ["pending", "claimed", "done", "dead"],
  transitions: {
    record: { from: ["*new*"], to: ["pending"] },
    claim: { from: ["pending"], to: ["claimed"] },
    finish: { from: ["claimed"], to: ["done"] },
    release: { from: ["claimed"], to: ["pending"] },
    give_up: { from: ["claimed"], to: ["dead"] },
    replay: { from: ["dead"], to: ["pending"] },
  },
});
