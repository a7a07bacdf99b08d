import { q } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { addDays } from "#kernel/time";
import { transition } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { enrollments, onboardingTasks } from "./tables";

export type NewEnrollment = {
  studentId: string;
  admissionFormId: string;
  plan: { id: string; validityDays: number | null };
  agreedPaisa: number;
  currency: string;
  /** First day of validity, local. */
  validFromOn: string;
};

/** What every new student does before class; each has an owner and a due day, none ever blocks class. */
const checklist = [
  { key: "intake", title: "Tell us about yourself", owner: "student", required: true, dueDays: 3 },
  { key: "device", title: "Check that Zoom opens on your phone", owner: "student", required: false, dueDays: 3 },
  { key: "welcome_call", title: "Welcome call", owner: "staff", required: true, dueDays: 2 },
] as const;

/** The checklist of one enrollment, its days counted from its first. */
export const checklistOf = (enrollmentId: string, studentId: string, validFromOn: string) =>
  checklist.map(({ dueDays, ...task }) => ({ ...task, enrollmentId, studentId, dueOn: addDays(validFromOn, dueDays) }));

/**
 * An enrollment is born: PAYMENT_VERIFIED, in the same transaction on to PRE_ONBOARDING, with its checklist. Validity is
 * inclusive: a plan of n days ends n - 1 days after its first. Composed into the commands that admit.
 */
export function enrollmentWrites(input: NewEnrollment, now: Date): { enrollmentId: string; writes: Query[] } {
  const enrollmentId = uuidv7(now.getTime());
  const { studentId, admissionFormId, plan, agreedPaisa, currency, validFromOn } = input;
  const validUntilOn = plan.validityDays === null ? null : addDays(validFromOn, plan.validityDays - 1);
  const born = { id: enrollmentId, version: 1, state: "PAYMENT_VERIFIED" as const };
  return {
    enrollmentId,
    writes: [
      q.insert(enrollments).values({
        id: enrollmentId,
        studentId,
        planId: plan.id,
        admissionFormId,
        state: "PAYMENT_VERIFIED",
        validFromOn,
        validUntilOn,
        agreedPaisa,
        currency,
      }),
      transition(enrollments, enrollmentMachine, born, "start_onboarding"),
      q.insert(onboardingTasks).values(checklistOf(enrollmentId, studentId, validFromOn)),
    ],
  };
}
