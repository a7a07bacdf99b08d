import { and, eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transition } from "#kernel/write.server";

import { enrollmentMachine } from "./enrollment.machine";
import { enrollments } from "./tables";

/** On a first allowed join: a plan that only waited for its class is active now. */
export const activateOnFirstJoin = (ctx: Ctx, event: ReceivedEvent<{ enrollmentId: string }>) =>
  handle(ctx, "enrollments.activate-on-first-join", event, {
    load: () => ({
      found: q
        .select()
        .from(enrollments)
        .where(and(eq(enrollments.id, event.payload.enrollmentId), eq(enrollments.state, "BATCH_ASSIGNED"))),
    }),
    decide: ({ found: [row] }) => ({
      writes: row ? [transition(enrollments, enrollmentMachine, row, "activate")] : [],
      result: undefined,
    }),
  });
