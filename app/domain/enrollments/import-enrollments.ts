import { and, eq, sql } from "drizzle-orm";

import { rows } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import type { TransitionOf } from "#kernel/machine";
import { among, transitionAll } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { pauseMachine } from "./pause.machine";
import { checklistOf } from "./new-enrollment";
import { enrollmentPauses, enrollments } from "./tables";

export type EnrollmentMove = Exclude<
  TransitionOf<typeof enrollmentMachine>,
  "create" | "unassign" | "resume" | "reinstate" | "extend" | "reopen"
>;
/** Every way through the machine that an import walks is some of these, in this order. */
const walk: readonly EnrollmentMove[] = [
  "start_onboarding",
  "finish_onboarding",
  "assign",
  "activate",
  "pause",
  "suspend",
  "expire",
  "complete",
  "cancel",
  "refund",
];

export type ImportedEnrollment = {
  id: string;
  studentId: string;
  planId: string;
  admissionFormId: string;
  agreedPaisa: number;
  currency: string;
  validFromOn: string;
  validUntilOn: string | null;
  moves: readonly EnrollmentMove[];
  /** For a pause: its row's id and its last day. */
  pause: { id: string; untilOn: string } | null;
};

/**
 * Many enrollments at once, each born in PAYMENT_VERIFIED and walked by named transitions to where its student stands. A
 * pause begins today. Who studied before Hub gets no checklist; who is still getting started does. Composed into imports.
 */
export function importedEnrollmentWrites(
  all: readonly ImportedEnrollment[],
  run: { today: string; reason: string },
): Query[] {
  if (all.length === 0) return [];
  const paused = all.flatMap(({ id, studentId, pause }) => (pause ? [{ enrollmentId: id, studentId, ...pause }] : []));
  return [
    rows(sql`
      insert into enrollments (id, student_id, plan_id, admission_form_id, state, valid_from_on, valid_until_on, agreed_paisa, currency)
      select id, "studentId", "planId", "admissionFormId", 'PAYMENT_VERIFIED', "validFromOn", "validUntilOn", "agreedPaisa", currency
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, "studentId" uuid, "planId" uuid, "admissionFormId" uuid, "validFromOn" date, "validUntilOn" date, "agreedPaisa" bigint, currency text)`),
    ...walk.flatMap((move) => {
      const ids = all.filter(({ moves }) => moves.includes(move)).map(({ id }) => id);
      const keeps = move === "pause" || move === "suspend";
      const set = keeps
        ? { resumeTo: sql`${enrollments.state}`, stateReason: run.reason }
        : ["expire", "complete", "cancel", "refund"].includes(move)
          ? { stateReason: run.reason }
          : {};
      return ids.length === 0
        ? []
        : [transitionAll(enrollments, enrollmentMachine, move, among(enrollments.id, ids), { set })];
    }),
    ...pauseWrites(paused, run),
    ...checklistWrites(all.filter(({ moves }) => moves.length === 1)),
  ];
}

function checklistWrites(beginners: readonly ImportedEnrollment[]): Query[] {
  const tasks = beginners.flatMap(({ id, studentId, validFromOn }) => checklistOf(id, studentId, validFromOn));
  return tasks.length === 0
    ? []
    : [
        rows(sql`
          insert into onboarding_tasks (enrollment_id, student_id, key, title, owner, required, due_on)
          select "enrollmentId", "studentId", key, title, owner, required, "dueOn"
          from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as x("enrollmentId" uuid, "studentId" uuid, key text, title text, owner text, required boolean, "dueOn" date)`),
      ];
}

/** Asked for, approved and begun at once: they were on a break before Hub knew them. */
function pauseWrites(
  paused: { enrollmentId: string; studentId: string; id: string; untilOn: string }[],
  run: { today: string; reason: string },
): Query[] {
  if (paused.length === 0) return [];
  const those = among(
    enrollmentPauses.id,
    paused.map(({ id }) => id),
  );
  return [
    rows(sql`
      insert into enrollment_pauses (id, enrollment_id, student_id, state, from_on, until_on, reason)
      select id, "enrollmentId", "studentId", 'requested', ${run.today}::date, "untilOn", ${run.reason}
      from jsonb_to_recordset(${JSON.stringify(paused)}::jsonb) as x(id uuid, "enrollmentId" uuid, "studentId" uuid, "untilOn" date)`),
    transitionAll(enrollmentPauses, pauseMachine, "approve", those),
    transitionAll(enrollmentPauses, pauseMachine, "begin", those),
  ];
}

/** New last days of plans, as they stand in a sheet; their rows are guarded by the caller. */
export const validityWrites = (all: readonly { id: string; validUntilOn: string | null }[]): Query[] =>
  all.length === 0
    ? []
    : [
        rows(sql`
          update enrollments e set valid_until_on = x."validUntilOn"
          from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as x(id uuid, "validUntilOn" date)
          where e.organization_id = (select app.organization_id()) and e.id = x.id`),
      ];

/** The live place is there: a plan that waited is given it. One that studies keeps its state. */
export const assignedWrites = (ids: readonly string[], activated: readonly string[]): Query[] =>
  ids.length === 0
    ? []
    : [
        transitionAll(enrollments, enrollmentMachine, "assign", among(enrollments.id, ids)),
        ...(activated.length === 0
          ? []
          : [transitionAll(enrollments, enrollmentMachine, "activate", among(enrollments.id, activated))]),
      ];

/** Its last live place is gone: a plan that was only assigned waits again. */
export const unassignedWrites = (ids: readonly string[]): Query[] =>
  ids.length === 0 ? [] : [transitionAll(enrollments, enrollmentMachine, "unassign", among(enrollments.id, ids))];

/**
 * What an import made is closed again: its pauses void, each plan cancelled; one that came in as completed is reopened
 * first, because only so it can be. Cancelled and refunded ones are closed already.
 */
export function closedEnrollmentWrites(ids: readonly string[], reason: string): Query[] {
  if (ids.length === 0) return [];
  const those = among(enrollments.id, ids);
  return [
    transitionAll(
      enrollmentPauses,
      pauseMachine,
      "void",
      and(among(enrollmentPauses.enrollmentId, ids), eq(enrollmentPauses.state, "active"))!,
    ),
    transitionAll(enrollments, enrollmentMachine, "reopen", those, { to: "BATCH_PENDING" }),
    transitionAll(enrollments, enrollmentMachine, "cancel", those, { set: { stateReason: reason, resumeTo: null } }),
  ];
}
