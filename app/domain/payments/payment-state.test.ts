import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";

import { duePaisa, emptyLedger, paymentState } from "./payment-state";

const agreed = 100_000;
const stateWith = (sums: Partial<typeof emptyLedger>, price = agreed) =>
  paymentState(price, { ...emptyLedger, ...sums });

describe("what an enrollment's payment is", () => {
  it.each([
    ["nothing came", {}, "due"],
    ["a receipt nobody verified", { unverifiedPaisa: agreed }, "due"],
    ["half came", { receivedPaisa: 50_000 }, "part"],
    ["half was waived", { waivedPaisa: 50_000 }, "part"],
    ["all came", { receivedPaisa: agreed }, "settled"],
    ["half came, half was waived", { receivedPaisa: 50_000, waivedPaisa: 50_000 }, "settled"],
    ["more came than was owed", { receivedPaisa: agreed + 1 }, "settled"],
    ["all was waived", { waivedPaisa: agreed }, "waived"],
    ["the price was lowered to nothing", { adjustedPaisa: agreed }, "waived"],
    ["a fee came on top of a paid price", { receivedPaisa: agreed, feesPaisa: 1 }, "part"],
    ["everything went back", { receivedPaisa: agreed, refundedPaisa: agreed }, "refunded"],
    ["half went back of what was paid", { receivedPaisa: agreed, refundedPaisa: 50_000 }, "part"],
  ])("%s: %j is %s", (_, sums, state) => {
    expect(stateWith(sums)).toBe(state);
  });

  it("is settled from the start where nothing is asked", () => {
    expect(stateWith({}, 0)).toBe("settled");
  });
});

const amount = fc.integer({ min: 0, max: 10_000_000 });
const ledger = fc.record({
  receivedPaisa: amount,
  unverifiedPaisa: amount,
  waivedPaisa: amount,
  feesPaisa: amount,
  refundedPaisa: amount,
  adjustedPaisa: fc.integer({ min: -10_000_000, max: 10_000_000 }),
});

describe("for any ledger", () => {
  property.prop([amount, ledger])("due and part are the states in which something is owed", (price, sums) => {
    const state = paymentState(price, sums);
    if (state === "due" || state === "part") expect(duePaisa(price, sums)).toBeGreaterThan(0);
    if (state === "settled" || state === "waived") expect(duePaisa(price, sums)).toBeLessThanOrEqual(0);
  });
  property.prop([amount, ledger, amount])("what nobody verified changes nothing", (price, sums, more) => {
    const waiting = { ...sums, unverifiedPaisa: sums.unverifiedPaisa + more };
    expect(paymentState(price, waiting)).toBe(paymentState(price, sums));
    expect(duePaisa(price, waiting)).toBe(duePaisa(price, sums));
  });
  property.prop([amount, ledger, amount])(
    "a receipt lowers what is owed by itself, to the paisa",
    (price, sums, more) => {
      expect(duePaisa(price, { ...sums, receivedPaisa: sums.receivedPaisa + more })).toBe(duePaisa(price, sums) - more);
    },
  );
  property.prop([amount, ledger, amount])("a refund undoes its receipt", (price, sums, more) => {
    const there = { ...sums, receivedPaisa: sums.receivedPaisa + more };
    const back = { ...there, refundedPaisa: there.refundedPaisa + more };
    expect(duePaisa(price, back)).toBe(duePaisa(price, sums));
  });
});
