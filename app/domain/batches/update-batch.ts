import { eq, inArray, sql } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { parseInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { expecting, guardedUpdate } from "#kernel/write.server";

import { staffProfiles } from "../identity/tables";
import { batchFactsForm } from "./inputs";
import { changedMeanwhile, lastChangeOf } from "./last-change";
import { refuseBatch } from "./refusals";
import { batches, batchMeetings, hostAccounts } from "./tables";

/**
 * Changes what a batch is called, when it is to start, and who looks after, teaches and hosts it. Trainer and account are
 * those of classes made from now on; classes that are planned have their own. The fallback link is replaced or taken away
 * for all classes without a link of their own, from the next click on; personal links do not hang on it. Refuses an older
 * form, a batch that is over, people or accounts that do not exist, and a link on an origin the organization does not use.
 */
export async function updateBatch(ctx: Ctx, raw: z.input<typeof batchFactsForm>): Promise<void> {
  const { batchId, version, reason, fallbackUrl, dropFallback, linkVersion, ...facts } = parseInput(
    batchFactsForm,
    raw,
  );
  const origin = fallbackUrl ? new URL(fallbackUrl).origin : null;
  const fallbackSealed = fallbackUrl ? await ctx.ports.vault.seal(fallbackUrl) : null;
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
      link: q
        .select({ version: batchMeetings.version, fallbackSealed: batchMeetings.fallbackSealed })
        .from(batchMeetings)
        .where(eq(batchMeetings.batchId, batchId)),
      last: lastChangeOf("batches", [batchId]),
      lastOfLink: lastChangeOf("batch_meetings", [batchId]),
    }),
    decide: ({ found: [batch], staff, hosts, link: [link], last, lastOfLink }) => {
      assertCan(ctx.actor, "batch.update");
      if (!batch || !ctx.tenant) return refuse("not_found");
      if (batch.version !== version) return changedMeanwhile(last, ctx.now, ctx.tenant.zone);
      if (linkVersion !== undefined && linkVersion !== (link?.version ?? 0))
        return changedMeanwhile(lastOfLink, ctx.now, ctx.tenant.zone);
      if (batch.state === "completed" || batch.state === "cancelled") return refuseBatch("batch.state");
      const known = new Set(staff.map((one) => one.id));
      const missing = {
        ...(ownerId && !known.has(ownerId) ? { ownerId: ["Choose somebody from the list."] } : {}),
        ...(trainerId && !known.has(trainerId) ? { trainerId: ["Choose somebody from the list."] } : {}),
        ...(hostAccountId && hosts.length === 0 ? { hostAccountId: ["Choose an account from the list."] } : {}),
      };
      if (Object.keys(missing).length > 0) return refuseBatch("batch.people_unknown", { fields: missing });
      if (origin && !ctx.tenant.meetingOrigins.includes(origin))
        return refuseBatch("batch.link_origin", {
          fields: { fallbackUrl: ["This link is not on one of your meeting providers."] },
        });
      const relinks = fallbackSealed !== null || (dropFallback && link?.fallbackSealed);
      return {
        writes: [
          guardedUpdate(batches, batch, facts, "batch"),
          ...(relinks ? [expecting(1, "link", relinked(batchId, link?.version ?? 0, fallbackSealed))] : []),
        ],
        events: [{ name: "batch.updated", payload: { batchId } }],
        result: undefined,
      };
    },
    reason,
  });
}

/** The link, only where it is still the one that was read. */
const relinked = (batchId: string, version: number, fallbackSealed: string | null) =>
  q
    .insert(batchMeetings)
    .values({ batchId, fallbackSealed })
    .onConflictDoUpdate({
      target: batchMeetings.batchId,
      set: { fallbackSealed },
      setWhere: eq(batchMeetings.version, version),
    })
    .returning({ one: sql`1` })
    .getSQL();
