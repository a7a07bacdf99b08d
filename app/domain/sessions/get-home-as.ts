import { eq } from "drizzle-orm";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { studentProfiles } from "../identity/tables";
import { homeOf, homePage } from "./get-home-page";
import type { HomePage } from "./get-home-page";

export type HomeAs = { page: HomePage; student: { name: string; code: string } };

/**
 * A student's Home as a member of staff sees it: the same query behind the student's own wall, in a transaction that can
 * write nothing. Refuses a role without student.view_as (forbidden), and anybody who is no student of this school (not
 * found). One round trip.
 */
export async function getHomeAs(ctx: Ctx, studentId: string): Promise<HomeAs> {
  // The address opened the student's wall; one that was read otherwise opens nothing.
  if (ctx.entrance.kind !== "host" || ctx.entrance.viewing !== studentId) throw refuse("not_found");
  const { name, code } = { name: studentProfiles.fullName, code: studentProfiles.code };
  const { found, student } = await read(ctx, () => ({
    found: homeOf(studentId, ctx.now),
    student: q.select({ name, code }).from(studentProfiles).where(eq(studentProfiles.id, studentId)),
  }));
  assertCan(ctx.actor, "student.view_as");
  if (!student[0]) throw refuse("not_found");
  return { page: homePage(ctx, found), student: student[0] };
}
