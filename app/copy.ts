/** Every state's words: what people read instead of the machine's names. Held complete by the type. */
import type { AssignmentState } from "./domain/batches/assignment.machine";
import type { BatchState } from "./domain/batches/batch.machine";
import type { EnrollmentState } from "./domain/enrollments/enrollment.machine";
import type { pauseMachine } from "./domain/enrollments/pause.machine";
import type { deliveryMachine } from "./domain/notifications/delivery.machine";
import type { PaymentState } from "./domain/payments/payment-state";
import type { PaymentKind } from "./domain/payments/tables";
import type { SessionState } from "./domain/sessions/session.machine";
import type { StaffRole } from "./kernel/ctx";
import type { StateOf } from "./kernel/machine";
import type { BadgeText } from "./ui/tenant";

export const enrollmentWords: Record<EnrollmentState, BadgeText> = {
  PAYMENT_VERIFIED: { word: "Payment verified", tone: "info" },
  PRE_ONBOARDING: { word: "Getting started", tone: "info" },
  BATCH_PENDING: { word: "Waiting for a batch", tone: "attention" },
  BATCH_ASSIGNED: { word: "Batch assigned", tone: "good" },
  ACTIVE: { word: "Active", tone: "good" },
  PAUSED: { word: "Paused", tone: "attention" },
  SUSPENDED: { word: "Suspended", tone: "danger" },
  EXPIRED: { word: "Ended", tone: "danger" },
  COMPLETED: { word: "Completed", tone: "good" },
  CANCELLED: { word: "Cancelled", tone: "neutral" },
  REFUNDED: { word: "Refunded", tone: "neutral" },
};
export const sessionWords: Record<SessionState, BadgeText> = {
  scheduled: { word: "Scheduled", tone: "info" },
  ended: { word: "Ended", tone: "neutral" },
  cancelled: { word: "Cancelled", tone: "attention" },
};
export const batchWords: Record<BatchState, BadgeText> = {
  planning: { word: "Planning", tone: "neutral" },
  forming: { word: "Forming", tone: "info" },
  active: { word: "Active", tone: "good" },
  completed: { word: "Completed", tone: "neutral" },
  cancelled: { word: "Cancelled", tone: "attention" },
};
export const assignmentWords: Record<AssignmentState, BadgeText> = {
  assigned: { word: "Assigned", tone: "info" },
  active: { word: "Active", tone: "good" },
  completed: { word: "Completed", tone: "neutral" },
  transferred_out: { word: "Moved away", tone: "neutral" },
  withdrawn: { word: "Withdrawn", tone: "neutral" },
};
export const paymentWords: Record<PaymentState, BadgeText> = {
  due: { word: "Payment due", tone: "attention" },
  part: { word: "Part paid", tone: "attention" },
  settled: { word: "Paid", tone: "good" },
  waived: { word: "Waived", tone: "good" },
  refunded: { word: "Refunded", tone: "neutral" },
};
export const paymentKindWords: Record<PaymentKind, string> = {
  receipt: "Receipt",
  waiver: "Waiver",
  fee: "Fee",
  refund: "Refund",
  adjustment: "Adjustment",
  reversal: "Taken back",
};
export const pauseWords: Record<StateOf<typeof pauseMachine>, BadgeText> = {
  requested: { word: "Asked for", tone: "attention" },
  approved: { word: "To come", tone: "info" },
  active: { word: "Runs", tone: "attention" },
  ended: { word: "Over", tone: "neutral" },
  rejected: { word: "Declined", tone: "neutral" },
  cancelled: { word: "Cancelled", tone: "neutral" },
  lapsed: { word: "Lapsed", tone: "neutral" },
  void: { word: "Void", tone: "neutral" },
};
export const deliveryWords: Record<StateOf<typeof deliveryMachine>, BadgeText> = {
  queued: { word: "Waiting", tone: "info" },
  sending: { word: "On its way", tone: "info" },
  sent: { word: "Sent", tone: "good" },
  delivered: { word: "Delivered", tone: "good" },
  delayed: { word: "Delayed", tone: "attention" },
  bounced: { word: "Bounced", tone: "danger" },
  complained: { word: "Marked as spam", tone: "danger" },
  stale: { word: "Not needed any more", tone: "neutral" },
  suppressed: { word: "Address is blocked", tone: "attention" },
  unsure: { word: "Perhaps sent", tone: "attention" },
  dead: { word: "Gave up", tone: "danger" },
};
export const roleWords: Record<StaffRole, string> = {
  ops: "Operations",
  ops_manager: "Operations manager",
  program_manager: "Program manager",
  customer_support: "Support",
  trainer: "Trainer",
  academic_counselor: "Counselor",
  sales: "Sales",
  leadership: "Leadership",
};
