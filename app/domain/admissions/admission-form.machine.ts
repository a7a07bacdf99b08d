import { defineMachine } from "#kernel/machine";

export const admissionFormMachine = defineMachine({
  name: "admission_form",
  states: ["draft", "submitted", "verified", "rejected", "withdrawn", "void"],
  transitions: {
    draft: { from: ["*new*"], to: ["draft"] },
    import: { from: ["*new*"], to: ["verified"] },
    submit: { from: ["draft", "rejected"], to: ["submitted"] },
    verify: { from: ["submitted"], to: ["verified"] },
    reject: { from: ["submitted"], to: ["rejected"] },
    withdraw: { from: ["submitted"], to: ["withdrawn"] },
    void: { from: ["verified"], to: ["void"] },
  },
});
