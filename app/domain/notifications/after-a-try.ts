import type { VendorResult } from "#kernel/ports";
import type { TransitionOf } from "#kernel/machine";

import type { deliveryMachine } from "./delivery.machine";

export type Try = {
  /** Of the claim just ended, from 1. */
  attempts: number;
  /** Since the first try. */
  triedSeconds: number;
  /** An earlier try may have been accepted. */
  maybeSent: boolean;
  urgent: boolean;
};
export type Next = {
  move: Extract<TransitionOf<typeof deliveryMachine>, "accept" | "retry" | "doubt" | "give_up">;
  error: string | null;
  waitSeconds: number;
  maybeSent: boolean;
};

const hour = 3600;
/** Resend keeps a key for 24 h from the first try; an hour is left for clocks that disagree. */
const keyWindowSeconds = 23 * hour;
/** An outage of hours is waited out; a mail nobody could hand over for a day is for a person to look at. */
const patienceSeconds = 24 * hour;

/** Whether one more try would be safe: after the vendor forgot the key it could be a second mail. */
export const keyIsSafe = (t: Pick<Try, "maybeSent" | "triedSeconds">) =>
  !t.maybeSent || t.triedSeconds < keyWindowSeconds;

/** What becomes of a delivery after the vendor's answer. */
export function afterTry(result: VendorResult<unknown>, t: Try): Next {
  if (result.ok) return { move: "accept", error: null, waitSeconds: 0, maybeSent: t.maybeSent };
  const error = result.code;
  const maybeSent = t.maybeSent || result.kind === "ambiguous";
  if (result.kind === "rejected") return { move: "give_up", error, waitSeconds: 0, maybeSent };
  if (!keyIsSafe({ maybeSent, triedSeconds: t.triedSeconds }))
    return { move: "doubt", error, waitSeconds: 0, maybeSent };
  if (t.triedSeconds >= patienceSeconds) return { move: "give_up", error, waitSeconds: 0, maybeSent };
  return { move: "retry", error, waitSeconds: waitSeconds(t, result.retryAfterMs), maybeSent };
}

/** 15 s doubling to 30 min; a code, which is worth nothing in 10 minutes, 3 s doubling to 1 min. A vendor's own wait wins. */
export function waitSeconds(t: Pick<Try, "attempts" | "urgent">, retryAfterMs?: number): number {
  const most = t.urgent ? 60 : 1800;
  // Many mails told to wait one second each must not all come back in the same one.
  if (retryAfterMs !== undefined)
    return Math.min(hour, Math.max(1, Math.ceil(retryAfterMs / 1000)) * Math.min(t.attempts, 10));
  return Math.min(most, (t.urgent ? 3 : 15) * 2 ** Math.min(t.attempts - 1, 10));
}
