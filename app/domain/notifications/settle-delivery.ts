import { and, eq, sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { value } from "#kernel/database.server";
import type { Query } from "#kernel/database.server";
import { transitionAll } from "#kernel/write.server";

import type { Next } from "./after-a-try";
import { deadLetterWrites, recovered } from "./dead-letter";
import type { DeliveryFacts } from "./delivery-facts";
import { deliveryMachine } from "./delivery.machine";
import { notificationMachine } from "./notification.machine";
import { deliveries, notifications } from "./tables";

const action = "job.process-notifications";

/** The claim's number is the fence: a lapsed lease that somebody else took over is no longer ours to settle. */
const fenced = (id: string, attempts: number) => and(eq(deliveries.id, id), eq(deliveries.attempts, attempts))!;

/** Writes down what became of a try, where the claim still holds. */
export async function settleTry(
  ctx: Ctx,
  facts: DeliveryFacts,
  attempts: number,
  next: Next,
  providerId: string | null,
): Promise<void> {
  const { id, notificationId, subjectId, template } = facts.delivery;
  const mine = fenced(id, attempts);
  const { error, maybeSent } = next;
  const died = deadLetterWrites({
    source: "delivery",
    sourceId: id,
    what: `mail ${template}`,
    error: error ?? "unknown",
  });
  const writes: Record<Next["move"], Query[]> = {
    accept: [
      transitionAll(deliveries, deliveryMachine, "accept", mine, {
        set: { providerId, sentAt: sql`clock_timestamp()`, error: null, bodySealed: null },
      }),
      transitionAll(notifications, notificationMachine, "ready", eq(notifications.id, notificationId)),
      recovered("delivery", id),
      ...(template === "code" ? [eraseCodes(subjectId, ctx.now)] : []),
    ],
    retry: [
      transitionAll(deliveries, deliveryMachine, "retry", mine, {
        set: {
          error,
          maybeSent,
          dueAt: sql`clock_timestamp() + make_interval(secs => ${next.waitSeconds})`,
          queuedUntil: null,
        },
      }),
    ],
    doubt: [transitionAll(deliveries, deliveryMachine, "doubt", mine, { set: { error, maybeSent } }), ...died],
    give_up: [
      transitionAll(deliveries, deliveryMachine, "give_up", mine, { set: { error, maybeSent, bodySealed: null } }),
      ...died,
    ],
  };
  await inOneTrip(ctx, action, writes[next.move]);
}

/** Takes a delivery out of the line before it is sent: what it says is no longer true, or its address wants no mail. */
export async function dropDelivery(
  ctx: Ctx,
  facts: DeliveryFacts,
  why: { move: "drop" | "suppress"; error: string },
): Promise<void> {
  const { id, notificationId, attempts, state } = facts.delivery;
  // A lapsed try can be dropped and no longer be suppressed: it may have gone out.
  const move = state === "sending" ? "drop" : why.move;
  await inOneTrip(ctx, action, [
    transitionAll(deliveries, deliveryMachine, move, fenced(id, attempts), {
      set: { error: why.error, bodySealed: null },
    }),
    recovered("delivery", id),
    ...(move === "drop"
      ? [transitionAll(notifications, notificationMachine, "drop", eq(notifications.id, notificationId))]
      : []),
  ]);
}

/** Erases the sealed code of this flow and every expired one; a code is kept no longer than it is needed. */
export const eraseCodes = (flowId: string | null, now: Date) =>
  value<number>(sql`select app.erase_codes(${flowId}::uuid, ${now.toISOString()}::timestamptz) as value`);
