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
  "announcement.sent_already": {
    kind: "conflict",
    message: "This announcement was sent already, once to each. Write another one if there is more to say.",
  },
  "announcement.over": {
    kind: "refused",
    message: "This {batch} or class does not take place any more, so nobody is told.",
  },
  "announcement.nobody": { kind: "refused", message: "Nobody would read this: no student may attend now." },
  "notice.all_reached": {
    kind: "refused",
    message: "Everybody was reached, or is being mailed right now. Nothing was sent again.",
  },
});
