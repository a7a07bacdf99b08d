import { sql } from "drizzle-orm";

import type { Ctx } from "./ctx";
import { rows } from "./database.server";
import type { Answer, Q, Query } from "./database.server";
import type { ReceivedEvent } from "./events";
import { mutate } from "./mutate.server";
import type { Decision } from "./mutate.server";
import { Refusal } from "./refusal";

type Queries = Record<string, Query>;
export type Subscription<T extends Queries> = {
  load: (q: Q) => T;
  decide: (facts: { [K in keyof T]: Answer<T[K]> }) => Refusal | Decision<undefined>;
};

/**
 * What one subscriber does about one event, once: the row that says so stands in the same transaction as its writes. An
 * event handled before is a no-op, also when two consumers hold it at the same moment. What it changes is recorded as done
 * for whoever did what the event tells of.
 */
export async function handle<T extends Queries>(
  ctx: Ctx,
  subscriber: string,
  event: ReceivedEvent,
  { load, decide }: Subscription<T>,
): Promise<void> {
  const alreadyHandled = new Refusal("event.already_handled", "conflict", "This event was handled before.");
  try {
    await mutate(ctx, "subscriber.handle", {
      load: (q) => ({ ...load(q), [before]: handledBefore(subscriber, event.id) }),
      decide: ({ [before]: found, ...facts }) => {
        if ((found as unknown[]).length > 0) return alreadyHandled;
        const decision = decide(facts as unknown as { [K in keyof T]: Answer<T[K]> });
        if (decision instanceof Refusal) return decision;
        return { ...decision, writes: [markHandled(subscriber, event.id), ...decision.writes] };
      },
      onBehalfOf: event.actor,
      // The other consumer was faster.
      onConstraint: { processed_events_pkey: alreadyHandled },
    });
  } catch (error) {
    if (error !== alreadyHandled) throw error;
  }
}

const before = "$handledBefore";
const handledBefore = (subscriber: string, eventId: string) =>
  rows(sql`select 1 as one from processed_events where subscriber = ${subscriber} and event_id = ${eventId}::uuid`);
const markHandled = (subscriber: string, eventId: string) =>
  rows(sql`insert into processed_events (subscriber, event_id) values (${subscriber}, ${eventId}::uuid)`);
