import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { uuidv7 } from "#kernel/ids";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { addDays, daysBetween, localDay } from "#kernel/time";
import { guardedUpdate, transition, unchanged } from "#kernel/write.server";

import { batchAssignments } from "../batches/tables";
import { entryWrite } from "../payments/ledger";
import { enrollmentMachine } from "./enrollment.machine";
import { livePlace } from "./live-place";
import { refuseEnrollment } from "./refusals";
import { enrollmentExtensions, enrollments } from "./tables";

export const extendInput = z.object({
  enrollmentId: z.uuid(),
  days: z.int("Write whole days, like 30.").min(1, "At least one day.").max(1100, "At most 1,100 days at once."),
  feePaisa: z.int("Write an amount like 2,500 or 2500.50.").min(0).default(0),
  reason: reasonInput,
  version: versionInput,
});

/** States a plan can be given more days in; what was completed, cancelled or refunded is over. */
export const extendable = [
  "PRE_ONBOARDING",
  "BATCH_PENDING",
  "BATCH_ASSIGNED",
  "ACTIVE",
  "PAUSED",
  "SUSPENDED",
  "EXPIRED",
] as const;

/** The day validity ends after an extension, inclusive. */
export const extendedUntil = (validUntilOn: string, days: number): string => addDays(validUntilOn, days);

/**
 * Adds days to the end of a plan's validity, with a fee in the ledger where one is asked. A plan that had ended goes on:
 * ACTIVE where the student still sits in a batch, else waiting for one. Refuses a plan without an end, one that is over for
 * good, and days that would still end in the past.
 */
export async function extendEnrollment(ctx: Ctx, raw: z.input<typeof extendInput>): Promise<{ validUntilOn: string }> {
  const input = parseInput(extendInput, raw);
  const feeId = uuidv7(ctx.now.getTime());
  return mutate(ctx, "enrollment.extend", {
    load: () => ({
      found: q.select().from(enrollments).where(eq(enrollments.id, input.enrollmentId)),
      live: livePlace(input.enrollmentId),
    }),
    decide: ({ found: [row], live: [seat] }) => {
      assertCan(ctx.actor, "enrollment.extend");
      if (!row || !ctx.tenant) return refuse("not_found");
      if (isStale(input.version, row)) return refuse("conflict");
      if (!(extendable as readonly string[]).includes(row.state)) return refuseEnrollment("enrollment.state");
      if (row.validUntilOn === null) return refuseEnrollment("enrollment.no_end");
      const today = localDay(ctx.now, ctx.tenant.zone);
      const validUntilOn = extendedUntil(row.validUntilOn, input.days);
      if (validUntilOn < today) {
        const needed = daysBetween(row.validUntilOn, today);
        return refuseEnrollment("enrollment.extension_too_short", {
          fields: { days: [`At least ${needed} days reach today.`] },
        });
      }
      const { id: enrollmentId, studentId } = row;
      const { days, feePaisa, reason } = input;
      const ended = row.state === "EXPIRED";
      const fee = {
        id: feeId,
        enrollment: row,
        kind: "fee" as const,
        amountPaisa: -feePaisa,
        reason: `${days} days more: ${reason}`,
        recordedBy: ctx.actor.kind === "member" ? ctx.actor.memberId : null,
      };
      return {
        writes: [
          ended
            ? transition(enrollments, enrollmentMachine, row, "extend", {
                to: seat ? "ACTIVE" : "BATCH_PENDING",
                set: { validUntilOn, stateReason: null },
              })
            : guardedUpdate(enrollments, row, { validUntilOn }, "enrollment"),
          ...(ended && seat ? [unchanged(batchAssignments, seat, "assignment")] : []),
          q.insert(enrollmentExtensions).values({ enrollmentId, studentId, days, feePaisa, reason }),
          ...(feePaisa > 0 ? [entryWrite(fee)] : []),
        ],
        events: [
          { name: "enrollment.extended", payload: { enrollmentId, studentId, validUntilOn } },
          ...(feePaisa > 0 ? [{ name: "payment.recorded", payload: { paymentId: feeId, enrollmentId } }] : []),
        ],
        result: { validUntilOn },
      };
    },
    reason: input.reason,
  });
}
