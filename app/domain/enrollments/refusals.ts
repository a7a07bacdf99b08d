import { declareRefusals } from "#kernel/refusal";

export const { specs: enrollmentRefusals, refuse: refuseEnrollment } = declareRefusals({
  "enrollment.state": {
    kind: "conflict",
    message: "This plan is in another state now, so that is no longer possible. Look again, then decide.",
  },
  "enrollment.reason_needed": {
    kind: "invalid",
    message: "Give a reason. It stands in the record and, for a suspension, the student reads it.",
  },
  "enrollment.tasks_open": {
    kind: "refused",
    message: "Required onboarding tasks are still open. Finish them, or give a reason to go on without.",
  },
  "enrollment.pause_dates": {
    kind: "invalid",
    message: "A pause ends on or after the day it begins, and does not begin in the past.",
  },
  "enrollment.pause_overlap": { kind: "conflict", message: "This plan already has a pause in those days." },
  "enrollment.not_paused": {
    kind: "conflict",
    message: "No pause of this plan runs or is to come, so there is none to end. Look again, then decide.",
  },
  "enrollment.no_end": { kind: "refused", message: "This plan has no end, so there is nothing to extend." },
  "enrollment.extension_too_short": {
    kind: "invalid",
    message: "With these days the plan would still have ended in the past.",
  },
  "enrollment.pause_too_long": { kind: "refused", message: "This pause is longer than the policy allows." },
});
