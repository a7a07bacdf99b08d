import { declareRefusals } from "#kernel/refusal";

/** Why a course or a plan was not made. */
export const { specs: catalogRefusals, refuse: refuseCatalog } = declareRefusals({
  "course.code_taken": { kind: "conflict", message: "Another course has this code. Choose a different one." },
  "plan.code_taken": { kind: "conflict", message: "Another plan has this code. Choose a different one." },
});
