import { and, inArray, isNull } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";

import { refuseCatalog } from "./refusals";
import { courses, planCourses, plans } from "./tables";

export const planInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,29}$/, "Capital letters, digits and dashes, like CLOUD-PRO."),
  name: z.string().trim().min(1, "Name the plan.").max(120),
  validityDays: z.int().min(1).max(3660).nullable(),
  /** Paisa. */
  pricePaisa: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** In roadmap order. */
  courseIds: z.array(z.uuid()).min(1, "A plan has at least one course."),
});
export type PlanInput = z.infer<typeof planInput>;

/**
 * What a school sells: a plan with its courses in roadmap order. Refuses a code already in use, a course that
 * does not exist (or is deleted) and one that is named twice.
 */
export async function createPlan(ctx: Ctx, raw: PlanInput): Promise<{ planId: string }> {
  const input = planInput.parse(raw);
  const planId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "catalog.manage", {
    load: () => ({
      found: q
        .select({ id: courses.id })
        .from(courses)
        .where(and(inArray(courses.id, input.courseIds), isNull(courses.deletedAt))),
    }),
    decide: ({ found }) => {
      assertCan(ctx.actor, "catalog.manage");
      if (new Set(input.courseIds).size !== input.courseIds.length)
        return refuse("input.invalid", { fields: { courseIds: ["Name each course once."] } });
      if (found.length !== input.courseIds.length) return refuse("not_found");
      const { code, name, validityDays, pricePaisa, currency } = input;
      return {
        writes: [
          q.insert(plans).values({ id: planId, code, name, validityDays, pricePaisa, currency }),
          q.insert(planCourses).values(input.courseIds.map((courseId, i) => ({ planId, courseId, position: i + 1 }))),
        ],
        result: { planId },
      };
    },
    onConstraint: {
      plans_code: refuseCatalog("plan.code_taken"),
    },
  });
}
