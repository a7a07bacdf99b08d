/** How staff reads a refusal: the reason in few words, and what fixes it while the student is on the phone. */
import type { JoinRefusal } from "./domain/sessions/join/refusals";

export const joinRefusalWords: Record<JoinRefusal, { short: string; fix: string }> = {
  "session.not_found": { short: "wrong link", fix: "Send them to Home; their classes are there." },
  "join.not_assigned": { short: "not assigned", fix: "Give them a place in it, or admit them to this class." },
  "join.enrollment_suspended": {
    short: "suspended",
    fix: "A manager can lift the suspension, or admit them to this class.",
  },
  "join.enrollment_expired": { short: "plan ended", fix: "Extend the plan, or admit them to this class." },
  "join.enrollment_paused": { short: "paused", fix: "End the pause, or admit them to this class." },
  "join.enrollment_not_ready": { short: "not ready", fix: "Give them a place, or admit them to this class." },
  "join.enrollment_closed": { short: "plan closed", fix: "The plan was completed, cancelled or refunded." },
  "join.payment_due": { short: "payment due", fix: "Verify the payment, or admit them to this class." },
  "join.session_cancelled": { short: "class cancelled", fix: "Tell them the new date." },
  "join.session_ended": { short: "class ended", fix: "Send the recording." },
  "join.too_early": { short: "too early", fix: "Open the class now if it begins early." },
  "join.too_late": { short: "too late", fix: "Close later if the class still runs." },
  "join.full": { short: "meeting full", fix: "Move the class to a larger host account, or replace the link." },
  "join.no_link": { short: "no link", fix: "Replace the link: students get it at once." },
};
export const wordsOfRefusal = (code: string) => joinRefusalWords[code as JoinRefusal] ?? { short: code, fix: "" };
