import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";

import { assertViewing, viewedStudent } from "../identity/viewed-student";
import type { ViewedStudent } from "../identity/viewed-student";
import { homeOf, homePage } from "./get-home-page";
import type { HomePage } from "./get-home-page";

export type HomeAs = { page: HomePage; student: ViewedStudent };

/**
 * A student's Home as a member of staff sees it: the same query behind the student's own wall, in a transaction that can
 * write nothing. Refuses a role without student.view_as (forbidden), and anybody who is no student of this school (not
 * found). One round trip.
 */
export async function getHomeAs(ctx: Ctx, studentId: string): Promise<HomeAs> {
  assertViewing(ctx, studentId);
  const { found, student } = await read(ctx, () => ({
    found: homeOf(studentId, ctx.now),
    student: viewedStudent(studentId),
  }));
  assertCan(ctx.actor, "student.view_as");
  if (!student[0]) throw refuse("not_found");
  return { page: homePage(ctx, found), student: student[0] };
}
