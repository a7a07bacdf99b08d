import { declareRefusals } from "#kernel/refusal";

/** Why a student may not join, in order of precedence. What fixes each one is data beside the page that shows it. */
export const { specs: joinRefusals, refuse: refuseJoin } = declareRefusals({
  "session.not_found": { kind: "not_found", message: "This class does not exist, or it is not one of yours." },
  "join.not_assigned": { kind: "forbidden", message: "This class belongs to {aBatch} you are not in." },
  "join.enrollment_suspended": {
    kind: "forbidden",
    message: "Your plan is suspended, so classes are closed to you for now.",
  },
  "join.enrollment_expired": { kind: "forbidden", message: "Your plan has ended, so classes are closed to you." },
  "join.enrollment_paused": {
    kind: "forbidden",
    message: "Your plan is paused, so classes are closed to you until the pause ends.",
  },
  "join.enrollment_not_ready": { kind: "forbidden", message: "Your plan is not ready for classes yet." },
  "join.enrollment_closed": {
    kind: "forbidden",
    message: "Your plan is closed, so classes are no longer open to you.",
  },
  "join.payment_due": { kind: "forbidden", message: "A payment for your plan is still open." },
  "join.session_cancelled": { kind: "refused", message: "This class was cancelled." },
  "join.session_ended": { kind: "refused", message: "This class has ended." },
  "join.too_early": { kind: "refused", message: "This class is not open yet." },
  "join.too_late": { kind: "refused", message: "This class is over, and joining has closed." },
  "join.full": { kind: "refused", message: "The meeting is full right now." },
  "join.no_link": {
    kind: "unavailable",
    message: "The meeting link is not ready yet. We are on it, and your team has been told.",
  },
});
export type JoinRefusal = keyof typeof joinRefusals;
