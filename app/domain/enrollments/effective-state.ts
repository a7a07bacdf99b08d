import { addDays, daysBetween } from "#kernel/time";

import type { EnrollmentState } from "./enrollment.machine";

export type EffectiveFacts = {
  state: EnrollmentState;
  /** Inclusive local day; null = no end. */
  validUntilOn: string | null;
  /** Approved or running pauses, both ends inclusive. */
  pauses: { fromOn: string; untilOn: string }[];
};

/**
 * What an enrollment is today, whatever the nightly job has written down so far: the gate and every page use this, so a
 * missed night harms nobody. `today` is the organization's local day. A pause that has begun pauses, one that is over
 * resumes; validity that is over expires, unless a pause runs (its days are given back when it ends).
 */
export function effectiveState(facts: EffectiveFacts, today: string): EnrollmentState {
  const { state } = facts;
  if (["PAYMENT_VERIFIED", "SUSPENDED", "COMPLETED", "CANCELLED", "REFUNDED"].includes(state)) return state;
  const pausedToday = facts.pauses.some((p) => p.fromOn <= today && today <= p.untilOn);
  if (pausedToday) return state === "EXPIRED" ? "EXPIRED" : "PAUSED";
  const over = facts.pauses.filter((p) => p.untilOn < today);
  if (state === "PAUSED" && over.length === 0) return "PAUSED";
  // No night has ended these pauses yet: their days are given back here as they will be there.
  const given = over.reduce((days, p) => days + daysBetween(p.fromOn, p.untilOn) + 1, 0);
  if (facts.validUntilOn !== null && addDays(facts.validUntilOn, given) < today) return "EXPIRED";
  return state === "PAUSED" ? "ACTIVE" : state;
}

/** The states in which a student may join class. */
export const isJoinable = (state: EnrollmentState) => state === "BATCH_ASSIGNED" || state === "ACTIVE";
