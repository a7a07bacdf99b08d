/**
 * Owns cohorts, who sits in them and the host accounts their meetings run on.
 * Invariants: at most one live assignment per enrollment and course; live assignments and unexpired holds never exceed
 * capacity (kept by the database); links and host keys are sealed and staff-only.
 */
import { boolean, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { day, instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

import type { AssignmentState } from "./assignment.machine";
import type { BatchState } from "./batch.machine";

export type Provider = "zoom" | "meet" | "url";

export const hostAccounts = pgTable("host_accounts", {
  ...tenantColumns(),
  provider: text().$type<Provider>().notNull().default("zoom"),
  name: text().notNull(),
  providerUserId: text(),
  state: text().$type<"active" | "retired">().notNull().default("active"),
  meetingSize: integer(),
  simultaneous: integer().notNull().default(1),
  hostKeySealed: text(),
  version: version(),
});

export type WeeklyPattern = {
  days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** Local "19:30". */
  time: string;
  minutes: number;
  from: string;
  count?: number;
  /** The last local day a class may be on. */
  until?: string;
  /** The batch's own holidays; the organization's are left out besides. */
  skip: string[];
  /** Single days that are held on another day, at another time, or for longer or shorter. */
  moved?: { on: string; to: string; time?: string; minutes?: number }[];
};

export const batches = pgTable("batches", {
  ...tenantColumns(),
  code: text().notNull(),
  name: text().notNull(),
  courseId: uuid().notNull(),
  state: text().$type<BatchState>().notNull(),
  capacity: integer().notNull(),
  zone: text().notNull(),
  startsOn: day(),
  startConfirmed: boolean().notNull().default(false),
  pattern: jsonb().$type<WeeklyPattern>(),
  ownerId: uuid(),
  trainerId: uuid(),
  hostAccountId: uuid(),
  cancelReason: text(),
  startedAt: instant(),
  completedAt: instant(),
  createdAt: instantNow(),
  deletedAt: instant(),
  version: version(),
});

export const batchMeetings = pgTable("batch_meetings", {
  batchId: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  fallbackSealed: text(),
  version: version(),
});

export const batchAssignments = pgTable("batch_assignments", {
  ...tenantColumns(),
  enrollmentId: uuid().notNull(),
  studentId: uuid().notNull(),
  courseId: uuid().notNull(),
  batchId: uuid().notNull(),
  state: text().$type<AssignmentState>().notNull().default("assigned"),
  assignedAt: instantNow(),
  endedAt: instant(),
  reason: text(),
  version: version(),
});

export const seatHolds = pgTable("seat_holds", {
  ...tenantColumns(),
  batchId: uuid().notNull(),
  studentId: uuid().notNull(),
  purpose: text().$type<"transfer" | "order">().notNull(),
  expiresAt: instant().notNull(),
  releasedAt: instant(),
  version: version(),
});

export const tableRules = {
  host_accounts: { wall: "staff", record: "audited" },
  batches: { wall: "shared", record: "audited" },
  batch_meetings: { wall: "staff", record: "audited" },
  batch_assignments: { wall: "own", record: "audited" },
  seat_holds: { wall: "own", record: "audited" },
} satisfies Record<string, TableRule>;
