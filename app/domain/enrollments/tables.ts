/**
 * Owns the enrollment, root of the lifecycle, and the records of what changed it: pauses, extensions, plan changes,
 * completions, the onboarding checklist.
 * Invariants: the state moves by named transitions only; pauses of one enrollment never overlap; validity ends inclusive.
 */
import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { day, instant, instantNow, paisa, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";
import type { StateOf } from "#kernel/machine";

import type { PaymentState } from "../payments/payment-state";
import type { EnrollmentState, ResumeTo } from "./enrollment.machine";
import type { onboardingTaskMachine } from "./onboarding-task.machine";
import type { pauseMachine } from "./pause.machine";

export const enrollments = pgTable("enrollments", {
  ...tenantColumns(),
  studentId: uuid().notNull(),
  planId: uuid().notNull(),
  admissionFormId: uuid().notNull(),
  state: text().$type<EnrollmentState>().notNull(),
  resumeTo: text().$type<ResumeTo>(),
  stateReason: text(),
  validFromOn: day().notNull(),
  validUntilOn: day(),
  agreedPaisa: paisa().notNull(),
  currency: text().notNull(),
  createdAt: instantNow(),
  version: version(),
});

export const enrollmentPlanChanges = pgTable("enrollment_plan_changes", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  fromPlanId: uuid().notNull(),
  toPlanId: uuid().notNull(),
  differencePaisa: paisa().notNull(),
  reason: text().notNull(),
  createdAt: instantNow(),
});

export const enrollmentPauses = pgTable("enrollment_pauses", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  state: text().$type<StateOf<typeof pauseMachine>>().notNull(),
  fromOn: day().notNull(),
  untilOn: day().notNull(),
  reason: text().notNull(),
  decidedBy: uuid(),
  policyVersion: integer().notNull().default(0),
  createdAt: instantNow(),
  version: version(),
});

export const enrollmentExtensions = pgTable("enrollment_extensions", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  days: integer().notNull(),
  feePaisa: paisa()
    .notNull()
    .default(sql`0`),
  reason: text().notNull(),
  createdAt: instantNow(),
});

export const courseCompletions = pgTable("course_completions", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  courseId: uuid().notNull(),
  rule: jsonb().notNull(),
  policyVersion: integer().notNull(),
  at: instantNow(),
});

export const onboardingTasks = pgTable("onboarding_tasks", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  key: text().notNull(),
  title: text().notNull(),
  owner: text().$type<"student" | "staff">().notNull(),
  required: boolean().notNull().default(true),
  dueOn: day(),
  state: text().$type<StateOf<typeof onboardingTaskMachine>>().notNull().default("todo"),
  version: version(),
});

/**
 * One line for each student, written by triggers of the database (migrations/0011_search.sql) and by nobody else: what lists
 * filter and sort by. `enrollmentState` is effective on the day it was written down; `app.state_on` says what it is today.
 */
export const studentDirectory = pgTable("student_directory", {
  id: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  code: text().notNull(),
  codeKey: text().notNull(),
  codeNumber: text().notNull(),
  codeSort: text().notNull(),
  sortName: text().notNull(),
  words: text().array().notNull(),
  joinedAt: instant().notNull(),
  signedIn: boolean().notNull(),
  enrollmentId: uuid(),
  planId: uuid(),
  enrollmentState: text().$type<EnrollmentState>(),
  changesOn: day(),
  payment: text().$type<PaymentState>(),
  standing: integer().notNull(),
});

export const tableRules = {
  student_directory: { wall: "staff", record: "machinery" },
  enrollments: { wall: "own", record: "audited" },
  enrollment_plan_changes: { wall: "own", record: "audited" },
  enrollment_pauses: { wall: "own", record: "audited" },
  enrollment_extensions: { wall: "own", record: "audited" },
  course_completions: { wall: "own", record: "audited" },
  onboarding_tasks: { wall: "own", record: "audited" },
} satisfies Record<string, TableRule>;
