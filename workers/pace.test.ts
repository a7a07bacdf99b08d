import { describe, expect, test } from "vitest";

import { createPace } from "./pace";

const sent = { ok: true, value: null } as const;
const tooFast = { ok: false, kind: "retry", code: "rate_limit_exceeded", retryAfterMs: 1000 } as const;
const broken = { ok: false, kind: "retry", code: "application_error" } as const;

/** A pace on a clock that moves only when somebody waits. */
function clocked() {
  let time = 1_000_000;
  const pace = createPace(
    () => time,
    async (ms) => void (time += ms),
  );
  return {
    pace,
    waits: async () => {
      const before = time;
      await pace.turn();
      return time - before;
    },
  };
}

describe("the pace of mails", () => {
  test("is no pace at all while the vendor keeps up, and when it fails for another reason", async () => {
    const { pace, waits } = clocked();
    for (let i = 0; i < 100; i++) {
      expect(await waits()).toBe(0);
      pace.answered(i % 2 === 0 ? sent : broken);
    }
  });

  test("holds for as long as the vendor says, then keeps a gap that doubles with each refusal and shrinks with each answer", async () => {
    const { pace, waits } = clocked();
    await waits();
    pace.answered(tooFast);
    // Another that was under way at the same moment.
    pace.answered(tooFast);
    expect(await waits()).toBe(1000);
    expect(await waits()).toBe(100);
    pace.answered(tooFast);
    expect(await waits()).toBe(1000);
    expect(await waits()).toBe(200);
    for (let i = 0; i < 60; i++) pace.answered(sent);
    await waits();
    expect(await waits()).toBe(0);
  });

  test("never holds longer than five seconds: an hour's wait is each mail's own", async () => {
    const { pace, waits } = clocked();
    pace.answered({ ...tooFast, retryAfterMs: 3_600_000 });
    expect(await waits()).toBe(5000);
  });

  test("comes near a limit it does not know, and is told so seldom", async () => {
    let time = 0;
    const pace = createPace(
      () => time,
      async (ms) => void (time += ms),
    );
    const limit = 5;
    const inSecond = new Map<number, number>();
    let [accepted, refused] = [0, 0];
    while (time < 60_000) {
      await pace.turn();
      time += 60;
      const second = Math.floor(time / 1000);
      const asked = (inSecond.get(second) ?? 0) + 1;
      inSecond.set(second, asked);
      if (asked <= limit) accepted++;
      else refused++;
      pace.answered(asked <= limit ? sent : tooFast);
    }
    expect(accepted / 60).toBeGreaterThan(limit * 0.6);
    expect(refused / accepted).toBeLessThan(0.15);
  });
});
