import type { EnrollmentMove } from "../../enrollments/import-enrollments";
import type { PlannedRow } from "../kind";
import type { KnownBatch, KnownEnrollment, KnownPlan, KnownStudent } from "./match-students";

/** A plan somebody gets: its price, its days, what was paid before Hub, and the way to where they stand. */
export type NewPlan = {
  plan: KnownPlan;
  externalId: string | null;
  agreedPaisa: number;
  waivedPaisa: number;
  validFromOn: string;
  validUntilOn: string | null;
  moves: readonly EnrollmentMove[];
  pausedUntilOn: string | null;
  note: string | null;
};

/** What one row of legacy students means, in the school as it was when this was computed. */
export type StudentPlan = PlannedRow & {
  fullName: string;
  email: string;
  phone: string | null;
  code: string | null;
  student: KnownStudent | null;
  /** Somebody with a login who is no student yet: a trainer who also studies. */
  userId: string | null;
  profile: { fullName: string } | null;
  contact: { phone: string | null } | null;
  reopens: boolean;
  enrollment: KnownEnrollment | null;
  validity: { validUntilOn: string | null } | null;
  newPlan: NewPlan | null;
  seat: KnownBatch | null;
};
