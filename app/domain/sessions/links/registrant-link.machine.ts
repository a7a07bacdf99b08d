import { defineMachine } from "#kernel/machine";

export const registrantLinkMachine = defineMachine({
  name: "registrant_link",
  states: ["wanted", "made", "failed", "revoked"],
  transitions: {
    want: { from: ["*new*"], to: ["wanted"] },
    make: { from: ["wanted"], to: ["made"] },
    fail: { from: ["wanted"], to: ["failed"] },
    revoke: { from: ["wanted", "made", "failed"], to: ["revoked"] },
    /** The meeting changed, the back-off is over, or the student is back. */
    want_again: { from: ["made", "failed", "revoked"], to: ["wanted"] },
  },
});
