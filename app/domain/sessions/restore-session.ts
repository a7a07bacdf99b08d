import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, reasonInput, versionInput } from "#kernel/parse-input";
import { read } from "#kernel/read.server";
import { refuse } from "#kernel/refusal";
import { transition, unchanged } from "#kernel/write.server";

import { changedMeanwhile, lastChangeOf } from "../batches/last-change";
import { batches } from "../batches/tables";
import { inTurn } from "./in-turn";
import { refuseSession } from "./refusals";
import { reachOf, reachQueries } from "./schedule/reach";
import { refuseReach, restoreRemedies } from "./schedule/refuse-reach";
import { sessionMachine } from "./session.machine";
import { sessions } from "./tables";

const restoreInput = z.object({
  sessionId: z.uuid(),
  reason: reasonInput,
  version: versionInput,
  /** Students may have two classes at once. */
  doubleBooking: z.string().default(""),
});

/**
 * A cancelled class takes place after all, at its hour, with its trainer and account where both are still free. Refuses one
 * that would have begun already, one of a batch that is over, and what is in its way, by name.
 */
export async function restoreSession(ctx: Ctx, raw: z.input<typeof restoreInput>): Promise<void> {
  const input = parseInput(restoreInput, raw);
  const query = () => q.select().from(sessions).where(eq(sessions.id, input.sessionId));
  const {
    found: [was],
  } = await read(ctx, () => ({ found: query() }));
  assertCan(ctx.actor, "session.cancel");
  if (!was) throw refuse("not_found");
  // As new to everybody: what is in its way now was not before.
  const change = { changed: [], added: [was], dropped: [] };
  await mutate(ctx, "session.cancel", {
    load: () => ({
      ...reachQueries(was.batchId, change),
      found: query(),
      batch: q.select().from(batches).where(eq(batches.id, was.batchId)),
      last: lastChangeOf("sessions", [was.id]),
    }),
    decide: ({ found: [session], batch: [batch], last, ...found }) => {
      assertCan(ctx.actor, "session.cancel");
      if (!session || !batch) return refuse("not_found");
      if (session.state !== "cancelled") return refuseSession("session.state");
      if (session.version !== was.version || isStale(input.version, session))
        return changedMeanwhile(last, ctx.now, session.zone);
      if (session.startsAt <= ctx.now || batch.state === "completed" || batch.state === "cancelled")
        return refuseSession("session.not_restorable");
      const reach = reachOf(change, found, session.zone);
      const refusal = refuseReach(reach, session.zone, {
        doubleBooking: input.doubleBooking === "yes",
        remedies: restoreRemedies,
      });
      if (refusal) return refusal;
      return {
        writes: [
          inTurn(session.batchId, session.trainerId, session.hostAccountId),
          unchanged(batches, batch, "batch"),
          transition(sessions, sessionMachine, session, "restore", {
            set: { cancelReason: null, hostLane: reach.lanes[0] ?? 1 },
          }),
        ],
        events: [{ name: "session.restored", payload: { sessionId: session.id, batchId: session.batchId } }],
        result: undefined,
      };
    },
    reason: input.reason,
    onConstraint: {
      sessions_trainer_overlap: refuseSession("session.trainer_busy"),
      sessions_host_overlap: refuseSession("session.host_busy"),
    },
  });
}
