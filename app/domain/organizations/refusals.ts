import { declareRefusals } from "#kernel/refusal";

/** Why a school was not made, or its days not changed. */
export const { specs: organizationRefusals, refuse: refuseOrganization } = declareRefusals({
  "organization.slug_taken": {
    kind: "conflict",
    message: "Another school has this address. Choose another name for it.",
  },
  "holiday.taken": { kind: "conflict", message: "One of these days is a holiday already. Look again, then decide." },
  "holiday.gone": { kind: "conflict", message: "This holiday was taken off the list already. Nothing was changed." },
});
