import { declareRefusals } from "#kernel/refusal";

/** Why the ledger was not written. */
export const { specs: paymentRefusals, refuse: refusePayment } = declareRefusals({
  "payment.own_entry": {
    kind: "forbidden",
    message: "You recorded this payment, so somebody else has to verify it.",
  },
  "payment.already_verified": { kind: "conflict", message: "This payment is already verified." },
  "payment.already_recorded": {
    kind: "conflict",
    message: "This form was sent before, and its entry stands in the ledger once. Nothing more was written.",
  },
  "payment.ledger_changed": {
    kind: "conflict",
    message:
      "The ledger of this plan changed since you opened this page. Nothing was written: look again, then decide.",
  },
  "payment.nothing_to_verify": {
    kind: "refused",
    message: "Only a receipt waits for a second person. This entry counted from the moment it was recorded.",
  },
  "payment.reversed": { kind: "conflict", message: "This entry was taken back already, so it counts for nothing." },
  "payment.is_reversal": {
    kind: "refused",
    message: "This entry takes another one back. If that was wrong, record the entry anew.",
  },
  "payment.refund_too_large": {
    kind: "refused",
    message: "More cannot be given back than was received and verified, less what went back already.",
  },
});
