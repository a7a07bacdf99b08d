import { defineMachine } from "#kernel/machine";

export const deadLetterMachine = defineMachine({
  name: "dead_letter",
  states: ["open", "replayed", "dismissed"],
  transitions: {
    die: { from: ["*new*"], to: ["open"] },
    replay: { from: ["open"], to: ["replayed"] },
    /** It went through by itself after all. */
    recover: { from: ["open"], to: ["replayed"] },
    dismiss: { from: ["open"], to: ["dismissed"] },
    /** It died again after a person had dealt with it. */
    die_again: { from: ["replayed", "dismissed"], to: ["open"] },
  },
});
