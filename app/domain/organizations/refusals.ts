import { declareRefusals } from "#kernel/refusal";

/** Why a school was not made. */
export const { specs: organizationRefusals, refuse: refuseOrganization } = declareRefusals({
  "organization.slug_taken": {
    kind: "conflict",
    message: "Another school has this address. Choose another name for it.",
  },
});
