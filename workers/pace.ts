import type { Ctx } from "#kernel/ctx";
import type { Mailer, VendorResult } from "#kernel/ports";

const firstGapMs = 100;
const mostGapMs = 1000;
const mostHoldMs = 5000;
/** Below this the vendor keeps up with us. */
const noGapMs = 20;

export type Pace = {
  /** Resolves when it is one's turn to ask the vendor. */
  turn(): Promise<void>;
  answered(result: VendorResult<unknown>): void;
};

/**
 * How fast to ask a vendor that limits its callers, without knowing its limit: as fast as one can, until it says that this
 * was too fast; then all hold for as long as it says and go on at twice the gap, which shrinks again with every answer.
 * Only numbers are shared, each caller waits by a timer of its own: no request may wait for another's work in a worker.
 */
export function createPace(
  now: () => number = Date.now,
  sleep: (ms: number) => Promise<unknown> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Pace {
  let gapMs = 0;
  let next = 0;
  let heldUntil = 0;
  return {
    async turn() {
      const asked = now();
      const at = Math.max(asked, next);
      next = at + gapMs;
      if (at > asked) await sleep(at - asked);
    },
    answered(result) {
      if (result.ok) {
        gapMs = gapMs * 0.95 < noGapMs ? 0 : gapMs * 0.95;
        return;
      }
      // Those under way at the same moment are told the same: it is one refusal.
      if (result.retryAfterMs === undefined || now() < heldUntil) return;
      gapMs = Math.min(mostGapMs, Math.max(firstGapMs, gapMs * 2));
      heldUntil = now() + Math.min(result.retryAfterMs, mostHoldMs);
      next = Math.max(next, heldUntil);
    },
  };
}

/** Of this isolate: what is not urgent, whichever school's it is, since they all share one account's limit. */
const notUrgent = createPace();

/**
 * The same Ctx with a mailer that keeps to the vendor's pace. A thousand reminders would otherwise use up every second of
 * the account, and a sign-in code would be told to wait as often as they are. Codes themselves are not paced.
 */
export function withPacedMail(ctx: Ctx): Ctx {
  const { mailer } = ctx.ports;
  const paced: Mailer = {
    async send(mail, key) {
      await notUrgent.turn();
      const result = await mailer.send(mail, key);
      notUrgent.answered(result);
      return result;
    },
  };
  return { ...ctx, ports: { ...ctx.ports, mailer: paced } };
}
