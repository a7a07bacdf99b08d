import { sql } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { localDay } from "#kernel/time";

import { effectiveState, isJoinable } from "../enrollments/effective-state";
import type { EnrollmentState } from "../enrollments/enrollment.machine";
import { currentPolicy } from "../organizations/current-policy";
import { paymentState } from "../payments/payment-state";
import type { LedgerSums, PaymentState } from "../payments/payment-state";
import { defaultJoinWindow, joinWindow, joinWindowPolicy } from "./join/join-window";
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

/** Everything Home shows, in one round trip: the student's plans as they are today and their classes from now on. */
export async function getHomePage(ctx: Ctx): Promise<HomePage> {
  assertCan(ctx.actor, "enrollment.read", { own: true });
  const answers = await read(ctx, (_, me) => ({
    enrollments: rows<EnrollmentRow>(plansOf(me.memberId)),
    sessions: rows<SessionRow>(classesOf(me.memberId, ctx.now)),
    policy: currentPolicy("join_window", ctx.now),
  }));
  const policy: JoinWindowPolicy = {
    ...defaultJoinWindow,
    ...joinWindowPolicy.partial().parse(answers.policy[0]?.value ?? {}),
  };
  const today = localDay(ctx.now, ctx.tenant!.zone);
  return {
    today,
    enrollments: answers.enrollments.map((row) => enrollmentOf(row, today, policy)),
    sessions: answers.sessions.map((row) => sessionOf(row, policy)),
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

const plansOf = (studentId: string) => sql`
  select e.id, e.state, e.state_reason, p.name as plan_name, e.valid_until_on::text as valid_until_on, e.agreed_paisa::text as agreed_paisa,
    coalesce((select jsonb_agg(jsonb_build_object('fromOn', x.from_on, 'untilOn', x.until_on)) from enrollment_pauses x
      where x.enrollment_id = e.id and x.student_id = ${studentId} and x.state in ('approved', 'active')), '[]') as pauses,
    coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title, 'dueOn', t.due_on) order by t.due_on nulls last) from onboarding_tasks t
      where t.enrollment_id = e.id and t.student_id = ${studentId} and t.state = 'todo' and t.owner = 'student'), '[]') as tasks,
    (select jsonb_build_object(
        'receivedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'receipt' and v.id is not null), 0),
        'unverifiedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'receipt' and v.id is null), 0),
        'waivedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'waiver'), 0),
        'feesPaisa', coalesce(-sum(l.amount_paisa) filter (where k = 'fee'), 0),
        'refundedPaisa', coalesce(-sum(l.amount_paisa) filter (where k = 'refund'), 0),
        'adjustedPaisa', coalesce(sum(l.amount_paisa) filter (where k = 'adjustment'), 0))
      from payments l
      left join payments r on r.organization_id = l.organization_id and r.id = l.reverses_id
      cross join lateral (select coalesce(r.kind, l.kind) as k) kinds
      left join payment_verifications v on v.organization_id = l.organization_id and v.payment_id = coalesce(l.reverses_id, l.id)
      where l.enrollment_id = e.id and l.student_id = ${studentId}) as ledger
  from enrollments e join plans p on p.organization_id = e.organization_id and p.id = e.plan_id
  where e.student_id = ${studentId} and e.organization_id = (select app.organization_id())
  order by e.state in ('CANCELLED', 'REFUNDED', 'COMPLETED'), e.created_at desc limit 10`;

const classesOf = (studentId: string, now: Date) => sql`
  select s.id, a.enrollment_id, s.number, c.sessions_planned as planned, s.title, c.name as course_name, s.state, to_json(s.starts_at) #>> '{}' as starts_at, to_json(s.ends_at) #>> '{}' as ends_at,
    to_json(s.opens_at_override) #>> '{}' as opens_at_override, to_json(s.closes_at_override) #>> '{}' as closes_at_override, s.zone, t.full_name as trainer, s.cancel_reason,
    case when s.ends_at < ${now.toISOString()}::timestamptz then app.class_still_running(s.id) else false end as still_running
  from batch_assignments a
  join sessions s on s.organization_id = a.organization_id and s.batch_id = a.batch_id
  join batches b on b.organization_id = s.organization_id and b.id = s.batch_id
  join courses c on c.organization_id = b.organization_id and c.id = b.course_id
  left join staff_profiles t on t.organization_id = s.organization_id and t.id = coalesce(s.trainer_id, b.trainer_id)
  where a.student_id = ${studentId} and a.organization_id = (select app.organization_id()) and a.state in ('assigned', 'active') and s.state <> 'ended'
    and s.starts_at > ${now.toISOString()}::timestamptz - interval '15 hours' and s.starts_at < ${now.toISOString()}::timestamptz + interval '60 days'
    and s.ends_at > ${now.toISOString()}::timestamptz - interval '3 hours'
  order by s.starts_at limit 8`;
