import { eq } from "drizzle-orm";

import type { Ctx } from "#kernel/ctx";
import type { ReceivedEvent } from "#kernel/events";
import { handle } from "#kernel/subscribe.server";
import { transitionAll } from "#kernel/write.server";

import { pauseMachine } from "./pause.machine";
import { enrollmentPauses } from "./tables";

/** On a cancelled or refunded enrollment: pauses that run or were to come are void, and requests for one lapse. */
export const voidPausesOnClose = (ctx: Ctx, event: ReceivedEvent<{ enrollmentId: string }>) =>
  handle(ctx, "enrollments.void-pauses-on-close", event, {
    load: () => ({}),
    decide: () => {
      const its = eq(enrollmentPauses.enrollmentId, event.payload.enrollmentId);
      return {
        writes: [
          transitionAll(enrollmentPauses, pauseMachine, "void", its),
          transitionAll(enrollmentPauses, pauseMachine, "lapse", its),
        ],
        result: undefined,
      };
    },
  });
