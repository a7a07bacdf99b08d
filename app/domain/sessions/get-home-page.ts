import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { localDay } from "#kernel/time";

import { effectiveState, isJoinable } from "../enrollments/effective-state";
import type { EnrollmentState } from "../enrollments/enrollment.machine";
import { paymentState } from "../payments/payment-state";
import type { LedgerSums, PaymentState } from "../payments/payment-state";
import { joinWindow, joinWindowPolicyIn } from "./join/join-window";
import type { JoinWindowPolicy } from "./join/join-window";
import type { SessionState } from "./session.machine";

export type HomeEnrollment = {
  id: string;
  state: EnrollmentState;
  /** What it is today, by the clock. */
  effective: EnrollmentState;
  stateReason: string | null;
  planName: string;
  validUntilOn: string | null;
  payment: PaymentState;
  keptOutByPayment: boolean;
  pausedUntilOn: string | null;
  tasks: { id: string; title: string; dueOn: string | null }[];
};
export type HomeSession = {
  id: string;
  enrollmentId: string;
  number: number;
  planned: number;
  title: string;
  courseName: string;
  state: SessionState;
  startsAt: Date;
  endsAt: Date;
  zone: string;
  trainer: string | null;
  cancelReason: string | null;
  opensAt: Date;
  closesAt: Date;
};
export type HomePage = { enrollments: HomeEnrollment[]; sessions: HomeSession[]; today: string };

type EnrollmentRow = {
  id: string;
  state: EnrollmentState;
  state_reason: string | null;
  plan_name: string;
  valid_until_on: string | null;
  agreed_paisa: string;
  pauses: { fromOn: string; untilOn: string }[];
  ledger: LedgerSums;
  tasks: { id: string; title: string; dueOn: string | null }[];
};
type SessionRow = {
  id: string;
  enrollment_id: string;
  number: number;
  planned: number;
  title: string;
  course_name: string;
  state: SessionState;
  starts_at: string;
  ends_at: string;
  opens_at_override: string | null;
  closes_at_override: string | null;
  still_running: boolean;
  zone: string;
  trainer: string | null;
  cancel_reason: string | null;
};

export type Found = { enrollments: EnrollmentRow[]; sessions: SessionRow[]; policy: unknown };

/** Everything Home shows, in one round trip: the student's plans as they are today and their classes from now on. */
export async function getHomePage(ctx: Ctx): Promise<HomePage> {
  const { found } = await read(ctx, (_, me) => ({ found: homeOf(me.memberId, ctx.now) }));
  // Only now is the role the database's word, and no longer the cookie's hint.
  assertCan(ctx.actor, "enrollment.read", { own: true });
  return homePage(ctx, found);
}

/** What the database knows of one student's Home; its walls are those of whoever asks. */
export const homeOf = (studentId: string, now: Date): Query<Found> =>
  value<Found>(sql`select app.home_page(${studentId}::uuid, ${now.toISOString()}::timestamptz) as value`);

/** The same as it stands today. */
export function homePage(ctx: Ctx, found: Found): HomePage {
  const policy = joinWindowPolicyIn(found.policy);
  const today = localDay(ctx.now, ctx.tenant!.zone);
  return {
    today,
    enrollments: found.enrollments.map((row) => enrollmentOf(row, today, policy)),
    sessions: found.sessions.map((row) => sessionOf(row, policy)),
  };
}

function enrollmentOf(row: EnrollmentRow, today: string, policy: JoinWindowPolicy): HomeEnrollment {
  const effective = effectiveState({ state: row.state, validUntilOn: row.valid_until_on, pauses: row.pauses }, today);
  const payment = paymentState(Number(row.agreed_paisa), row.ledger);
  const keptOutByPayment =
    policy.payment !== "never" &&
    (payment === "due" || payment === "refunded" || (policy.payment === "settled" && payment === "part"));
  return {
    id: row.id,
    state: row.state,
    effective,
    stateReason: row.state_reason,
    planName: row.plan_name,
    validUntilOn: row.valid_until_on,
    payment,
    keptOutByPayment,
    pausedUntilOn: row.pauses.find((p) => p.fromOn <= today && today <= p.untilOn)?.untilOn ?? null,
    tasks: row.tasks,
  };
}

function sessionOf(row: SessionRow, policy: JoinWindowPolicy): HomeSession {
  const facts = {
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    opensAtOverride: row.opens_at_override,
    closesAtOverride: row.closes_at_override,
    stillRunning: row.still_running,
  };
  return {
    id: row.id,
    enrollmentId: row.enrollment_id,
    number: row.number,
    planned: row.planned,
    title: row.title,
    courseName: row.course_name,
    state: row.state,
    startsAt: new Date(row.starts_at),
    endsAt: new Date(row.ends_at),
    zone: row.zone,
    trainer: row.trainer,
    cancelReason: row.cancel_reason,
    ...joinWindow(facts, policy),
  };
}

/** The plan that speaks for the student: one that can be studied, else the newest. */
export function leadingEnrollment(enrollments: HomeEnrollment[]): HomeEnrollment | null {
  return enrollments.find((e) => isJoinable(e.effective) && !e.keptOutByPayment) ?? enrollments[0] ?? null;
}
