/** Every state's words: what people read instead of the machine's names. Held complete by the type. */
import type { ContestState } from "./domain/attendance/attendance-contest.machine";
import type { Mark } from "./domain/attendance/inputs";
import type { AssignmentState } from "./domain/batches/assignment.machine";
import type { BatchState } from "./domain/batches/batch.machine";
import type { EnrollmentState } from "./domain/enrollments/enrollment.machine";
import type { pauseMachine } from "./domain/enrollments/pause.machine";
import type { deliveryMachine } from "./domain/notifications/delivery.machine";
import type { ImportPlanState } from "./domain/imports/import-plan.machine";
import type { PaymentState } from "./domain/payments/payment-state";
import type { PaymentKind } from "./domain/payments/tables";
import type { RecordingState } from "./domain/sessions/recording.machine";
import type { SessionState } from "./domain/sessions/session.machine";
import type { StaffRole } from "./kernel/ctx";
import type { StateOf } from "./kernel/machine";
import type { BadgeText } from "./ui/tenant";

export const enrollmentWords: Record<EnrollmentState, BadgeText> = {
  PAYMENT_VERIFIED: { word: "Payment verified", tone: "info" },
  PRE_ONBOARDING: { word: "Getting started", tone: "info" },
  BATCH_PENDING: { word: "Waiting for a place", tone: "attention" },
  BATCH_ASSIGNED: { word: "Place given", tone: "good" },
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
export const importWords: Record<ImportPlanState, BadgeText> = {
  uploaded: { word: "Columns to check", tone: "attention" },
  mapped: { word: "Columns to check", tone: "attention" },
  planning: { word: "Computing the preview", tone: "info" },
  ready: { word: "Preview ready", tone: "attention" },
  applying: { word: "Being applied", tone: "info" },
  applied: { word: "Applied", tone: "good" },
  undone: { word: "Undone", tone: "neutral" },
  stale: { word: "Out of date", tone: "attention" },
  failed: { word: "Stopped", tone: "danger" },
  discarded: { word: "Discarded", tone: "neutral" },
};
export const markWords: Record<Mark, BadgeText> = {
  present: { word: "Present", tone: "good" },
  late: { word: "Late", tone: "attention" },
  partial: { word: "Partly there", tone: "attention" },
  absent: { word: "Absent", tone: "danger" },
  excused: { word: "Excused", tone: "info" },
  not_applicable: { word: "Not counted", tone: "neutral" },
};
export const contestWords: Record<ContestState, BadgeText> = {
  open: { word: "Waiting for an answer", tone: "info" },
  accepted: { word: "Changed", tone: "good" },
  declined: { word: "Stays as it is", tone: "neutral" },
  withdrawn: { word: "Taken back", tone: "neutral" },
};
export const recordingWords: Record<RecordingState, BadgeText> = {
  processing: { word: "Being made", tone: "info" },
  ready: { word: "Shown to students", tone: "good" },
  hidden: { word: "Hidden", tone: "neutral" },
  gone: { word: "Removed", tone: "neutral" },
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
