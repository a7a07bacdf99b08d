import { declareRefusals } from "#kernel/refusal";

export const { specs: notificationRefusals, refuse: refuseNotification } = declareRefusals({
  "dead_letter.not_open": {
    kind: "conflict",
    message: "Somebody has replayed or dismissed this already. Nothing was sent twice.",
  },
});
