import { localDay } from "#kernel/time";

import { effectiveState, isJoinable } from "../../enrollments/effective-state";
import { emptyLedger, paymentState } from "../../payments/payment-state";
import type { JoinFacts } from "./join-facts";
import { defaultJoinWindow, joinWindow } from "./join-window";
import type { JoinRefusal } from "./refusals";

export type JoinDecision =
  | { outcome: "allowed"; link: "own" | "session" | "batch" }
  | { outcome: JoinRefusal; opensAt?: Date; closedAt?: Date };

/**
 * The join gate: pure, from recorded facts and the attempt's clock, so that a sweep decides later exactly what the
 * request would have. Reasons come in the order of precedence; a student staff admitted skips what depends on their
 * enrollment, never what depends on the class. `zone` is the organization's.
 */
export function decideJoin(facts: JoinFacts, now: Date, zone: string): JoinDecision {
  const session = facts.session;
  if (!session) return { outcome: "session.not_found" };
  if (!facts.admitted) {
    const kept = enrollmentRefusal(facts, localDay(now, zone));
    if (kept) return { outcome: kept };
  }
  if (session.state === "cancelled") return { outcome: "join.session_cancelled" };
  if (session.state === "ended") return { outcome: "join.session_ended" };
  const { opensAt, closesAt } = joinWindow(session, { ...defaultJoinWindow, ...facts.policy });
  if (now < opensAt) return { outcome: "join.too_early", opensAt };
  if (now > closesAt) return { outcome: "join.too_late", closedAt: closesAt };
  if (facts.meetingSize !== null && !facts.alreadyIn && facts.othersIn >= facts.meetingSize)
    return { outcome: "join.full" };
  if (!facts.link) return { outcome: "join.no_link" };
  return { outcome: "allowed", link: facts.link };
}

function enrollmentRefusal(facts: JoinFacts, today: string): JoinRefusal | null {
  const e = facts.enrollment;
  if (!e || !facts.assignment) return "join.not_assigned";
  const closed = e.state === "CANCELLED" || e.state === "REFUNDED";
  const live = facts.assignment === "assigned" || facts.assignment === "active" || facts.assignment === "completed";
  // A withdrawal that came with the end of the whole enrollment is told as that end.
  if (!live && !closed) return "join.not_assigned";
  const state = effectiveState({ state: e.state, validUntilOn: e.validUntilOn, pauses: facts.pauses }, today);
  if (state === "SUSPENDED") return "join.enrollment_suspended";
  if (state === "EXPIRED") return "join.enrollment_expired";
  if (state === "PAUSED") return "join.enrollment_paused";
  if (state === "COMPLETED" || closed) return "join.enrollment_closed";
  if (!isJoinable(state)) return "join.enrollment_not_ready";
  const wanted = facts.policy?.payment ?? defaultJoinWindow.payment;
  const paid = paymentState(e.agreedPaisa, facts.ledger ?? emptyLedger);
  if (wanted !== "never" && (paid === "due" || paid === "refunded" || (wanted === "settled" && paid === "part")))
    return "join.payment_due";
  return null;
}
