import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";

import { refuseCatalog } from "./refusals";
import { courses } from "./tables";

export const courseInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,29}$/, "Capital letters, digits and dashes, like AWS."),
  name: z.string().trim().min(1, "Name the course.").max(120),
  sessionsPlanned: z.int().min(1).max(500),
});

/** A subject the school teaches. Refuses a code already in use. */
export async function createCourse(ctx: Ctx, raw: z.infer<typeof courseInput>): Promise<{ courseId: string }> {
  const input = courseInput.parse(raw);
  const courseId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "catalog.manage", {
    load: () => ({}),
    decide: () => {
      assertCan(ctx.actor, "catalog.manage");
      return { writes: [q.insert(courses).values({ id: courseId, ...input })], result: { courseId } };
    },
    onConstraint: {
      courses_code: refuseCatalog("course.code_taken"),
    },
  });
}
