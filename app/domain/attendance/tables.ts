/**
 * Owns who was in class: the evidence, the marks that follow from it, and what students say about both.
 * Invariants: evidence is append-only, an entry's newest revision counts; a mark is what a person said, else what the
 * evidence shows; every command that adds evidence or marks guards the class's sheet, so two at once see each other's work.
 */
import { integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

import type { ContestState } from "./attendance-contest.machine";
import type { EvidenceKind, Mark, MarkEvidence } from "./inputs";

export const attendanceEvidence = pgTable("attendance_evidence", {
  ...tenantColumns(),
  entryId: uuid().notNull(),
  revision: integer().notNull().default(0),
  sessionId: uuid().notNull(),
  studentId: uuid(),
  kind: text().$type<EvidenceKind>().notNull(),
  presentFrom: instant(),
  presentUntil: instant(),
  says: text().$type<Mark | "evidence">(),
  setAside: text().$type<"nobody" | "taken_back">(),
  name: text(),
  email: text(),
  registrantId: text(),
  customerKey: text(),
  sourceId: uuid(),
  reason: text(),
  recordedBy: uuid(),
  recordedAt: instantNow(),
});

export const attendanceSheets = pgTable("attendance_sheets", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  markedAt: instant(),
  unlockedUntil: instant(),
  version: version(),
});

export const attendanceMarks = pgTable("attendance_marks", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  studentId: uuid().notNull(),
  mark: text().$type<Mark>().notNull(),
  computedMark: text().$type<Mark>(),
  manualMark: text().$type<Mark>(),
  minutes: integer().notNull().default(0),
  evidence: jsonb().$type<MarkEvidence>().notNull(),
  policyVersion: integer().notNull(),
  markedBy: uuid(),
  reason: text(),
  version: version(),
});

export const attendanceStreaks = pgTable("attendance_streaks", {
  ...tenantColumns(),
  studentId: uuid().notNull(),
  batchId: uuid().notNull(),
  lastSeenAt: instant(),
  absentFrom: instant(),
  missed: integer().notNull().default(0),
});

export const attendanceExcuses = pgTable("attendance_excuses", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  studentId: uuid().notNull(),
  reason: text().notNull(),
  excusedAt: instantNow(),
  withdrawnAt: instant(),
  version: version(),
});

export const attendanceContests = pgTable("attendance_contests", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  studentId: uuid().notNull(),
  state: text().$type<ContestState>().notNull().default("open"),
  contestedMark: text().$type<Mark>().notNull(),
  message: text().notNull(),
  openedAt: instantNow(),
  decidedBy: uuid(),
  decidedAt: instant(),
  answer: text(),
  version: version(),
});

export const tableRules = {
  attendance_evidence: { wall: "own", record: "evidence" },
  attendance_sheets: { wall: "staff", record: "audited" },
  attendance_marks: { wall: "own", record: "audited" },
  attendance_streaks: { wall: "staff", record: "machinery" },
  attendance_excuses: { wall: "own", record: "audited" },
  attendance_contests: { wall: "own", record: "audited" },
} satisfies Record<string, TableRule>;
