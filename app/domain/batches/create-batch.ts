import { and, eq, inArray, isNull } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";

import { courses } from "../catalog/tables";
import { staffProfiles } from "../identity/tables";
import { refuseBatch } from "./refusals";
import { batches, batchMeetings, hostAccounts } from "./tables";

export const batchInput = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Z0-9][A-Z0-9-]{0,29}$/, "Capital letters, digits and dashes, like AWS-14."),
  name: z.string().trim().min(1).max(120),
  courseId: z.uuid(),
  capacity: z.int().min(1).max(100_000),
  startsOn: z.iso.date().nullable().default(null),
  startConfirmed: z.boolean().default(false),
  ownerId: z.uuid().nullable().default(null),
  trainerId: z.uuid().nullable().default(null),
  hostAccountId: z.uuid().nullable().default(null),
  /** Link every class falls back to; sealed before anything is sent. */
  fallbackUrl: z.url().nullable().default(null),
});

const named = (...ids: (string | null)[]): string[] => ids.filter((id) => id !== null);

/**
 * A cohort of one course, in planning, in the organization's zone. Refuses a taken code, a course, member of staff or host
 * account that does not exist, and a link on an origin the organization does not use.
 */
export async function createBatch(ctx: Ctx, raw: z.input<typeof batchInput>): Promise<{ batchId: string }> {
  const { fallbackUrl, ...input } = parseInput(batchInput, raw);
  const batchId = uuidv7(ctx.now.getTime());
  const origin = fallbackUrl ? new URL(fallbackUrl).origin : null;
  const fallbackSealed = fallbackUrl ? await ctx.ports.vault.seal(fallbackUrl) : null;
  return mutate(ctx, "batch.create", {
    load: () => ({
      course: q
        .select({ id: courses.id })
        .from(courses)
        .where(and(eq(courses.id, input.courseId), isNull(courses.deletedAt))),
      staff: q
        .select({ id: staffProfiles.id })
        .from(staffProfiles)
        .where(inArray(staffProfiles.id, named(input.ownerId, input.trainerId))),
      hosts: q
        .select({ id: hostAccounts.id })
        .from(hostAccounts)
        .where(inArray(hostAccounts.id, named(input.hostAccountId))),
    }),
    decide: ({ course: [course], staff, hosts }) => {
      assertCan(ctx.actor, "batch.create");
      if (!course || !ctx.tenant) return refuse("not_found");
      if (
        staff.length < new Set(named(input.ownerId, input.trainerId)).size ||
        hosts.length < named(input.hostAccountId).length
      )
        return refuseBatch("batch.people_unknown");
      if (origin && !ctx.tenant.meetingOrigins.includes(origin))
        return refuseBatch("batch.link_origin", {
          fields: { fallbackUrl: ["This link is not on one of your meeting providers."] },
        });
      return {
        writes: [
          q.insert(batches).values({ id: batchId, ...input, state: "planning", zone: ctx.tenant.zone }),
          ...(fallbackSealed ? [q.insert(batchMeetings).values({ batchId, fallbackSealed })] : []),
        ],
        events: [{ name: "batch.created", payload: { batchId } }],
        result: { batchId },
      };
    },
    onConstraint: {
      batches_code: refuseBatch("batch.code_taken", { fields: { code: ["Another {batch} has this code."] } }),
    },
  });
}
