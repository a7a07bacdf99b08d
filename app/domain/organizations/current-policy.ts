import { and, desc, eq, isNull, lte } from "drizzle-orm";

import { q } from "#kernel/database.server";

import { policies } from "./tables";

export type PolicyKey =
  | "join_window"
  | "pause"
  | "transfer"
  | "sla"
  | "attendance"
  | "reminders"
  | "quiet_hours"
  | "completion"
  | "invites"
  | "meetings"
  | "approvals";

/** The organization's version of a rule in force at `now`, or no row: then the default in code is version 0. */
export const currentPolicy = (key: PolicyKey, now: Date) =>
  q
    .select({ value: policies.value, version: policies.version })
    .from(policies)
    .where(and(eq(policies.key, key), isNull(policies.planId), lte(policies.validFrom, now)))
    .orderBy(desc(policies.version))
    .limit(1);
