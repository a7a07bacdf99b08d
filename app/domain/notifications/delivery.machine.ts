import { defineMachine } from "#kernel/machine";

export const deliveryMachine = defineMachine({
  name: "delivery",
  states: [
    "queued",
    "sending",
    "sent",
    "delivered",
    "delayed",
    "bounced",
    "complained",
    "stale",
    "suppressed",
    "unsure",
    "dead",
  ],
  transitions: {
    queue: { from: ["*new*"], to: ["queued"] },
    claim: { from: ["queued"], to: ["sending"] },
    /** Also found out while rendering: what it would say is no longer true. */
    drop: { from: ["queued", "sending"], to: ["stale"] },
    suppress: { from: ["queued"], to: ["suppressed"] },
    accept: { from: ["sending"], to: ["sent"] },
    retry: { from: ["sending"], to: ["queued"] },
    /** Ambiguous beyond the vendor's key window: a person decides. */
    doubt: { from: ["sending"], to: ["unsure"] },
    give_up: { from: ["sending"], to: ["dead"] },
    deliver: { from: ["sent", "delayed"], to: ["delivered"] },
    delay: { from: ["sent"], to: ["delayed"] },
    bounce: { from: ["sent", "delayed"], to: ["bounced"] },
    complain: { from: ["sent"], to: ["complained"] },
    replay: { from: ["dead", "unsure"], to: ["queued"] },
  },
});
