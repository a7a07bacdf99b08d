import { declareRefusals } from "#kernel/refusal";

export const { specs: transferRefusals, refuse: refuseTransfer } = declareRefusals({
  "cancellation.stale": {
    kind: "conflict",
    message: "The {batch} is not as it was when this plan was made. Nothing was changed: look at the places again.",
  },
  "cancellation.seats_gone": {
    kind: "conflict",
    message: "A seat this plan counts on was taken meanwhile. Nothing was changed: look at the places again.",
  },
  "cancellation.state": {
    kind: "conflict",
    message: "This {batch} is completed or cancelled already, so there is nothing to cancel.",
  },
  "unplaced.closed": { kind: "conflict", message: "Somebody has settled this already. Nothing was changed." },
});
