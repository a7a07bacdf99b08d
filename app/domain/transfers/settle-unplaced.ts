import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import type { Refusal } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { guardedUpdate } from "#kernel/write.server";

import { choice } from "../batches/inputs";
import { staffProfiles } from "../identity/tables";
import { refuseTransfer } from "./refusals";
import { cancellationMoves } from "./tables";

const base = { moveId: z.uuid(), reason: reasonInput, version: z.coerce.number().int().min(1) };
const handOverInput = z.object({ ...base, ownerId: choice, dueOn: z.string().trim() });
const closeInput = z.object(base);
type Move = typeof cancellationMoves.$inferSelect;

/** Gives a student without a place to another owner, or until another day. Refuses a day that is past. */
export async function handOverUnplaced(ctx: Ctx, raw: z.input<typeof handOverInput>): Promise<void> {
  const input = parseInput(handOverInput, raw);
  await settle(ctx, { ...input, knownOwner: input.ownerId }, (_, ownerKnown) => {
    const today = localDay(ctx.now, ctx.tenant!.zone);
    const due = z.iso.date().safeParse(input.dueOn);
    const fields = {
      ...(input.ownerId && ownerKnown ? {} : { ownerId: ["Choose who looks for a place."] }),
      ...(due.success && due.data >= today ? {} : { dueOn: ["Choose a day, today or later."] }),
    };
    if (Object.keys(fields).length > 0) return refuse("input.invalid", { fields });
    return { ownerId: input.ownerId, dueOn: input.dueOn };
  });
}

/** Takes a student off the list who needs no place: they left, or are looked after elsewhere. A new place does it by itself. */
export async function closeUnplaced(ctx: Ctx, raw: z.input<typeof closeInput>): Promise<void> {
  const input = parseInput(closeInput, raw);
  await settle(ctx, { ...input, knownOwner: null }, () => ({ closedAt: ctx.now, closedReason: input.reason }));
}

async function settle(
  ctx: Ctx,
  input: { moveId: string; reason: string; version: number; knownOwner: string | null },
  decide: (move: Move, ownerKnown: boolean) => Refusal | Partial<Move>,
): Promise<void> {
  await mutate(ctx, "assignment.create", {
    load: () => ({
      found: q.select().from(cancellationMoves).where(eq(cancellationMoves.id, input.moveId)),
      owner: q
        .select({ id: staffProfiles.id })
        .from(staffProfiles)
        .where(eq(staffProfiles.id, input.knownOwner ?? input.moveId)),
    }),
    decide: ({ found: [move], owner }) => {
      assertCan(ctx.actor, "assignment.create");
      if (!move || move.toBatchId) return refuse("not_found");
      if (move.closedAt) return refuseTransfer("unplaced.closed");
      if (isStale(input.version, move)) return refuse("conflict");
      const set = decide(move, owner.length > 0);
      if (set instanceof Error) return set;
      return { writes: [guardedUpdate(cancellationMoves, move, set, "move")], result: undefined };
    },
    reason: input.reason,
  });
}
