import { eq } from "drizzle-orm";
import * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { isStale, parseInput, versionInput } from "#kernel/parse-input";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { changedMeanwhile, lastChangeOf } from "../batches/last-change";
import { refuseSession } from "./refusals";
import { sessionMachine } from "./session.machine";
import { sessions } from "./tables";

const cancelInput = z.object({
  sessionId: z.uuid(),
  reason: z.string().trim().min(1, "Say why; students read it.").max(400, "A reason has at most 400 characters."),
  version: versionInput,
});

/** Calls a class off, with a reason the students read. Refuses one that is over or already cancelled, and a form older than somebody's change. */
export async function cancelSession(ctx: Ctx, raw: z.input<typeof cancelInput>): Promise<void> {
  const input = parseInput(cancelInput, raw);
  await mutate(ctx, "session.cancel", {
    load: () => ({
      found: q.select().from(sessions).where(eq(sessions.id, input.sessionId)),
      last: lastChangeOf("sessions", [input.sessionId]),
    }),
    decide: ({ found: [session], last }) => {
      assertCan(ctx.actor, "session.cancel");
      if (!session || !ctx.tenant) return refuse("not_found");
      if (session.state !== "scheduled") return refuseSession("session.state");
      if (isStale(input.version, session)) return changedMeanwhile(last, ctx.now, ctx.tenant.zone);
      if (session.endsAt < ctx.now) return refuseSession("session.past");
      return {
        writes: [transition(sessions, sessionMachine, session, "cancel", { set: { cancelReason: input.reason } })],
        events: [{ name: "session.cancelled", payload: { sessionId: session.id, batchId: session.batchId } }],
        result: undefined,
      };
    },
    reason: input.reason,
  });
}
