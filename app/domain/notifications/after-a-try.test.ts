import { describe, expect, it } from "vitest";

import type { VendorFailure } from "#kernel/ports";

import { afterTry, keyIsSafe, waitSeconds } from "./after-a-try";
import type { Try } from "./after-a-try";

const first: Try = { attempts: 1, triedSeconds: 0, maybeSent: false, urgent: false };
const failure = (kind: VendorFailure["kind"], retryAfterMs?: number): VendorFailure => ({
  ok: false,
  kind,
  code: `resend.${kind}`,
  retryAfterMs,
});
const hours = (n: number) => n * 3600;

describe("after a try", () => {
  it("an accepted mail is sent", () => {
    expect(afterTry({ ok: true, value: null }, first)).toMatchObject({ move: "accept", error: null });
  });
  it("a rejected one is for a person at once", () => {
    expect(afterTry(failure("rejected"), first)).toMatchObject({ move: "give_up", error: "resend.rejected" });
  });
  it.each(["retry", "unauthorized"] as const)("%s waits out an outage of hours and gives up after a day", (kind) => {
    expect(afterTry(failure(kind), { ...first, triedSeconds: hours(23.9) }).move).toBe("retry");
    expect(afterTry(failure(kind), { ...first, triedSeconds: hours(24) }).move).toBe("give_up");
  });
  it("an ambiguous one is tried again under its key while the vendor knows the key, then left to a person", () => {
    expect(afterTry(failure("ambiguous"), first)).toMatchObject({ move: "retry", maybeSent: true });
    expect(afterTry(failure("ambiguous"), { ...first, triedSeconds: hours(22.9) }).move).toBe("retry");
    expect(afterTry(failure("ambiguous"), { ...first, triedSeconds: hours(23) }).move).toBe("doubt");
  });
  it("what may have gone out once stays in doubt, whatever the vendor says later", () => {
    const doubtful = { ...first, maybeSent: true, triedSeconds: hours(23) };
    expect(keyIsSafe(doubtful)).toBe(false);
    expect(afterTry(failure("retry"), doubtful)).toMatchObject({ move: "doubt", maybeSent: true });
    expect(afterTry(failure("retry"), { ...doubtful, triedSeconds: 60 })).toMatchObject({
      move: "retry",
      maybeSent: true,
    });
  });
});

describe("how long a delivery waits", () => {
  it("15 s doubling to 30 min, a code 3 s doubling to a minute", () => {
    const waits = (urgent: boolean) => [1, 2, 3, 6, 12, 400].map((attempts) => waitSeconds({ attempts, urgent }));
    expect(waits(false)).toEqual([15, 30, 60, 480, 1800, 1800]);
    expect(waits(true)).toEqual([3, 6, 12, 60, 60, 60]);
  });
  it("as the vendor asks, spread out over the tries, at most an hour", () => {
    expect(waitSeconds({ attempts: 1, urgent: false }, 400)).toBe(1);
    expect(waitSeconds({ attempts: 3, urgent: false }, 2000)).toBe(6);
    expect(waitSeconds({ attempts: 9, urgent: false }, 3_600_000)).toBe(3600);
  });
});
