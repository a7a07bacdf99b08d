/**
 * Owns the classes of a batch, their meetings and links, and the evidence of every attempt to join.
 * Invariants: starts_at and ends_at are the truth, local_date, local_time and zone the intent; a host account's meetings
 * and a trainer's time never overlap (kept by the database); links are sealed and no student's transaction reads them;
 * a join attempt is append-only and its outcome is written once.
 */
import { boolean, integer, jsonb, pgTable, text, time, uuid } from "drizzle-orm/pg-core";

import { day, instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";
import type { StateOf } from "#kernel/machine";

import type { Provider } from "../batches/tables";
import type { JoinFacts } from "./join/join-facts";
import type { registrantLinkMachine } from "./links/registrant-link.machine";
import type { RecordingState } from "./recording.machine";
import type { SessionState } from "./session.machine";

export const sessions = pgTable("sessions", {
  ...tenantColumns(),
  batchId: uuid().notNull(),
  number: integer().notNull(),
  title: text().notNull(),
  state: text().$type<SessionState>().notNull().default("scheduled"),
  startsAt: instant().notNull(),
  endsAt: instant().notNull(),
  localDate: day().notNull(),
  localTime: time().notNull(),
  zone: text().notNull(),
  sequence: integer().notNull().default(0),
  trainerId: uuid(),
  hostAccountId: uuid(),
  hostLane: integer().notNull().default(1),
  opensAtOverride: instant(),
  closesAtOverride: instant(),
  cancelReason: text(),
  overlapOk: text(),
  createdAt: instantNow(),
  version: version(),
});

export const sessionChanges = pgTable("session_changes", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  sequence: integer().notNull(),
  wasStartsAt: instant().notNull(),
  wasEndsAt: instant().notNull(),
  reason: text().notNull(),
  seriesId: uuid(),
  at: instantNow(),
});

export const sessionMeetings = pgTable("session_meetings", {
  sessionId: uuid().primaryKey(),
  organizationId: tenantColumns().organizationId,
  provider: text().$type<Provider>().notNull().default("zoom"),
  meetingIdSealed: text(),
  fallbackSealed: text(),
  hostKeySealed: text(),
  registrationOn: boolean(),
  generation: integer().notNull().default(1),
  readAt: instant(),
  readError: text(),
  replacedAt: instant(),
  meetingStartedAt: instant(),
  meetingEndedAt: instant(),
  version: version(),
});

export const registrantLinks = pgTable("registrant_links", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  studentId: uuid().notNull(),
  state: text().$type<StateOf<typeof registrantLinkMachine>>().notNull().default("wanted"),
  alias: text().notNull(),
  linkSealed: text(),
  registrantId: text(),
  generation: integer().notNull().default(0),
  attempts: integer().notNull().default(0),
  tries: integer().notNull().default(0),
  dueAt: instant().notNull(),
  error: text(),
  version: version(),
});

export const sessionAdmissions = pgTable("session_admissions", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  studentId: uuid().notNull(),
  reason: text().notNull(),
  admittedBy: uuid(),
  admittedAt: instantNow(),
});

export const joinAttempts = pgTable("join_attempts", {
  ...tenantColumns(),
  sessionId: uuid(),
  requested: text().notNull(),
  studentId: uuid().notNull(),
  attemptKey: text(),
  at: instant().notNull(),
  facts: jsonb().$type<JoinFacts>().notNull(),
  policyVersion: integer().notNull(),
  linkId: uuid(),
  requestId: text(),
  outcome: text(),
  decidedAt: instant(),
});

export const sessionNotes = pgTable("session_notes", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  authorId: uuid(),
  body: text().notNull(),
  writtenAt: instantNow(),
});

export const recordings = pgTable("recordings", {
  ...tenantColumns(),
  sessionId: uuid().notNull(),
  state: text().$type<RecordingState>().notNull().default("ready"),
  title: text(),
  link: text().notNull(),
  placedBy: uuid(),
  placedAt: instantNow(),
  version: version(),
});

export const tableRules = {
  sessions: { wall: "shared", record: "audited" },
  session_changes: { wall: "shared", record: "audited" },
  session_meetings: { wall: "staff", record: "audited" },
  registrant_links: { wall: "staff", record: "machinery" },
  session_admissions: { wall: "own", record: "audited" },
  join_attempts: { wall: "own", record: "evidence" },
  session_notes: { wall: "staff", record: "audited" },
  recordings: { wall: "shared", record: "audited" },
} satisfies Record<string, TableRule>;
