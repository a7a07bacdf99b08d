import { and, eq, sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { transitionAll } from "#kernel/write.server";

import { deadLetterWrites, recovered } from "./dead-letter";
import { outboxMachine } from "./outbox.machine";
import { outbox } from "./tables";

/** `attempts` is the fencing token; after `mostAttempts` (eight, and eight more with each replay) an event is a dead letter. */
export type ClaimedEvent = ReceivedEvent & { attempts: number; mostAttempts: number };
type Row = {
  id: string;
  organization_id: string;
  event: string;
  payload: Record<string, unknown>;
  actor: string;
  request_id: string | null;
  at: string;
  attempts: number;
  most_attempts: number;
};

/** Takes one event for 60 s; null when it is not due, done, or somebody else's. */
export async function claimEvent(ctx: Ctx, organizationId: string, eventId: string): Promise<ClaimedEvent | null> {
  const [[row]] = await inOneTrip(ctx, "subscriber.handle", [
    rows<Row>(sql`select * from app.claim_outbox(${organizationId}::uuid, array[${eventId}::uuid], 1)`),
  ]);
  if (!row) return null;
  const { id, payload, actor, attempts } = row;
  return {
    id,
    organizationId: row.organization_id,
    name: row.event,
    payload,
    actor,
    requestId: row.request_id,
    at: new Date(row.at),
    attempts,
    mostAttempts: row.most_attempts,
  };
}

const fenced = (event: ClaimedEvent) => and(eq(outbox.id, event.id), eq(outbox.attempts, event.attempts))!;

/** Every subscriber has handled it: done, where the claim still holds. */
export async function finishEvent(ctx: Ctx, event: ClaimedEvent): Promise<void> {
  await inOneTrip(ctx, "subscriber.handle", [
    transitionAll(outbox, outboxMachine, "finish", fenced(event), { set: { error: null } }),
    recovered("event", event.id),
  ]);
}

/**
 * A subscriber failed: back in line with a back-off (5 s doubling to 5 min), after the last try a dead letter. `code` says
 * what went wrong without naming anybody. Answers how long it waits, null when it died.
 */
export async function failEvent(
  ctx: Ctx,
  event: ClaimedEvent,
  code: string,
): Promise<{ retryInSeconds: number | null }> {
  const left = event.mostAttempts - event.attempts;
  const isDead = left <= 0;
  const waitSeconds = Math.min(300, 5 * 2 ** Math.max(0, 7 - left));
  await inOneTrip(
    ctx,
    "subscriber.handle",
    isDead
      ? [
          transitionAll(outbox, outboxMachine, "give_up", fenced(event), { set: { error: code } }),
          ...deadLetterWrites({ source: "event", sourceId: event.id, what: `event ${event.name}`, error: code }),
        ]
      : [
          transitionAll(outbox, outboxMachine, "release", fenced(event), {
            set: {
              error: code,
              dueAt: sql`clock_timestamp() + make_interval(secs => ${waitSeconds})`,
              queuedUntil: null,
            },
          }),
        ],
  );
  return { retryInSeconds: isDead ? null : waitSeconds };
}
