import { declareRefusals } from "#kernel/refusal";

export const { specs: notificationRefusals, refuse: refuseNotification } = declareRefusals({
  "dead_letter.not_open": {
    kind: "conflict",
    message: "Somebody has replayed or dismissed this already. Nothing was sent twice.",
  },
  "invite.nobody": {
    kind: "refused",
    message: "Nobody of this choice waits for an invite any more. Somebody may have sent it a moment ago.",
  },
  "invite.number_changed": {
    kind: "conflict",
    message: "The number has changed since it was counted. Nothing was sent: look at the new number, then send.",
  },
});
