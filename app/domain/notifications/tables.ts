/**
 * Owns what people should know and how it reaches them, and the machinery that loses nothing and sends nothing twice:
 * outbox, processed events, notifications, deliveries, announcements, rounds of invites, suppressions, templates, dead
 * letters, job runs.
 * Invariants: one notification per template, subject, recipient and occurrence; one delivery per notification and
 * channel; a delivery is rendered once; a code mail's body is sealed and erased when sent.
 */
import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";

import { day, instant, instantNow, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";
import type { StateOf } from "#kernel/machine";

import type { deadLetterMachine } from "./dead-letter.machine";
import type { deliveryMachine } from "./delivery.machine";
import type { InviteChoice } from "./invites/inputs";
import type { notificationMachine } from "./notification.machine";
import type { outboxMachine } from "./outbox.machine";

export const outbox = pgTable("outbox", {
  ...tenantColumns(),
  event: text().notNull(),
  payload: jsonb().$type<Record<string, unknown>>().notNull(),
  actor: text().notNull(),
  requestId: text(),
  at: instantNow(),
  state: text().$type<StateOf<typeof outboxMachine>>().notNull().default("pending"),
  dueAt: instant().notNull(),
  queuedUntil: instant(),
  attempts: integer().notNull().default(0),
  mostAttempts: integer().notNull().default(8),
  error: text(),
});

export const processedEvents = pgTable(
  "processed_events",
  {
    organizationId: tenantColumns().organizationId,
    subscriber: text().notNull(),
    eventId: uuid().notNull(),
    at: instant(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.subscriber, t.eventId] })],
);

export const templates = pgTable("templates", {
  ...tenantColumns(),
  key: text().notNull(),
  subject: text().notNull(),
  body: text().notNull(),
  deletedAt: instant(),
  version: version(),
});

export type Category = "code" | "class" | "schedule" | "join" | "account" | "news";

export const notifications = pgTable("notifications", {
  ...tenantColumns(),
  userId: uuid(),
  template: text().notNull(),
  subjectId: uuid().notNull(),
  occurrence: text().notNull().default(""),
  category: text().$type<Category>().notNull(),
  state: text().$type<StateOf<typeof notificationMachine>>().notNull().default("pending"),
  createdAt: instantNow(),
  version: version(),
});

/** All that goes to the vendor but the address: the same key has to carry the same bytes on every try. */
export type StoredBody = { from: string; replyTo: string | null; html: string; text: string };

export const deliveries = pgTable("deliveries", {
  ...tenantColumns(),
  notificationId: uuid().notNull(),
  channel: text().$type<"email">().notNull(),
  userId: uuid(),
  state: text().$type<StateOf<typeof deliveryMachine>>().notNull().default("queued"),
  urgent: boolean().notNull().default(false),
  subject: text(),
  body: jsonb().$type<StoredBody>(),
  bodySealed: text(),
  providerId: text(),
  attempts: integer().notNull().default(0),
  firstTriedAt: instant(),
  maybeSent: boolean().notNull().default(false),
  dueAt: instant().notNull(),
  queuedUntil: instant(),
  sentAt: instant(),
  error: text(),
  createdAt: instantNow(),
});

export const announcements = pgTable("announcements", {
  ...tenantColumns(),
  batchId: uuid().notNull(),
  sessionId: uuid(),
  text: text().notNull(),
  sentBy: uuid(),
  sentAt: instantNow(),
});

export const suppressions = pgTable("suppressions", {
  ...tenantColumns(),
  channel: text().notNull().default("email"),
  addressDigest: text().notNull(),
  reason: text().$type<"bounced" | "complained" | "unsubscribed" | "manual">().notNull(),
  at: instantNow(),
  liftedAt: instant(),
  version: version(),
});

export const deadLetters = pgTable("dead_letters", {
  ...tenantColumns(),
  source: text().$type<"event" | "delivery" | "job">().notNull(),
  sourceId: text().notNull(),
  what: text().notNull(),
  error: text().notNull(),
  state: text().$type<StateOf<typeof deadLetterMachine>>().notNull().default("open"),
  diedAt: instant().notNull(),
  times: integer().notNull().default(1),
  version: version(),
});

export const jobRuns = pgTable("job_runs", {
  ...tenantColumns(),
  job: text().notNull(),
  localOn: day().notNull(),
  startedAt: instant().notNull(),
  finishedAt: instant(),
  counts: jsonb().$type<Record<string, number>>(),
  error: text(),
});

/** One pressing of Send; whom it went to are the notifications with its id as their subject. */
export const inviteRounds = pgTable("invite_rounds", {
  ...tenantColumns(),
  choice: jsonb().$type<InviteChoice>().notNull(),
  reason: text().notNull(),
  chosen: integer().notNull(),
  perMinute: integer().notNull(),
  policyVersion: integer().notNull(),
  startedBy: uuid(),
  startedAt: instantNow(),
  pacedUntil: instant().notNull(),
});

/** How far a round has come, or, without one, all of them. */
export const inviteCounts = pgTable("invite_counts", {
  ...tenantColumns(),
  roundId: uuid(),
  invited: integer().notNull(),
  sent: integer().notNull(),
  delivered: integer().notNull(),
  failed: integer().notNull(),
  signedIn: integer().notNull(),
  joined: integer().notNull(),
  countedAt: instant().notNull(),
});

export const webhookReceipts = pgTable("webhook_receipts", {
  ...tenantColumns(),
  provider: text().notNull(),
  providerEventId: text().notNull(),
  kind: text().notNull(),
  at: instant(),
});

export const tableRules = {
  outbox: { wall: "staff", record: "machinery" },
  processed_events: { wall: "staff", record: "machinery" },
  templates: { wall: "staff", record: "audited" },
  notifications: { wall: "own", record: "machinery" },
  deliveries: { wall: "staff", record: "machinery" },
  announcements: { wall: "shared", record: "audited" },
  suppressions: { wall: "staff", record: "audited" },
  dead_letters: { wall: "staff", record: "audited" },
  job_runs: { wall: "staff", record: "machinery" },
  invite_rounds: { wall: "staff", record: "audited" },
  invite_counts: { wall: "staff", record: "machinery" },
  webhook_receipts: { wall: "staff", record: "machinery" },
} satisfies Record<string, TableRule>;
