import { actions, assertCan, can } from "#kernel/actions";
import type { Action } from "#kernel/actions";
import type { Ctx, Member } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { sql } from "drizzle-orm";
import { assignChoices } from "#domain/batches/choices-to-assign";
import type { AssignChoice } from "#domain/batches/choices-to-assign";
import { attendanceOfStudent, latestMarks } from "#domain/attendance/attendance-of-student";
import type { BatchAttendance, LatestMark } from "#domain/attendance/attendance-of-student";
import { effectiveState } from "#domain/enrollments/effective-state";
import type { EnrollmentState } from "#domain/enrollments/enrollment.machine";
import { ownName } from "#domain/identity/own-name";
import { currentPolicy } from "#domain/organizations/current-policy";
import { ledgerVersion, sumsOf } from "#domain/payments/ledger";
import { studentLedger } from "#domain/payments/ledger-rows";
import type { LedgerRow } from "#domain/payments/ledger-rows";
import { duePaisa, paymentState } from "#domain/payments/payment-state";
import type { LedgerSums, PaymentState } from "#domain/payments/payment-state";
import { joinWindowPolicyIn } from "#domain/sessions/join/join-window";

import type { Cursor } from "../cursor";
import { noteRead } from "../note-read";
import type { AuditRecord } from "../records";
import { studentTimeline } from "../student-timeline";
import { attemptsOf, deliveriesOf, enrollmentsOf, missedIn, placesOf, profileOf, signInsOf } from "./student-facts";
import type {
  AttemptRow,
  DeliveryRow,
  EnrollmentRow,
  MissedRow,
  Pausing,
  PlaceRow,
  ProfileRow,
  SignInRow,
} from "./student-facts";

export type Money = {
  agreedPaisa: number;
  sums: LedgerSums;
  duePaisa: number;
  state: PaymentState;
  /** The gate keeps them out of class because of it. */
  keptOut: boolean;
  entries: LedgerRow[];
  /** Of the ledger: forms carry it, and a changed one refuses them. */
  version: number;
};
export type StudentEnrollment = Omit<EnrollmentRow, "agreed_paisa"> & {
  /** What it is today, by the clock. */
  effective: EnrollmentState;
  places: PlaceRow[];
  /** Null where the role does not see money. */
  money: Money | null;
};
export type StudentPage = {
  personName: string;
  today: string;
  student: ProfileRow;
  /** The plan that speaks for the student comes first. */
  enrollments: StudentEnrollment[];
  attempts: AttemptRow[];
  /** Marks counted by batch; null where the role does not see them. */
  attendance: BatchAttendance[] | null;
  /** Of the last classes; a trainer's own. Null where the role does not see them. */
  marks: LatestMark[] | null;
  /** Null where the role does not see them. */
  deliveries: DeliveryRow[] | null;
  signIns: SignInRow[] | null;
  timeline: AuditRecord[] | null;
  choices: AssignChoice[];
  /** Classes that the pause asked about would miss. */
  missed: MissedRow[];
};

export const timelineShown = 40;
type Asked = {
  studentId: string;
  /** The timeline from here on. */
  older?: Cursor | null;
  /** The plan batches are to be chosen for. */
  assigning?: string | null;
  /** The pause somebody looks at before it is granted. */
  pausing?: Pausing | null;
};

/**
 * Everything staff sees of one student, in one round trip. A trainer sees students of own batches and classes, without money, mails
 * and sign-ins; others in the school's scope see what their role may. Out of scope and unknown are the same: not found. That it
 * was read is noted after the answer.
 */
export async function getStudentPage(ctx: Ctx, { studentId, older, assigning, pausing }: Asked): Promise<StudentPage> {
  const answers = await read(ctx, (_, me) => ({
    profile: profileOf(studentId, me),
    enrollments: enrollmentsOf(studentId),
    places: placesOf(studentId, ctx.now),
    ledger: whoMay(me, "payment.read", studentLedger(studentId)),
    attempts: attemptsOf(studentId),
    attendance: whoMay(me, "attendance.read", attendanceOfStudent(studentId)),
    marks: scopeOf(me, "attendance.read")
      ? latestMarks(studentId, scopeOf(me, "attendance.read") === "org" ? null : me.memberId)
      : nothing<LatestMark>(),
    deliveries: whoMay(me, "delivery.read", deliveriesOf(studentId)),
    signIns: whoMay(me, "student.read_contact", signInsOf(studentId, ctx.now)),
    // One more than is shown says whether there is more.
    timeline: whoMay(me, "audit.timeline", studentTimeline(studentId, older ?? null, timelineShown + 1)),
    choices: assigning ? whoMay(me, "assignment.create", assignChoices(assigning, ctx.now)) : nothing<AssignChoice>(),
    missed: pausing ? whoMay(me, "pause.decide", missedIn(studentId, pausing, ctx.now)) : nothing<MissedRow>(),
    policy: currentPolicy("join_window", ctx.now),
    person: ownName(me),
  }));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "student.read", { assigned: true });
  const student = answers.profile[0];
  if (!student || !ctx.tenant) throw refuse("not_found");
  const may = (action: Action) => can(ctx.actor, action) === true;
  const today = localDay(ctx.now, ctx.tenant.zone);
  const gate = joinWindowPolicyIn(answers.policy[0]?.value).payment;
  noteRead(ctx, { studentId, screen: "student", action: "student.read" });
  return {
    personName: answers.person[0]?.name ?? "",
    today,
    student,
    enrollments: answers.enrollments.map(({ agreed_paisa, ...row }) => ({
      ...row,
      effective: effectiveState(
        {
          state: row.state,
          validUntilOn: row.valid_until_on,
          pauses: row.pauses.filter((one) => one.state === "approved" || one.state === "active"),
        },
        today,
      ),
      places: answers.places.filter((one) => one.enrollment_id === row.id),
      money: may("payment.read")
        ? moneyOf(
            Number(agreed_paisa),
            answers.ledger.filter((one) => one.enrollment_id === row.id),
            gate,
          )
        : null,
    })),
    attempts: answers.attempts,
    attendance: may("attendance.read") ? answers.attendance : null,
    marks: can(ctx.actor, "attendance.read", { assigned: true }) === true ? answers.marks : null,
    deliveries: may("delivery.read") ? answers.deliveries : null,
    signIns: may("student.read_contact") ? answers.signIns : null,
    timeline: may("audit.timeline") ? answers.timeline : null,
    choices: answers.choices,
    missed: answers.missed,
  };
}

function moneyOf(agreedPaisa: number, entries: LedgerRow[], gate: "settled" | "part" | "never"): Money {
  const sums = sumsOf(entries);
  const state = paymentState(agreedPaisa, sums);
  return {
    agreedPaisa,
    sums,
    duePaisa: duePaisa(agreedPaisa, sums),
    state,
    keptOut: keepsOut(state, gate),
    entries,
    version: ledgerVersion(entries),
  };
}

/** Whether a payment state keeps a student out of class under the school's rule. */
export const keepsOut = (state: PaymentState, gate: "settled" | "part" | "never"): boolean =>
  gate !== "never" && (state === "due" || state === "refunded" || (gate === "settled" && state === "part"));

/** A query only for a role whose scope is the whole school; the hint's role, which the entrance has checked by the time it runs. */
const whoMay = <T extends Record<string, unknown>>(me: Member, action: Action, query: Query<T[]>): Query<T[]> =>
  scopeOf(me, action) === "org" ? query : nothing<T>();
const scopeOf = (me: Member, action: Action) => (actions[action] as Partial<Record<string, string>>)[me.role];
const nothing = <T extends Record<string, unknown>>(): Query<T[]> => rows<T>(sql`select where false`);
