/**
 * Owns what a school sells and teaches: plans, courses, and a plan's roadmap in order.
 * Invariants: codes are unique among what is not deleted; a plan names a course once and a position once.
 */
import { boolean, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";

import { instant, instantNow, paisa, tenantColumns, version } from "#kernel/columns";
import type { TableRule } from "#kernel/columns";

export const plans = pgTable("plans", {
  ...tenantColumns(),
  code: text().notNull(),
  name: text().notNull(),
  validityDays: integer(),
  pricePaisa: paisa().notNull(),
  currency: text().notNull(),
  createdAt: instantNow(),
  deletedAt: instant(),
  version: version(),
});

export const courses = pgTable("courses", {
  ...tenantColumns(),
  code: text().notNull(),
  name: text().notNull(),
  sessionsPlanned: integer().notNull().default(1),
  createdAt: instantNow(),
  deletedAt: instant(),
  version: version(),
});

/** How a course of a plan counts as completed. */
export type CompletionRule = { rule: "attendance"; percent: number } | { rule: "batch_completed" } | { rule: "manual" };

export const planCourses = pgTable("plan_courses", {
  ...tenantColumns(),
  planId: uuid().notNull(),
  courseId: uuid().notNull(),
  position: integer().notNull(),
  required: boolean().notNull().default(true),
  completion: jsonb().$type<CompletionRule>().notNull().default({ rule: "attendance", percent: 60 }),
  version: version(),
});

export const tableRules = {
  plans: { wall: "shared", record: "audited" },
  courses: { wall: "shared", record: "audited" },
  plan_courses: { wall: "shared", record: "audited" },
} satisfies Record<string, TableRule>;
