import { eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { refuse } from "#kernel/refusal";

import { studentProfiles } from "./tables";

/** Whom a member of staff looks as. */
export type ViewedStudent = { name: string; code: string };

/** The address opened the student's wall; one that was read otherwise opens nothing (not found). */
export function assertViewing(ctx: Ctx, studentId: string): void {
  if (ctx.entrance.kind !== "host" || ctx.entrance.viewing !== studentId) throw refuse("not_found");
}

export const viewedStudent = (studentId: string) =>
  q
    .select({ name: studentProfiles.fullName, code: studentProfiles.code })
    .from(studentProfiles)
    .where(eq(studentProfiles.id, studentId));
