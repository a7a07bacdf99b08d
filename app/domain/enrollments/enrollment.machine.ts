import { defineMachine } from "#kernel/machine";
import type { StateOf } from "#kernel/machine";

/** The lifecycle of one student on one plan. PAYMENT_VERIFIED is passed through in the transaction that creates it. */
export const enrollmentMachine = defineMachine({
  name: "enrollment",
  states: [
    "PAYMENT_VERIFIED",
    "PRE_ONBOARDING",
    "BATCH_PENDING",
    "BATCH_ASSIGNED",
    "ACTIVE",
    "PAUSED",
    "SUSPENDED",
    "EXPIRED",
    "COMPLETED",
    "CANCELLED",
    "REFUNDED",
  ],
  transitions: {
    create: { from: ["*new*"], to: ["PAYMENT_VERIFIED"] },
    start_onboarding: { from: ["PAYMENT_VERIFIED"], to: ["PRE_ONBOARDING"] },
    finish_onboarding: { from: ["PRE_ONBOARDING"], to: ["BATCH_PENDING"] },
    assign: { from: ["PRE_ONBOARDING", "BATCH_PENDING"], to: ["BATCH_ASSIGNED"] },
    unassign: { from: ["BATCH_ASSIGNED"], to: ["BATCH_PENDING"] },
    activate: { from: ["BATCH_ASSIGNED"], to: ["ACTIVE"] },
    pause: { from: ["BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE"], to: ["PAUSED"] },
    resume: { from: ["PAUSED"], to: ["BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE"] },
    suspend: { from: ["PRE_ONBOARDING", "BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE", "PAUSED"], to: ["SUSPENDED"] },
    reinstate: { from: ["SUSPENDED"], to: ["PRE_ONBOARDING", "BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE", "PAUSED"] },
    expire: { from: ["PRE_ONBOARDING", "BATCH_PENDING", "BATCH_ASSIGNED", "ACTIVE", "SUSPENDED"], to: ["EXPIRED"] },
    extend: { from: ["EXPIRED"], to: ["ACTIVE", "BATCH_PENDING"] },
    complete: { from: ["ACTIVE"], to: ["COMPLETED"] },
    reopen: { from: ["COMPLETED"], to: ["ACTIVE", "BATCH_PENDING"] },
    refund: {
      from: [
        "PAYMENT_VERIFIED",
        "PRE_ONBOARDING",
        "BATCH_PENDING",
        "BATCH_ASSIGNED",
        "ACTIVE",
        "PAUSED",
        "SUSPENDED",
        "EXPIRED",
        "COMPLETED",
      ],
      to: ["REFUNDED"],
    },
    cancel: {
      from: [
        "PAYMENT_VERIFIED",
        "PRE_ONBOARDING",
        "BATCH_PENDING",
        "BATCH_ASSIGNED",
        "ACTIVE",
        "PAUSED",
        "SUSPENDED",
        "EXPIRED",
      ],
      to: ["CANCELLED"],
    },
  },
});
export type EnrollmentState = StateOf<typeof enrollmentMachine>;
export type ResumeTo = "PRE_ONBOARDING" | "BATCH_PENDING" | "BATCH_ASSIGNED" | "ACTIVE" | "PAUSED";
