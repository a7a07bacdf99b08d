import type { EnrollmentState } from "../../enrollments/enrollment.machine";

/** Where somebody will stand, in the preview; the words of the school's other screens. */
const words: Partial<Record<EnrollmentState, string>> = {
  PRE_ONBOARDING: "Getting started",
  BATCH_PENDING: "Waiting for a place",
  BATCH_ASSIGNED: "Place given",
  ACTIVE: "Active",
  PAUSED: "Paused",
  SUSPENDED: "Suspended",
  EXPIRED: "Ended",
  COMPLETED: "Completed",
  CANCELLED: "Cancelled",
  REFUNDED: "Refunded",
};
export const stateText = (state: EnrollmentState): string => words[state] ?? state;
