import { declareRefusals } from "#kernel/refusal";

export const { specs: batchRefusals, refuse: refuseBatch } = declareRefusals({
  "batch.code_taken": { kind: "conflict", message: "Another {batch} has this code. Choose a different one." },
  "host_account.name_taken": {
    kind: "conflict",
    message: "Another host account has this name. Choose a different one.",
  },
  "batch.people_unknown": {
    kind: "invalid",
    message: "The owner, trainer or host account named for this {batch} does not exist any more. Choose another.",
  },
  "batch.link_origin": {
    kind: "invalid",
    message:
      "That link is not on one of your meeting providers. Ask a leader to add the provider, or paste another link.",
  },
  "batch.state": { kind: "conflict", message: "This {batch} is in another state now, so that is no longer possible." },
  "batch.undo_start": { kind: "refused", message: "This {batch} can no longer be put back to forming." },
  "batch.classes_left": { kind: "refused", message: "This {batch} has classes that have not ended." },
  "batch.reopen": { kind: "refused", message: "This {batch} can no longer be reopened." },
  "batch.capacity": { kind: "refused", message: "More students than that have a place in this {batch} already." },
  "host_account.in_use": {
    kind: "refused",
    message: "Classes are planned on this account. Give them another one, then retire it.",
  },
  "host_account.state": { kind: "conflict", message: "This account is in another state now. Look again, then decide." },
  "batch.not_open": { kind: "refused", message: "This {batch} takes no students: it is completed or cancelled." },
  "assignment.exists": {
    kind: "conflict",
    message: "This student already has a live place in {aBatch} of this course. Withdraw them from it first.",
  },
  "assignment.double_booked": {
    kind: "conflict",
    message: "The student has a class at the same time. Choose another {batch}, or say why they may be booked twice.",
  },
  "assignment.state": {
    kind: "conflict",
    message: "This place is not in use any more, so there is nothing to withdraw. Look again, then decide.",
  },
  "assignment.enrollment_state": { kind: "refused", message: "This plan is in a state that cannot be given {aBatch}." },
  "assignment.course_not_in_plan": {
    kind: "refused",
    message: "This {batch} teaches a course that is not part of the student's plan.",
  },
});
