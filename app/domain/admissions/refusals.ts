import { declareRefusals } from "#kernel/refusal";

export const { specs: admissionRefusals, refuse: refuseAdmission } = declareRefusals({
  "admission.plan_unknown": { kind: "invalid", message: "This plan does not exist any more. Choose another." },
  "admission.state": { kind: "conflict", message: "This form is in another state now, so that is no longer possible." },
  "admission.own_form": {
    kind: "forbidden",
    message: "You submitted this form, so somebody else has to decide on it.",
  },
  "admission.reason_needed": { kind: "invalid", message: "Say why the form is rejected; its author reads it." },
  "admission.code_taken": { kind: "conflict", message: "Another student has this code. Leave it out, or correct it." },
  "admission.already_imported": { kind: "conflict", message: "A form with this external id exists already." },
});
