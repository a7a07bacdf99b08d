import { eq, inArray } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { guardedUpdate } from "#kernel/write.server";

import { staffProfiles } from "../identity/tables";
import { batchFactsForm } from "./inputs";
import { changedMeanwhile, lastChangeOf } from "./last-change";
import { refuseBatch } from "./refusals";
import { batches, hostAccounts } from "./tables";

/**
 * Changes what a batch is called, when it is to start, and who looks after, teaches and hosts it. Trainer and account are
 * those of classes made from now on; classes that are planned have their own. Refuses an older form, a batch that is over,
 * and people or accounts that do not exist.
 */
export async function updateBatch(ctx: Ctx, raw: z.input<typeof batchFactsForm>): Promise<void> {
  const { batchId, version, reason, ...facts } = parseInput(batchFactsForm, raw);
  const { ownerId, trainerId, hostAccountId } = facts;
  const named = [ownerId, trainerId].filter((id) => id !== null);
  await mutate(ctx, "batch.update", {
    load: () => ({
      found: q.select().from(batches).where(eq(batches.id, batchId)),
      staff: q.select({ id: staffProfiles.id }).from(staffProfiles).where(inArray(staffProfiles.id, named)),
      hosts: q
        .select({ id: hostAccounts.id })
        .from(hostAccounts)
        .where(inArray(hostAccounts.id, hostAccountId ? [hostAccountId] : [])),
      last: lastChangeOf("batches", [batchId]),
    }),
    decide: ({ found: [batch], staff, hosts, last }) => {
      assertCan(ctx.actor, "batch.update");
      if (!batch || !ctx.tenant) return refuse("not_found");
      if (batch.version !== version) return changedMeanwhile(last, ctx.now, ctx.tenant.zone);
      if (batch.state === "completed" || batch.state === "cancelled") return refuseBatch("batch.state");
      const known = new Set(staff.map((one) => one.id));
      const missing = {
        ...(ownerId && !known.has(ownerId) ? { ownerId: ["Choose somebody from the list."] } : {}),
        ...(trainerId && !known.has(trainerId) ? { trainerId: ["Choose somebody from the list."] } : {}),
        ...(hostAccountId && hosts.length === 0 ? { hostAccountId: ["Choose an account from the list."] } : {}),
      };
      if (Object.keys(missing).length > 0) return refuseBatch("batch.people_unknown", { fields: missing });
      return {
        writes: [guardedUpdate(batches, batch, facts, "batch")],
        events: [{ name: "batch.updated", payload: { batchId } }],
        result: undefined,
      };
    },
    reason,
  });
}
