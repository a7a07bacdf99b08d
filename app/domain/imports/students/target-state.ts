import type { EnrollmentMove } from "../../enrollments/import-enrollments";
import type { EnrollmentState } from "../../enrollments/enrollment.machine";
import type { KnownBatch } from "./match-students";
import type { StudentRow } from "./read-student-row";

export type Target = {
  /** The named transitions from the plan's birth to where the student stands. */
  moves: readonly EnrollmentMove[];
  state: EnrollmentState;
  /** Whether a seat is taken on the way. */
  seated: boolean;
};

/**
 * The way of named transitions to where a sheet says somebody stands. A plan whose last day is past has ended, whatever
 * the sheet says; nobody is active before their batch has started; who is gone takes no seat.
 */
export function targetOf(row: Pick<StudentRow, "state">, facts: { batch: KnownBatch | null; isOver: boolean }): Target {
  const { batch } = facts;
  const wanted = row.state ?? (batch ? "active" : "waiting");
  const gone = wanted === "completed" || wanted === "cancelled" || wanted === "refunded";
  const legacy = facts.isOver && !gone ? "expired" : wanted;
  const started = batch?.state === "active";
  const waits: EnrollmentMove[] = ["start_onboarding", "finish_onboarding"];
  const studies: EnrollmentMove[] = batch
    ? started
      ? ["start_onboarding", "assign", "activate"]
      : ["start_onboarding", "assign"]
    : waits;
  const standing: EnrollmentState = batch ? (started ? "ACTIVE" : "BATCH_ASSIGNED") : "BATCH_PENDING";
  const seated = batch !== null;
  switch (legacy) {
    case "onboarding":
      return batch
        ? { moves: studies, state: standing, seated }
        : { moves: ["start_onboarding"], state: "PRE_ONBOARDING", seated: false };
    case "waiting":
    case "active":
      return { moves: studies, state: standing, seated };
    case "paused":
      return { moves: [...studies, "pause"], state: "PAUSED", seated };
    case "suspended":
      return { moves: [...studies, "suspend"], state: "SUSPENDED", seated };
    case "expired":
      return { moves: [...waits, "expire"], state: "EXPIRED", seated: false };
    case "completed":
      return { moves: ["start_onboarding", "assign", "activate", "complete"], state: "COMPLETED", seated };
    case "cancelled":
      return { moves: ["start_onboarding", "cancel"], state: "CANCELLED", seated: false };
    case "refunded":
      return { moves: ["start_onboarding", "refund"], state: "REFUNDED", seated: false };
  }
}
