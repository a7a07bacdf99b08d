import { declareRefusals } from "#kernel/refusal";

export const { specs: batchRefusals, refuse: refuseBatch } = declareRefusals({
  "batch.code_taken": { kind: "conflict", message: "Another batch has this code. Choose a different one." },
  "host_account.name_taken": {
    kind: "conflict",
    message: "Another host account has this name. Choose a different one.",
  },
  "batch.people_unknown": {
    kind: "invalid",
    message: "The owner, trainer or host account named for this batch does not exist any more. Choose another.",
  },
  "batch.link_origin": {
    kind: "invalid",
    message:
      "That link is not on one of your meeting providers. Ask a leader to add the provider, or paste another link.",
  },
  "batch.state": { kind: "conflict", message: "This batch is in another state now, so that is no longer possible." },
  "batch.not_open": { kind: "refused", message: "This batch takes no students: it is completed or cancelled." },
  "assignment.exists": {
    kind: "conflict",
    message: "This student already has a live place in a batch of this course. Transfer them instead.",
  },
  "assignment.enrollment_state": { kind: "refused", message: "This plan is in a state that cannot be given a batch." },
  "assignment.course_not_in_plan": {
    kind: "refused",
    message: "This batch teaches a course that is not part of the student's plan.",
  },
});
