export type LedgerSums = {
  /** Receipts somebody else verified. */
  receivedPaisa: number;
  /** Receipts that wait for verification: they do not count yet. */
  unverifiedPaisa: number;
  waivedPaisa: number;
  feesPaisa: number;
  refundedPaisa: number;
  adjustedPaisa: number;
};
export const paymentStates = ["due", "part", "settled", "waived", "refunded"] as const;
export type PaymentState = (typeof paymentStates)[number];

export const emptyLedger: LedgerSums = {
  receivedPaisa: 0,
  unverifiedPaisa: 0,
  waivedPaisa: 0,
  feesPaisa: 0,
  refundedPaisa: 0,
  adjustedPaisa: 0,
};

/** What is still owed, in paisa: agreed price plus fees, less verified receipts (net of refunds), waivers and adjustments. Negative is credit. */
export function duePaisa(agreedPaisa: number, sums: LedgerSums): number {
  const paid = sums.receivedPaisa - sums.refundedPaisa;
  return agreedPaisa + sums.feesPaisa - paid - sums.waivedPaisa - sums.adjustedPaisa;
}

/**
 * The payment state of an enrollment, always computed and never stored. `refunded` when everything received went back;
 * `waived` when nothing is due and no money was received; `part` when some was paid and some is due.
 */
export function paymentState(agreedPaisa: number, sums: LedgerSums): PaymentState {
  const paid = sums.receivedPaisa - sums.refundedPaisa;
  if (sums.refundedPaisa > 0 && paid <= 0) return "refunded";
  if (duePaisa(agreedPaisa, sums) <= 0) return paid > 0 || agreedPaisa + sums.feesPaisa === 0 ? "settled" : "waived";
  return paid > 0 || sums.waivedPaisa > 0 ? "part" : "due";
}
