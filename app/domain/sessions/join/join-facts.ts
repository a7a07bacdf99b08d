import type { EnrollmentState } from "../../enrollments/enrollment.machine";
import type { AssignmentState } from "../../batches/assignment.machine";
import type { LedgerSums } from "../../payments/payment-state";
import type { SessionState } from "../session.machine";
import type { JoinWindowPolicy } from "./join-window";

/**
 * Everything the join gate decides from, as app.join_facts collects it and the attempt keeps it. No clock (the attempt's
 * `at` is beside it) and no link (only which kind there is).
 */
export type JoinFacts = {
  session: {
    id: string;
    state: SessionState;
    startsAt: string;
    endsAt: string;
    opensAtOverride: string | null;
    closesAtOverride: string | null;
    zone: string;
    number: number;
    title: string;
    batchCode: string;
    batchState: string;
    courseName: string;
    /** Evidence shows that the meeting began and has not ended. */
    stillRunning: boolean;
  } | null;
  assignment: AssignmentState | null;
  enrollment: {
    id: string;
    state: EnrollmentState;
    validUntilOn: string | null;
    agreedPaisa: number;
    currency: string;
  } | null;
  pauses: { fromOn: string; untilOn: string }[];
  ledger: LedgerSums | null;
  /** Staff let this student into this class, with a reason. */
  admitted: boolean;
  meetingSize: number | null;
  /** Other students already let in. */
  othersIn: number;
  alreadyIn: boolean;
  link: "own" | "session" | "batch" | null;
  policy: Partial<JoinWindowPolicy> | null;
  policyVersion: number;
};
