import { declareRefusals } from "#kernel/refusal";

/** Why the ledger was not written. */
export const { specs: paymentRefusals, refuse: refusePayment } = declareRefusals({
  "payment.own_entry": {
    kind: "forbidden",
    message: "You recorded this payment, so somebody else has to verify it.",
  },
  "payment.already_verified": { kind: "conflict", message: "This payment is already verified." },
});
