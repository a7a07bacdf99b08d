import { defineMachine } from "#kernel/machine";

export const onboardingTaskMachine = defineMachine({
  name: "onboarding_task",
  states: ["todo", "done", "waived"],
  transitions: {
    create: { from: ["*new*"], to: ["todo"] },
    do: { from: ["todo"], to: ["done"] },
    undo: { from: ["done"], to: ["todo"] },
    waive: { from: ["todo"], to: ["waived"] },
  },
});
